// SPDX-License-Identifier: MIT
#include "codegen/llvm/loops.hpp"

namespace tenon::codegen::simd {

using namespace kernel;

Odometer::Odometer(Frame& frame, int first, int end)
    : frame_(frame), first_(first), end_(end),
      carries_(frame.kernel.params.size(),
               std::vector<Value*>(static_cast<std::size_t>(frame.kernel.rank))) {}

std::vector<Value*> Odometer::coordinates(Value* position) {
    std::vector<Value*> result(static_cast<std::size_t>(end_ - first_));
    for (int d = end_ - 1; d > first_; --d) {
        Value* extent = frame_.extent(static_cast<std::size_t>(d));
        result[static_cast<std::size_t>(d - first_)] = frame_.build.CreateURem(position, extent);
        position = frame_.build.CreateUDiv(position, extent);
    }
    if (end_ > first_)
        result[0] = position;
    return result;
}

Value* Odometer::at(Value* pointer, std::size_t param, const std::vector<Value*>& coordinates) {
    for (int d = first_; d < end_; ++d)
        pointer = frame_.bytes_after(
            pointer, frame_.build.CreateMul(coordinates[static_cast<std::size_t>(d - first_)],
                                            frame_.stride(param, static_cast<std::size_t>(d))));
    return pointer;
}

Value* Odometer::carry(std::size_t param, int dimension) {
    Value*& known = carries_[param][static_cast<std::size_t>(dimension)];
    if (known == nullptr) {
        const OnceScope scope(frame_, Level::once);
        llvm::IRBuilder<>& build = frame_.build;
        known = frame_.stride(param, static_cast<std::size_t>(dimension));
        for (int d = dimension + 1; d < end_; ++d) {
            const auto inner = static_cast<std::size_t>(d);
            Value* steps = build.CreateSub(frame_.extent(inner), frame_.i64(1));
            known = build.CreateSub(known, build.CreateMul(steps, frame_.stride(param, inner)));
        }
    }
    return known;
}

void Odometer::advance(std::vector<Value*>& coordinates, std::vector<Value*>& pointers) {
    llvm::IRBuilder<>& build = frame_.build;
    std::vector<Value*> moves(pointers.size());
    for (std::size_t p = 0; p < pointers.size(); ++p)
        if (pointers[p] != nullptr)
            moves[p] = carry(p, end_ - 1);
    Value* carried = build.getTrue();
    for (int d = end_ - 1; d >= first_; --d) {
        Value*& coordinate = coordinates[static_cast<std::size_t>(d - first_)];
        Value* next = build.CreateAdd(coordinate, build.CreateZExt(carried, build.getInt64Ty()));
        if (d == first_) {  // the outermost one never wraps
            coordinate = next;
            break;
        }
        carried = build.CreateICmpEQ(next, frame_.extent(static_cast<std::size_t>(d)));
        coordinate = build.CreateSelect(carried, frame_.i64(0), next);
        for (std::size_t p = 0; p < pointers.size(); ++p)
            if (pointers[p] != nullptr)
                moves[p] = build.CreateSelect(carried, carry(p, d - 1), moves[p]);
    }
    for (std::size_t p = 0; p < pointers.size(); ++p)
        if (pointers[p] != nullptr)
            pointers[p] = frame_.bytes_after(pointers[p], moves[p]);
}

void Odometer::skip(std::vector<Value*>& coordinates, std::vector<Value*>& pointers,
                    Value* positions) {
    llvm::IRBuilder<>& build = frame_.build;
    if (auto* none = llvm::dyn_cast<llvm::ConstantInt>(positions); none && none->isZero())
        return;
    coordinates.back() = build.CreateAdd(coordinates.back(), positions);
    for (std::size_t p = 0; p < pointers.size(); ++p)
        if (pointers[p] != nullptr) {
            Value* stride = frame_.stride(p, static_cast<std::size_t>(end_) - 1);
            pointers[p] = frame_.bytes_after(pointers[p], build.CreateMul(positions, stride));
        }
}

namespace {

/// Packs coordinates and the pointers in use into what a loop carries, and back.
Frame::Carried pack(const std::vector<Value*>& coordinates, const std::vector<Value*>& pointers) {
    Frame::Carried all = coordinates;
    for (Value* pointer : pointers)
        if (pointer != nullptr)
            all.push_back(pointer);
    return all;
}

void unpack(const Frame::Carried& all, std::vector<Value*>& coordinates,
            std::vector<Value*>& pointers) {
    std::size_t next = 0;
    for (Value*& coordinate : coordinates)
        coordinate = all[next++];
    for (Value*& pointer : pointers)
        if (pointer != nullptr)
            pointer = all[next++];
}

}  // namespace

namespace {

/// Runs `rows` for outer positions one after the other; it tells how many it has done.
void walk_rows(Frame& frame, const std::function<Value*(Value* outer)>& rows) {
    llvm::IRBuilder<>& build = frame.build;
    Value* some = build.CreateAnd(build.CreateICmpSLT(frame.outer_begin, frame.outer_end),
                                  build.CreateICmpSLT(frame.inner_begin, frame.inner_end));
    frame.when(some, "some", [&] {
        const int outer_dimensions = frame.kernel.rank - 1;
        Odometer odometer(frame, 0, outer_dimensions);
        std::vector<Value*> coordinates = odometer.coordinates(frame.outer_begin);
        std::vector<Value*> pointers(frame.kernel.params.size());
        for (std::size_t p = 0; p < pointers.size(); ++p)
            if (frame.used(p))
                pointers[p] = odometer.at(frame.address(p), p, coordinates);
        const auto begin = [&](Value* outer) {
            frame.row_coordinates = coordinates;
            frame.row_pointers = pointers;
            return rows(outer);
        };
        if (outer_dimensions == 0) {
            begin(frame.outer_begin);
            return;
        }
        frame.loop_by(frame.outer_begin, frame.outer_end, "row", pack(coordinates, pointers),
                      [&](Value* outer, const Frame::Carried& carried) {
                          unpack(carried, coordinates, pointers);
                          Value* done = begin(outer);
                          odometer.skip(coordinates, pointers, build.CreateSub(done, frame.i64(1)));
                          odometer.advance(coordinates, pointers);
                          return std::pair(done, pack(coordinates, pointers));
                      });
    });
}

}  // namespace

void for_each_row(Frame& frame, const std::function<void(Value* outer)>& body) {
    walk_rows(frame, [&](Value* outer) -> Value* {
        frame.begin_row();
        body(outer);
        return frame.i64(1);
    });
}

void for_each_band(Frame& frame, int most, const std::function<void(Value* rows)>& body) {
    llvm::IRBuilder<>& build = frame.build;
    walk_rows(frame, [&](Value* outer) -> Value* {
        const std::size_t dimension = frame.row_coordinates.size() - 1;
        Value* left = build.CreateBinaryIntrinsic(
            llvm::Intrinsic::smin, build.CreateSub(frame.outer_end, outer),
            build.CreateSub(frame.extent(dimension), frame.row_coordinates[dimension]));
        Value* enough = build.CreateICmpSGE(left, frame.i64(most));
        Value* rows = build.CreateSelect(enough, frame.i64(most), frame.i64(1));
        body(rows);
        return rows;
    });
}

Value* lanes_below(Frame& frame, Value* count, std::int64_t offset) {
    llvm::IRBuilder<>& build = frame.build;
    const auto lanes = static_cast<unsigned>(frame.analysis.lanes);
    Value* rest = build.CreateSub(count, frame.i64(offset));
    rest = build.CreateBinaryIntrinsic(llvm::Intrinsic::smin, rest, frame.i64(std::int64_t{lanes}));
    rest = build.CreateBinaryIntrinsic(llvm::Intrinsic::smax, rest, frame.i64(0));
    // Compared in lanes as wide as the data's, where the mask is used.
    llvm::Type* lane =
        build.getIntNTy(static_cast<unsigned>(frame.target.vector_bits) / lanes > 64
                            ? 64
                            : static_cast<unsigned>(frame.target.vector_bits) / lanes);
    llvm::SmallVector<llvm::Constant*, 64> numbers;
    for (unsigned i = 0; i < lanes; ++i)
        numbers.push_back(llvm::ConstantInt::get(lane, i));
    Value* wide = build.CreateVectorSplat(lanes, build.CreateTrunc(rest, lane));
    return build.CreateICmpSGT(wide, llvm::ConstantVector::get(numbers));
}

Value* lanes_between(Frame& frame, Value* first, Value* end) {
    return frame.build.CreateAnd(frame.build.CreateNot(lanes_below(frame, first)),
                                 lanes_below(frame, end));
}

}  // namespace tenon::codegen::simd
