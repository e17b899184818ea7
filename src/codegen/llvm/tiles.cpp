// SPDX-License-Identifier: MIT
// Map kernels with loops of different lengths, a tile of elements at a time: the parts between
// the loops visit the elements in their order and leave in memory what comes after needs.
#include "codegen/llvm/divergent_loop.hpp"
#include "codegen/llvm/loops.hpp"

namespace tenon::codegen::simd {

using namespace kernel;

namespace {

class Tiles {
public:
    Tiles(Frame& frame, const LoopPlan& plan)
        : frame_(frame), build_(frame.build), plan_(plan), capacity_(tile_size()) {
        for (const std::uint32_t var : plan.vars)
            vars_.emplace(var, LaneArray(frame, frame.kernel.vars[var], capacity_, "var"));
        for (const ValueId value : plan.values)
            values_.emplace(value,
                            LaneArray(frame, frame.kernel.instrs[value].type, capacity_, "value"));
        loops_.reserve(plan.loops.size());
        for (const DivergentLoop& loop : plan.loops) {
            const bool last = &loop == &plan.loops.back();
            loops_.emplace_back(frame, loop, capacity_, vars_,
                                last && plan.ends_at_leaving ? &plan.parts.back() : nullptr);
        }
    }

    void row() {
        frame_.loop(frame_.inner_begin, frame_.inner_end, capacity_, "tile", [&](Value* first) {
            Value* count = build_.CreateBinaryIntrinsic(llvm::Intrinsic::smin,
                                                        build_.CreateSub(frame_.inner_end, first),
                                                        frame_.i64(capacity_));
            for (std::size_t i = 0; i < loops_.size(); ++i)
                loops_[i].run(first, count, [&](Value* index, const Vectors& there) {
                    Visit visit = vector(i, first, index, there);
                    for (const ValueId value : plan_.loops[i].brought)
                        visit.instruction(value);
                    return visit;
                });
            if (!plan_.ends_at_leaving)
                last_part(first, count);
        });
    }

private:
    /// Larger tiles leave fewer groups half filled; all arrays, half of which are seldom used,
    /// should stay in L2.
    std::int64_t tile_size() const {
        constexpr std::size_t memory = 1024 * 1024;
        std::size_t arrays = plan_.vars.size() + plan_.values.size();
        for (const DivergentLoop& loop : plan_.loops)
            arrays += PackedState::arrays(loop);
        std::int64_t size = 8192;
        while (size > 512 && static_cast<std::size_t>(size) * arrays * 8 > memory)
            size /= 2;
        return size;
    }

    void last_part(Value* first, Value* count) {
        const std::size_t number = plan_.parts.size() - 1;
        const std::int64_t lanes = frame_.analysis.lanes;
        Value* whole = build_.CreateAnd(count, frame_.i64(-lanes));
        frame_.loop(frame_.i64(0), whole, lanes, "part",
                    [&](Value* index) { vector(number, first, index, {}); });
        frame_.loop(whole, count, lanes, "part_tail", [&](Value* index) {
            vector(number, first, index, {lanes_below(frame_, build_.CreateSub(count, index))});
        });
    }

    /// Visits a part of the kernel; what later ones need of it is left in memory.
    Visit vector(std::size_t number, Value* first, Value* index, const Vectors& there) {
        const PartPlan& part = plan_.parts[number];
        Visit visit(frame_, part.facts, build_.CreateAdd(first, index), 1, there);
        for (const std::uint32_t var : part.vars)
            visit.set_var(var, {vars_.at(var).load(index)});
        for (const ValueId value : part.recalled)
            visit.set(value, {values_.at(value).load(index)});
        for (const ValueId value : part.remade)
            visit.instruction(value);
        for (const ValueId value : part.instrs)
            visit.instruction(value);
        if (number + 1 == plan_.parts.size())
            return visit;
        for (const auto& [var, memory] : vars_)
            memory.store(index, visit.widen(visit.var(var))[0]);
        for (const auto& [value, memory] : values_)
            if (std::ranges::find(part.instrs, value) != part.instrs.end())
                memory.store(index, visit.get(value)[0]);
        return visit;
    }

    Frame& frame_;
    llvm::IRBuilder<>& build_;
    const LoopPlan& plan_;
    std::int64_t capacity_;
    VarMemory vars_;
    std::map<ValueId, LaneArray> values_;
    std::vector<PackedLoop> loops_;
};

}  // namespace

void emit_tiles(Frame& frame, const LoopPlan& plan) {
    Tiles tiles(frame, plan);
    for_each_row(frame, [&](Value*) { tiles.row(); });
}

}  // namespace tenon::codegen::simd
