// SPDX-License-Identifier: MIT
// Columns reduced leaf by leaf: a block of columns stays in registers while the positions of the
// leaf pass by, one after the other.
#include "codegen/llvm/loops.hpp"

namespace tenon::codegen::simd {

using namespace kernel;

namespace {

class ColumnReduce {
public:
    explicit ColumnReduce(Frame& frame)
        : frame_(frame), build_(frame.build), lanes_(frame.analysis.lanes),
          kept_(frame, 0, frame.kernel.kept_rank),
          reduced_(frame, frame.kernel.kept_rank, frame.kernel.rank - 1) {}

    void run() {
        Value* some = build_.CreateAnd(build_.CreateICmpSLT(frame_.outer_begin, frame_.outer_end),
                                       build_.CreateICmpSLT(frame_.inner_begin, frame_.inner_end));
        frame_.when(some, "some", [&] {
            Value* total = frame_.i64(1);
            for (int d = frame_.kernel.kept_rank; d < frame_.kernel.rank - 1; ++d)
                total = build_.CreateMul(total, frame_.extent(static_cast<std::size_t>(d)));
            Value* leaves =
                build_.CreateUDiv(build_.CreateAdd(total, frame_.i64(ops::leaf_size - 1)),
                                  frame_.i64(ops::leaf_size));
            frame_.loop(frame_.outer_begin, frame_.outer_end, 1, "outer", [&](Value* outer) {
                Value* number = build_.CreateURem(outer, leaves);
                kept_coordinates_ = kept_.coordinates(build_.CreateUDiv(outer, leaves));
                leaf(outer, build_.CreateMul(number, frame_.i64(ops::leaf_size)), total);
            });
        });
    }

private:
    void leaf(Value* outer, Value* first, Value* total) {
        Value* last = build_.CreateBinaryIntrinsic(
            llvm::Intrinsic::smin, build_.CreateAdd(first, frame_.i64(ops::leaf_size)), total);
        const std::vector<Value*> coordinates = reduced_.coordinates(first);
        std::vector<Value*> pointers(frame_.kernel.params.size());
        for (std::size_t p = 0; p < pointers.size(); ++p)
            if (frame_.used(p))
                pointers[p] =
                    reduced_.at(kept_.at(frame_.address(p), p, kept_coordinates_), p, coordinates);
        Value* base = build_.CreateMul(
            outer, frame_.extent(static_cast<std::size_t>(frame_.kernel.rank) - 1));

        const int flight = frame_.analysis.flight;
        Value* rest = frame_.inner_begin;
        const auto columns = [&](Value* column, int vectors, const Vectors& there) {
            block(column, vectors, there, first, last, coordinates, pointers,
                  build_.CreateAdd(base, column));
        };
        if (flight > 1) {
            const std::int64_t step = std::int64_t{lanes_} * flight;
            Value* count = build_.CreateSub(frame_.inner_end, rest);
            Value* whole = build_.CreateAdd(rest, build_.CreateAnd(count, frame_.i64(-step)));
            frame_.loop(rest, whole, step, "columns",
                        [&](Value* column) { columns(column, flight, {}); });
            rest = whole;
        }
        frame_.loop(rest, frame_.inner_end, lanes_, "rest", [&](Value* column) {
            columns(column, 1, {lanes_below(frame_, build_.CreateSub(frame_.inner_end, column))});
        });
    }

    /// The positions [first, last) of the columns from `column` on.
    void block(Value* column, int vectors, const Vectors& there, Value* first, Value* last,
               std::vector<Value*> coordinates, std::vector<Value*> pointers, Value* index) {
        const Accumulators accumulators(frame_, vectors, false);
        Frame::Carried carried = accumulators.initial();
        const std::size_t states = carried.size();
        carried.insert(carried.end(), coordinates.begin(), coordinates.end());
        for (Value* pointer : pointers)
            if (pointer != nullptr)
                carried.push_back(pointer);

        carried = frame_.loop(
            first, last, 1, "position", carried, [&](Value* position, const Frame::Carried& old) {
                std::size_t next = states;
                for (Value*& coordinate : coordinates)
                    coordinate = old[next++];
                for (Value*& pointer : pointers)
                    if (pointer != nullptr)
                        pointer = old[next++];
                frame_.row_coordinates = kept_coordinates_;
                frame_.row_coordinates.insert(frame_.row_coordinates.end(), coordinates.begin(),
                                              coordinates.end());
                frame_.row_pointers = pointers;
                frame_.begin_row();
                Visits visits(frame_, column, vectors, there);
                visits.body();
                Frame::Carried all =
                    accumulators.joined(old, visits, build_.CreateICmpEQ(position, first), {});
                reduced_.advance(coordinates, pointers);
                all.insert(all.end(), coordinates.begin(), coordinates.end());
                for (Value* pointer : pointers)
                    if (pointer != nullptr)
                        all.push_back(pointer);
                return all;
            });
        for (std::size_t r = 0; r < frame_.kernel.reductions.size(); ++r)
            store(r, accumulators, carried, index, there);
    }

    void store(std::size_t r, const Accumulators& accumulators, const Frame::Carried& all,
               Value* index, const Vectors& there) {
        const Reduction& reduction = frame_.kernel.reductions[r];
        for (int part = 0; part < ops::component_count(reduction.op); ++part) {
            const bool pair = reduction.op == ops::ReduceOp::complex_product;
            const DType stored = frame_.kernel.params[reduction.partial[pair ? 0 : part]].dtype;
            Value* place = partial_place(frame_, reduction, part, index);
            const Vectors values = accumulators.component(all, r, part);
            for (std::size_t u = 0; u < values.size(); ++u) {
                Value* value = values[u];
                if (value->getType()->getScalarType()->isIntegerTy(1))
                    value = build_.CreateZExt(value, frame_.vector(build_.getInt8Ty()));
                Value* mask = there.empty() ? nullptr : there[u];
                const auto bytes = static_cast<std::int64_t>(size_of(stored));
                Value* here = frame_.bytes_after(
                    place, frame_.i64(static_cast<std::int64_t>(u) * lanes_ * bytes));
                store_lanes(value, here, mask, is_complex(stored) ? bytes : 0);
            }
        }
    }

    /// Stores side by side, or `apart` bytes from each other.
    void store_lanes(Value* value, Value* place, Value* mask, std::int64_t apart) {
        if (mask == nullptr)
            mask = llvm::Constant::getAllOnesValue(frame_.vector(build_.getInt1Ty()));
        if (apart == 0) {
            build_.CreateMaskedStore(value, place, llvm::Align(1), mask);
            return;
        }
        Value* offsets =
            build_.CreateMul(frame_.iota(), build_.CreateVectorSplat(static_cast<unsigned>(lanes_),
                                                                     frame_.i64(apart)));
        Value* places = build_.CreateGEP(build_.getInt8Ty(), place, offsets);
        build_.CreateMaskedScatter(value, places, llvm::Align(1), mask);
    }

    Frame& frame_;
    llvm::IRBuilder<>& build_;
    int lanes_;
    Odometer kept_, reduced_;
    std::vector<Value*> kept_coordinates_;
};

}  // namespace

void emit_column_reduce(Frame& frame) { ColumnReduce(frame).run(); }

}  // namespace tenon::codegen::simd
