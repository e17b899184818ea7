// SPDX-License-Identifier: MIT
#include "codegen/llvm/packed_state.hpp"

#include "codegen/llvm/loops.hpp"

namespace tenon::codegen::simd {

using namespace kernel;
using llvm::BasicBlock;

std::size_t PackedState::arrays(const DivergentLoop& plan) {
    return 2 * (plan.carried.size() + plan.fixed.size() + plan.constants.size() +
                plan.brought.size() + 1);
}

PackedState::PackedState(Frame& frame, const DivergentLoop& plan, std::int64_t capacity)
    : frame_(frame), build_(frame.build), plan_(plan), lanes_(frame.analysis.lanes),
      flight_(plan.flight), room_(capacity + std::int64_t{flight_} * lanes_),
      numbers_(frame, 2 * room_) {
    for (const std::uint32_t var : plan.carried)
        carried_.emplace_back(frame, frame.kernel.vars[var], 2 * room_, "carried");
    for (const std::uint32_t var : plan.fixed)
        fixed_.emplace_back(frame, frame.kernel.vars[var], 2 * room_, "fixed");
    for (const std::vector<ValueId>* list : {&plan.constants, &plan.brought})
        for (const ValueId value : *list)
            constants_.emplace_back(frame, frame.kernel.instrs[value].type, 2 * room_, "constant");
}

Value* PackedState::at(Value* index, int vector) const {
    return build_.CreateAdd(index, frame_.i64(std::int64_t{vector} * lanes_));
}

void PackedState::take(Visit& visit, Value* index, Value* number) const {
    for (std::size_t i = 0; i < carried_.size(); ++i)
        carried_[i].store(index, visit.widen(visit.var(plan_.carried[i]))[0]);
    for (std::size_t i = 0; i < fixed_.size(); ++i)
        fixed_[i].store(index, visit.widen(visit.var(plan_.fixed[i]))[0]);
    std::size_t next = 0;
    for (const std::vector<ValueId>* list : {&plan_.constants, &plan_.brought})
        for (const ValueId value : *list)
            constants_[next++].store(index, visit.get(value)[0]);
    numbers_.store(index, numbers_.first(number));
}

LoopGroup PackedState::arrive(std::vector<Visit>& visits, Value* index, LoopState& state) const {
    LoopGroup group{index, {}, {}, {}};
    const auto vectors = [&](const auto& one) {
        Vectors values;
        for (Visit& visit : visits)
            values.push_back(one(visit));
        return values;
    };
    const auto var = [&](std::uint32_t number) {
        return vectors([&](Visit& visit) { return visit.widen(visit.var(number))[0]; });
    };
    for (const std::uint32_t number : plan_.carried)
        state.carried.push_back(var(number));
    for (const std::vector<ValueId>* list : {&plan_.constants, &plan_.brought})
        for (const ValueId value : *list)
            group.constants.push_back(vectors([&](Visit& visit) { return visit.get(value)[0]; }));
    for (const std::uint32_t number : plan_.fixed)
        group.fixed.push_back(var(number));
    for (int u = 0; u < flight_; ++u)
        group.numbers.push_back(numbers_.first(at(index, u)));
    state.active.assign(static_cast<std::size_t>(flight_),
                        llvm::Constant::getAllOnesValue(frame_.vector(build_.getInt1Ty())));
    return group;
}

LoopGroup PackedState::load(Value* index, Value* end, LoopState& state) const {
    LoopGroup group{index, {}, {}, {}};
    Value* rest = build_.CreateSub(end, index);
    for (int u = 0; u < flight_; ++u)
        state.active.push_back(lanes_below(frame_, rest, std::int64_t{u} * lanes_));
    // Behind the last lane there is anything; a lane that is there raises no flags of its own.
    const auto vectors = [&](const LaneArray& array) {
        Vectors values;
        Value* first = nullptr;
        for (int u = 0; u < flight_; ++u) {
            Value* loaded = array.load(at(index, u));
            if (first == nullptr)
                first = build_.CreateShuffleVector(
                    loaded, llvm::SmallVector<int>(static_cast<std::size_t>(lanes_), 0));
            values.push_back(
                build_.CreateSelect(state.active[static_cast<std::size_t>(u)], loaded, first));
        }
        return values;
    };
    for (const LaneArray& array : carried_)
        state.carried.push_back(vectors(array));
    for (const LaneArray& array : constants_)
        group.constants.push_back(vectors(array));
    for (const LaneArray& array : fixed_)
        group.fixed.push_back(vectors(array));
    return group;
}

Value* PackedState::numbers(const LoopGroup& group, int vector) const {
    return group.numbers.empty() ? numbers_.load(at(group.index, vector))
                                 : group.numbers[static_cast<std::size_t>(vector)];
}

std::vector<const LaneArray*> PackedState::all() const {
    std::vector<const LaneArray*> all;
    for (const std::vector<LaneArray>* list : {&carried_, &constants_, &fixed_})
        for (const LaneArray& array : *list)
            all.push_back(&array);
    all.push_back(&numbers_.array());
    return all;
}

Value* PackedState::put_aside(const LoopGroup& group, const Vectors& suspects, Value* count) const {
    BasicBlock* before = build_.GetInsertBlock();
    BasicBlock* inside = frame_.new_block("aside");
    BasicBlock* after = frame_.new_block("after");
    build_.CreateCondBr(any(frame_, suspects), inside, after);
    frame_.enter(inside);
    Value* out = build_.CreateAdd(aside(), count);
    for (int u = 0; u < flight_; ++u) {
        std::vector<Value*> values;
        for (const LaneArray* array : all())
            values.push_back(array->load(at(group.index, u)));
        out = pack(frame_, out, suspects[static_cast<std::size_t>(u)], all(), values);
    }
    Value* more = build_.CreateSub(out, aside());
    BasicBlock* last = build_.GetInsertBlock();
    build_.CreateBr(after);
    frame_.enter(after);
    llvm::PHINode* total = build_.CreatePHI(build_.getInt64Ty(), 2);
    total->addIncoming(count, before);
    total->addIncoming(more, last);
    return total;
}

Value* PackedState::keep(const LoopGroup& group, const LoopState& before, const LoopState& after,
                         Value* out) const {
    Vectors gone;
    for (std::size_t u = 0; u < after.active.size(); ++u)
        gone.push_back(build_.CreateXor(before.active[u], after.active[u]));
    Value* in_place = build_.CreateAnd(build_.CreateICmpEQ(out, group.index),
                                       build_.CreateNot(any(frame_, gone)));
    BasicBlock* stays = frame_.new_block("stays");
    BasicBlock* moves = frame_.new_block("moves");
    BasicBlock* joined = frame_.new_block("kept");
    build_.CreateCondBr(in_place, stays, moves);

    frame_.enter(stays);
    Value* stayed = out;
    for (int u = 0; u < flight_; ++u) {
        for (std::size_t v = 0; v < carried_.size(); ++v)
            carried_[v].store(at(group.index, u), after.carried[v][static_cast<std::size_t>(u)]);
        stayed =
            build_.CreateAdd(stayed, lane_count(frame_, after.active[static_cast<std::size_t>(u)]));
    }
    build_.CreateBr(joined);

    frame_.enter(moves);
    Value* moved = pack_group(group, after, out);
    BasicBlock* moves_end = build_.GetInsertBlock();
    build_.CreateBr(joined);

    frame_.enter(joined);
    llvm::PHINode* end = build_.CreatePHI(build_.getInt64Ty(), 2);
    end->addIncoming(stayed, stays);
    end->addIncoming(moved, moves_end);
    return end;
}

Value* PackedState::pack_group(const LoopGroup& group, const LoopState& after, Value* out) const {
    // All numbers are read before the first are overwritten.
    Vectors own;
    for (int u = 0; u < flight_; ++u)
        own.push_back(numbers(group, u));
    for (std::size_t u = 0; u < after.active.size(); ++u) {
        std::vector<Value*> values;
        for (const std::vector<Vectors>* list : {&after.carried, &group.constants, &group.fixed})
            for (const Vectors& var : *list)
                values.push_back(var[u]);
        values.push_back(own[u]);
        out = pack(frame_, out, after.active[u], all(), values);
    }
    return out;
}

}  // namespace tenon::codegen::simd
