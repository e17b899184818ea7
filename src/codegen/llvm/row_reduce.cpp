// SPDX-License-Identifier: MIT
// Rows reduced leaf by leaf: element j of a leaf goes to accumulator j mod lane_count. When the
// accumulators do not fit the registers, a leaf is passed over several times, each time for some
// of them.
#include <algorithm>

#include "codegen/llvm/loops.hpp"

namespace tenon::codegen::simd {

using namespace kernel;

namespace {

class RowReduce {
public:
    explicit RowReduce(Frame& frame)
        : frame_(frame), build_(frame.build), lanes_(frame.analysis.lanes),
          flight_(frame.analysis.flight), passes_(ops::lane_count / (lanes_ * flight_)),
          accumulators_(frame, flight_, true) {}

    void run() {
        const auto last = static_cast<std::size_t>(frame_.kernel.rank) - 1;
        for_each_row(frame_, [&](Value* outer) {
            Value* leaves = build_.CreateLShr(
                build_.CreateAdd(frame_.extent(last), frame_.i64(ops::leaf_size - 1)), leaf_shift);
            Value* first_leaf = build_.CreateMul(outer, leaves);
            frame_.loop(frame_.inner_begin, frame_.inner_end, ops::leaf_size, "leaf",
                        [&](Value* start) {
                            Value* number = build_.CreateLShr(start, leaf_shift);
                            leaf(start, build_.CreateAdd(first_leaf, number));
                        });
        });
    }

private:
    static constexpr int leaf_shift = 10;
    static_assert(ops::leaf_size == 1 << leaf_shift);

    void leaf(Value* start, Value* index) {
        Value* end = build_.CreateBinaryIntrinsic(
            llvm::Intrinsic::smin, build_.CreateAdd(start, frame_.i64(ops::leaf_size)),
            frame_.inner_end);
        Value* count = build_.CreateSub(end, start);
        Frame::Carried all;
        if (passes_ == 1) {
            all = pass(start, end, frame_.i64(0));
            finish(count, index, [&](std::size_t reduction, int component) {
                return accumulators_.component(all, reduction, component);
            });
            return;
        }
        make_scratch();
        frame_.loop(frame_.i64(0), frame_.i64(ops::lane_count), std::int64_t{lanes_} * flight_,
                    "pass", [&](Value* lane) { keep(pass(start, end, lane), lane); });
        finish(count, index,
               [&](std::size_t reduction, int component) { return kept(reduction, component); });
    }

    /// The accumulators from `lane` on, of the leaf [start, end).
    Frame::Carried pass(Value* start, Value* end, Value* lane) {
        Value* count = build_.CreateSub(end, start);
        Value* whole =
            build_.CreateAdd(start, build_.CreateAnd(count, frame_.i64(-ops::lane_count)));
        Frame::Carried initial = accumulators_.initial();
        // A vector of coordinates that moves along costs less than one made anew for each vector.
        const bool moving = has_coordinate();
        if (moving)
            initial.push_back(
                build_.CreateAdd(wide(build_.CreateAdd(start, lane)), frame_.iota(0)));
        Frame::Carried all = frame_.loop(
            start, whole, ops::lane_count, "main", initial,
            [&](Value* chunk, const Frame::Carried& carried) {
                Visits visits(frame_, build_.CreateAdd(chunk, lane), flight_);
                visits.set_leaf(start, moving ? carried.back() : nullptr);
                visits.body();
                Frame::Carried next =
                    accumulators_.joined(carried, visits, build_.CreateICmpEQ(chunk, start), {});
                if (moving)
                    next.push_back(
                        build_.CreateAdd(carried.back(), wide(frame_.i64(ops::lane_count))));
                return next;
            });
        if (moving)
            all.pop_back();
        all = frame_.loop(whole, end, ops::lane_count, "tail", all,
                          [&](Value* chunk, const Frame::Carried& carried) {
                              Value* position = build_.CreateAdd(chunk, lane);
                              Value* rest = build_.CreateSub(end, position);
                              Vectors there;
                              for (int u = 0; u < flight_; ++u)
                                  there.push_back(
                                      lanes_below(frame_, rest, std::int64_t{u} * lanes_));
                              Visits visits(frame_, position, flight_, there);
                              visits.set_leaf(start, nullptr);
                              visits.body();
                              return accumulators_.joined(carried, visits,
                                                          build_.CreateICmpEQ(chunk, start), there);
                          });
        return accumulators_.settled(std::move(all));
    }

    Value* wide(Value* scalar) {
        return build_.CreateVectorSplat(static_cast<unsigned>(lanes_), scalar);
    }

    bool has_coordinate() const {
        const std::vector<ValueId>& body = frame_.analysis.blocks[body_block].values;
        return std::ranges::any_of(body, [&](ValueId value) {
            return frame_.kernel.instrs[value].code == Code::coordinate &&
                   !frame_.analysis.uniform(value);
        });
    }

    // --- accumulators of several passes, in memory ---

    DType component_type(const Reduction& reduction, int component) const {
        const bool index = component == 1 && reduction.op != ops::ReduceOp::complex_product;
        return index ? DType::int64 : reduction.type;
    }

    void make_scratch() {
        for (const Reduction& reduction : frame_.kernel.reductions) {
            auto& parts = scratch_.emplace_back();
            for (int part = 0; part < ops::component_count(reduction.op); ++part)
                parts.push_back(frame_.scratch(frame_.memory_type(component_type(reduction, part)),
                                               ops::lane_count, "lanes"));
        }
    }

    void keep(const Frame::Carried& all, Value* lane) {
        for (std::size_t r = 0; r < scratch_.size(); ++r) {
            const Reduction& reduction = frame_.kernel.reductions[r];
            for (std::size_t part = 0; part < scratch_[r].size(); ++part) {
                llvm::Type* element =
                    frame_.memory_type(component_type(reduction, static_cast<int>(part)));
                Value* place = build_.CreateGEP(element, scratch_[r][part], lane);
                for (Value* value : accumulators_.component(all, r, static_cast<int>(part))) {
                    if (value->getType()->getScalarType()->isIntegerTy(1))
                        value = build_.CreateZExt(value, frame_.vector(element));
                    build_.CreateStore(value, place);
                    place = build_.CreateConstGEP1_64(element, place,
                                                      static_cast<std::uint64_t>(lanes_));
                }
            }
        }
    }

    Vectors kept(std::size_t r, int part) {
        const DType type = component_type(frame_.kernel.reductions[r], part);
        llvm::Type* element = frame_.memory_type(type);
        Vectors values;
        for (int lane = 0; lane < ops::lane_count; lane += lanes_) {
            Value* place =
                build_.CreateConstGEP1_64(element, scratch_[r][static_cast<std::size_t>(part)],
                                          static_cast<std::uint64_t>(lane));
            Value* value = build_.CreateLoad(frame_.vector(element), place);
            if (is_bool(type))
                value = build_.CreateTrunc(value, frame_.vector(build_.getInt1Ty()));
            values.push_back(value);
        }
        return values;
    }

    // --- halving ---

    template <class Component>
    void finish(Value* count, Value* index, const Component& component) {
        for (std::size_t r = 0; r < frame_.kernel.reductions.size(); ++r) {
            const Reduction& reduction = frame_.kernel.reductions[r];
            std::vector<Vectors> lanes;  // one for each vector, its components inside
            const int parts = ops::component_count(reduction.op);
            for (int part = 0; part < parts; ++part) {
                const Vectors values = component(r, part);
                lanes.resize(values.size());
                for (std::size_t u = 0; u < values.size(); ++u)
                    lanes[u].push_back(values[u]);
            }
            const Vectors result = halve(reduction, lanes, count);
            for (int part = 0; part < parts; ++part) {
                Value* value = result[static_cast<std::size_t>(part)];
                if (value->getType()->isIntegerTy(1))
                    value = build_.CreateZExt(value, build_.getInt8Ty());
                build_.CreateAlignedStore(value, partial_place(frame_, reduction, part, index),
                                          llvm::Align(1));
            }
        }
    }

    Vectors halve(const Reduction& reduction, std::vector<Vectors> lanes, Value* count) {
        for (std::size_t h = lanes.size() / 2; h >= 1; h /= 2) {
            for (std::size_t u = 0; u < h; ++u)
                lanes[u] = join_lanes(reduction, lanes[u], lanes[u + h], count,
                                      static_cast<int>(u + h) * lanes_, lanes_);
        }
        Vectors last = lanes[0];
        for (int h = lanes_ / 2; h >= 1; h /= 2)
            last = join_lanes(reduction, part_of(last, 0, h), part_of(last, h, h), count, h, h);
        return last;
    }

    /// `length` lanes from `first` on; a single one as a scalar.
    Vectors part_of(const Vectors& whole, int first, int length) {
        Vectors parts;
        for (Value* value : whole) {
            if (length == 1) {
                parts.push_back(
                    build_.CreateExtractElement(value, static_cast<std::uint64_t>(first)));
                continue;
            }
            llvm::SmallVector<int, 32> order;
            for (int i = 0; i < length; ++i)
                order.push_back(first + i);
            parts.push_back(build_.CreateShuffleVector(value, order));
        }
        return parts;
    }

    /// Accumulators that got no element hold what changes nothing, where there is such a value;
    /// of complex products they are left out. `b` starts at accumulator `first`.
    Vectors join_lanes(const Reduction& reduction, const Vectors& a, const Vectors& b, Value* count,
                       int first, int length) {
        Vectors joined = join(frame_, reduction.op, reduction.type, a, b);
        if (reduction.op != ops::ReduceOp::complex_product)
            return joined;
        Value* filled = nullptr;
        if (length == 1) {
            filled = build_.CreateICmpSGT(count, frame_.i64(first));
        } else {
            llvm::SmallVector<llvm::Constant*, 32> numbers;
            for (int i = 0; i < length; ++i)
                numbers.push_back(frame_.i64(first + i));
            Value* wide = build_.CreateVectorSplat(static_cast<unsigned>(length), count);
            filled = build_.CreateICmpSGT(wide, llvm::ConstantVector::get(numbers));
        }
        for (std::size_t part = 0; part < joined.size(); ++part)
            joined[part] = build_.CreateSelect(filled, joined[part], a[part]);
        return joined;
    }

    Frame& frame_;
    llvm::IRBuilder<>& build_;
    int lanes_, flight_, passes_;
    Accumulators accumulators_;
    std::vector<std::vector<Value*>> scratch_;
};

}  // namespace

void emit_row_reduce(Frame& frame) { RowReduce(frame).run(); }

}  // namespace tenon::codegen::simd
