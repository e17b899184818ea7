// SPDX-License-Identifier: MIT
#include "codegen/llvm/divergent_loop.hpp"

#include <llvm/IR/MDBuilder.h>

#include <algorithm>

#include "codegen/llvm/loops.hpp"

namespace tenon::codegen::simd {

using namespace kernel;
using llvm::BasicBlock;

namespace {

/// A round has at most this many blocks, so that lanes that left do not idle for long.
constexpr int most_blocks = 64;
/// Steps of at most this weight are made eight at a time: the test after a block then costs little.
/// Longer ones hide it anyway, and are often few.
constexpr int short_step = 40;

}  // namespace

PackedLoop::PackedLoop(Frame& frame, const DivergentLoop& plan, std::int64_t capacity,
                       const VarMemory& results, const PartPlan* end)
    : frame_(frame), build_(frame.build), plan_(plan), loop_(frame.kernel.instrs[plan.loop]),
      results_(results), end_(end), lanes_(frame.analysis.lanes),
      flight_(std::clamp(register_count(frame.target) / plan.live, 1, 4)),
      block_steps_(plan.weight <= short_step ? 8 : 2),
      numbers_(frame, capacity + flight_ * lanes_) {
    const std::int64_t room = capacity + std::int64_t{flight_} * lanes_;
    for (const std::uint32_t var : plan.carried)
        carried_.emplace_back(frame, frame.kernel.vars[var], room, "carried");
    for (const std::uint32_t var : plan.fixed)
        fixed_.emplace_back(frame, frame.kernel.vars[var], room, "fixed");
    for (const std::vector<ValueId>* list : {&plan.constants, &plan.brought})
        for (const ValueId value : *list)
            constants_.emplace_back(frame, frame.kernel.instrs[value].type, room, "constant");
}

void PackedLoop::begin() {
    if (plan_.fusions.empty())
        return;
    if (wild_ == nullptr)
        wild_ = frame_.scratch(build_.getIntNTy(static_cast<unsigned>(lanes_)), 1, "wild");
    build_.CreateStore(llvm::ConstantInt::get(build_.getIntNTy(static_cast<unsigned>(lanes_)), 0),
                       wild_);
}

void PackedLoop::take(Visit& visit, Value* index) {
    for (std::size_t i = 0; i < carried_.size(); ++i)
        carried_[i].store(index, visit.widen(visit.var(plan_.carried[i]))[0]);
    for (std::size_t i = 0; i < fixed_.size(); ++i)
        fixed_[i].store(index, visit.widen(visit.var(plan_.fixed[i]))[0]);
    std::size_t next = 0;
    for (const std::vector<ValueId>* list : {&plan_.constants, &plan_.brought})
        for (const ValueId value : *list)
            constants_[next++].store(index, visit.get(value)[0]);
    numbers_.store(index, numbers_.first(index));
    for (const auto& [sum, fusion] : plan_.fusions) {
        Value* c = visit.get(fusion.c)[0];
        const double limit = fusion_limit(frame_.kernel.instrs[fusion.c].type);
        Value* large = build_.CreateFCmpOGT(build_.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, c),
                                            llvm::ConstantFP::get(c->getType(), limit));
        Value* bits = bits_of(frame_, large);
        Value* known = build_.CreateLoad(bits->getType(), wild_);
        build_.CreateStore(build_.CreateOr(known, bits), wild_);
    }
}

Value* PackedLoop::at(Value* index, int vector) const {
    return build_.CreateAdd(index, frame_.i64(std::int64_t{vector} * lanes_));
}

// --- rounds --------------------------------------------------------------------------------------

void PackedLoop::run(Value* first, Value* count) {
    first_ = first;
    std::vector<Value*> start;
    for (const DivergentLoop::Counter& counter : plan_.counters)
        start.push_back(counter.start == zero_value
                            ? frame_.zero(frame_.kernel.vars[counter.var], false)
                            : frame_.uniform(counter.start));
    BasicBlock* before = build_.GetInsertBlock();
    BasicBlock* head = frame_.new_block("round");
    BasicBlock* after = frame_.new_block("after");
    build_.CreateBr(head);
    frame_.enter(head);
    llvm::PHINode* left = build_.CreatePHI(build_.getInt64Ty(), 2);
    llvm::PHINode* blocks = build_.CreatePHI(build_.getInt64Ty(), 2);
    llvm::PHINode* quick = build_.CreatePHI(build_.getInt1Ty(), 2);
    left->addIncoming(count, before);
    blocks->addIncoming(frame_.i64(1), before);
    llvm::PHINode* done = build_.CreatePHI(build_.getInt64Ty(), 2);
    done->addIncoming(frame_.i64(0), before);
    quick->addIncoming(build_.getFalse(), before);
    std::vector<llvm::PHINode*> counters;
    for (Value* value : start) {
        counters.push_back(build_.CreatePHI(value->getType(), 2));
        counters.back()->addIncoming(value, before);
    }

    const Flags flags{blocks, quick};
    const Frame::Carried result =
        round(left, flags, std::vector<Value*>(counters.begin(), counters.end()));
    Value* made = build_.CreateAdd(done, blocks);
    const Flags next = next_flags(flags, left, result[0], made);
    done->addIncoming(made, build_.GetInsertBlock());
    BasicBlock* last = build_.GetInsertBlock();
    left->addIncoming(result[0], last);
    blocks->addIncoming(next.blocks, last);
    quick->addIncoming(next.quick, last);
    for (std::size_t i = 0; i < counters.size(); ++i)
        counters[i]->addIncoming(result[i + 1], last);
    build_.CreateCondBr(build_.CreateICmpSGT(result[0], frame_.i64(0)), head, after);
    frame_.enter(after);
}

/// Rounds grow while few lanes leave and shrink while many do: packing then pays for itself.
PackedLoop::Flags PackedLoop::next_flags(const Flags& flags, Value* count, Value* left,
                                         Value* done) const {
    Value* gone = build_.CreateSub(count, left);
    Value* many = build_.CreateICmpSGT(build_.CreateShl(gone, 3), count);
    Value* few = build_.CreateICmpSLT(build_.CreateShl(gone, 5), count);
    Value* half = build_.CreateBinaryIntrinsic(llvm::Intrinsic::smax,
                                               build_.CreateLShr(flags.blocks, 1), frame_.i64(1));
    Value* twice = build_.CreateBinaryIntrinsic(
        llvm::Intrinsic::smin, build_.CreateShl(flags.blocks, 1), frame_.i64(most_blocks));
    // Nor longer than half of what was made so far: many loops end at about the same length.
    twice = build_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, twice,
                                         build_.CreateBinaryIntrinsic(llvm::Intrinsic::smax,
                                                                      build_.CreateLShr(done, 1),
                                                                      flags.blocks));
    Value* blocks = build_.CreateSelect(many, half, build_.CreateSelect(few, twice, flags.blocks));
    // A block that loses a lane is made twice: at most a quarter of them should.
    const std::int64_t group = std::int64_t{lanes_} * flight_;
    Value* groups =
        build_.CreateUDiv(build_.CreateAdd(left, frame_.i64(group - 1)), frame_.i64(group));
    Value* quick =
        build_.CreateICmpSLT(build_.CreateShl(gone, 1), build_.CreateMul(groups, flags.blocks));
    if (wild_ != nullptr) {
        llvm::Type* bits = build_.getIntNTy(static_cast<unsigned>(lanes_));
        Value* wild = build_.CreateLoad(bits, wild_);
        quick = build_.CreateAnd(quick, build_.CreateICmpEQ(wild, llvm::ConstantInt::get(bits, 0)));
    }
    return {blocks, quick};
}

/// One round: returns how many lanes are left, and the counters.
Frame::Carried PackedLoop::round(Value* count, const Flags& flags,
                                 const std::vector<Value*>& counters) {
    Frame::Carried carried{frame_.i64(0)};
    carried.insert(carried.end(), counters.begin(), counters.end());
    return frame_.loop(frame_.i64(0), count, std::int64_t{lanes_} * flight_, "group", carried,
                       [&](Value* index, const Frame::Carried& before) {
                           return group(index, count, flags, before, counters);
                       });
}

Frame::Carried PackedLoop::group(Value* index, Value* count, const Flags& flags,
                                 const Frame::Carried& before,
                                 const std::vector<Value*>& counters) {
    Group group{index, {}, {}};
    State state;
    state.counters = counters;
    const auto load = [&](const LaneArray& array) {
        Vectors values;
        for (int u = 0; u < flight_; ++u)
            values.push_back(array.load(at(index, u)));
        return values;
    };
    for (const LaneArray& array : carried_)
        state.carried.push_back(load(array));
    for (const LaneArray& array : constants_)
        group.constants.push_back(load(array));
    for (const LaneArray& array : fixed_)
        group.fixed.push_back(load(array));
    Value* rest = build_.CreateSub(count, index);
    for (int u = 0; u < flight_; ++u)
        state.active.push_back(lanes_below(frame_, rest, std::int64_t{u} * lanes_));

    const State after = steps(group, state, flags);
    // Lanes that are left made all steps of the round, so they know the counters after it.
    Value* some = any(frame_, after.active);
    Frame::Carried result{keep(group, state, after, before[0])};
    for (std::size_t i = 0; i < counters.size(); ++i)
        result.push_back(build_.CreateSelect(some, after.counters[i], before[i + 1]));
    return result;
}

std::vector<llvm::PHINode*> PackedLoop::phis(State& state) const {
    std::vector<llvm::PHINode*> all;
    const auto make = [&](Value*& value) {
        all.push_back(build_.CreatePHI(value->getType(), 2));
        value = all.back();
    };
    for (Vectors& var : state.carried)
        for (Value*& value : var)
            make(value);
    for (Value*& mask : state.active)
        make(mask);
    for (Value*& counter : state.counters)
        make(counter);
    return all;
}

void PackedLoop::feed(const std::vector<llvm::PHINode*>& phis, const State& state,
                      BasicBlock* from) {
    std::size_t next = 0;
    for (const Vectors& var : state.carried)
        for (Value* value : var)
            phis[next++]->addIncoming(value, from);
    for (Value* mask : state.active)
        phis[next++]->addIncoming(mask, from);
    for (Value* counter : state.counters)
        phis[next++]->addIncoming(counter, from);
}

/// The blocks of a round for one group. A quick block runs unwatched; if it turns out that a lane
/// should have left within it, its result is dropped and the block is made again, watched.
PackedLoop::State PackedLoop::steps(const Group& group, State state, const Flags& flags) {
    BasicBlock* before = build_.GetInsertBlock();
    BasicBlock* head = frame_.new_block("block");
    BasicBlock* quick = frame_.new_block("quick");
    BasicBlock* watched = frame_.new_block("watched");
    BasicBlock* latch = frame_.new_block("latch");
    BasicBlock* after = frame_.new_block("after");
    build_.CreateBr(head);

    frame_.enter(head);
    llvm::PHINode* number = build_.CreatePHI(build_.getInt64Ty(), 2);
    number->addIncoming(frame_.i64(0), before);
    const State outside = state;
    const std::vector<llvm::PHINode*> entering = phis(state);
    feed(entering, outside, before);
    build_.CreateCondBr(flags.quick, quick, watched);

    frame_.enter(quick);
    Value* same = nullptr;
    const State quick_state = quick_block(group, state, same);
    BasicBlock* quick_end = build_.GetInsertBlock();
    build_.CreateCondBr(same, latch, watched,
                        llvm::MDBuilder(frame_.context).createBranchWeights(31, 1));

    frame_.enter(watched);
    const State watched_state = watched_block(group, state);
    BasicBlock* watched_end = build_.GetInsertBlock();
    build_.CreateBr(latch);

    frame_.enter(latch);
    State next = quick_state;
    const std::vector<llvm::PHINode*> leaving = phis(next);
    feed(leaving, quick_state, quick_end);
    feed(leaving, watched_state, watched_end);
    Value* following = build_.CreateAdd(number, frame_.i64(1));
    number->addIncoming(following, latch);
    feed(entering, next, latch);
    Value* goes_on =
        build_.CreateAnd(build_.CreateICmpSLT(following, flags.blocks), any(frame_, next.active));
    build_.CreateCondBr(goes_on, head, after,
                        llvm::MDBuilder(frame_.context).createBranchWeights(31, 1));
    frame_.enter(after);
    return next;
}

void PackedLoop::prepare(Visit& visit, const Group& group, const State& state) const {
    for (std::size_t i = 0; i < plan_.carried.size(); ++i)
        visit.set_var(plan_.carried[i], state.carried[i]);
    for (std::size_t i = 0; i < plan_.counters.size(); ++i)
        visit.set_var(plan_.counters[i].var, {state.counters[i]});
    for (std::size_t i = 0; i < plan_.fixed.size(); ++i)
        visit.set_var(plan_.fixed[i], group.fixed[i]);
    std::size_t next = 0;
    for (const std::vector<ValueId>* list : {&plan_.constants, &plan_.brought})
        for (const ValueId value : *list)
            visit.set(value, group.constants[next++]);
}

/// The conditions that all must hold; those that all lanes share are tested once.
void PackedLoop::conditions(ValueId value, std::vector<ValueId>& parts) const {
    const Instr& instr = frame_.kernel.instrs[value];
    if (instr.code == Code::compute && instr.op == ops::Op::bitwise_and) {
        conditions(instr.a, parts);
        conditions(instr.b, parts);
        return;
    }
    parts.push_back(value);
}

PackedLoop::State PackedLoop::quick_block(const Group& group, const State& state, Value*& same) {
    std::vector<ValueId> parts;
    conditions(loop_.a, parts);
    Visit visit(frame_, plan_.facts, nullptr, flight_);
    visit.fusions = &plan_.fusions;
    prepare(visit, group, state);
    State after = state;
    Value* all_go_on = build_.getTrue();
    std::map<ValueId, Vectors> exponents;
    for (int step = 0; step < block_steps_; ++step) {
        if (plan_.masks_memory)
            visit.set_active(after.active, false);
        visit.block(loop_.first);
        for (const ValueId part : parts) {
            if (plan_.facts.uniform(part)) {
                all_go_on = build_.CreateAnd(all_go_on, visit.scalar(part));
                continue;
            }
            const auto squares = plan_.bounded_squares.find(part);
            if (squares != plan_.bounded_squares.end() && !plan_.masks_memory) {
                for (const ValueId square : squares->second)
                    join_bits(exponents[square], visit.get(square));
                continue;
            }
            const Vectors holds = visit.get(part);
            for (std::size_t u = 0; u < holds.size(); ++u)
                after.active[u] = build_.CreateAnd(after.active[u], holds[u]);
        }
        if (plan_.masks_memory)
            visit.set_active(after.active, false);
        visit.block(loop_.second);
    }
    for (std::size_t i = 0; i < plan_.carried.size(); ++i)
        after.carried[i] = visit.var(plan_.carried[i]);
    for (std::size_t i = 0; i < plan_.counters.size(); ++i)
        after.counters[i] = visit.var(plan_.counters[i].var)[0];
    // Compared as integers: as masks they would be taken apart and lose the compare under mask.
    Value* changed = nullptr;
    for (std::size_t u = 0; u < after.active.size(); ++u) {
        Value* one =
            build_.CreateXor(bits_of(frame_, after.active[u]), bits_of(frame_, state.active[u]));
        changed = changed == nullptr ? one : build_.CreateOr(changed, one);
    }
    for (Value* large : large_values(exponents, state.active))
        changed = build_.CreateOr(changed, bits_of(frame_, large));
    Value* none = llvm::ConstantInt::get(changed->getType(), 0);
    same = build_.CreateAnd(all_go_on, build_.CreateICmpEQ(changed, none));
    // Nothing changed, and saying so keeps the masks out of the loop.
    after.active = state.active;
    return after;
}

void PackedLoop::join_bits(Vectors& bits, const Vectors& values) const {
    for (std::size_t u = 0; u < values.size(); ++u) {
        llvm::Type* type = values[u]->getType();
        Value* own = build_.CreateBitCast(
            values[u], type->getWithNewType(build_.getIntNTy(type->getScalarSizeInBits())));
        if (u < bits.size())
            bits[u] = build_.CreateOr(bits[u], own);
        else
            bits.push_back(own);
    }
}

/// For each vector the active lanes where a value, of those whose bits were joined, was 2 or more.
Vectors PackedLoop::large_values(const std::map<ValueId, Vectors>& exponents,
                                 const Vectors& active) const {
    if (exponents.empty())
        return {};
    Vectors all = exponents.begin()->second;
    for (auto other = std::next(exponents.begin()); other != exponents.end(); ++other)
        for (std::size_t u = 0; u < all.size(); ++u)
            all[u] = build_.CreateOr(all[u], other->second[u]);
    for (std::size_t u = 0; u < all.size(); ++u) {
        llvm::Type* type = all[u]->getType();
        const unsigned bits = type->getScalarSizeInBits();
        Value* high = llvm::ConstantInt::get(type, llvm::APInt::getOneBitSet(bits, bits - 2));
        Value* large =
            build_.CreateICmpNE(build_.CreateAnd(all[u], high), llvm::Constant::getNullValue(type));
        all[u] = build_.CreateAnd(active[u], large);
    }
    return all;
}

PackedLoop::State PackedLoop::watched_block(const Group& group, const State& state) {
    std::vector<ValueId> parts;
    conditions(loop_.a, parts);
    // What the loop over the steps carries: the state, then each lane's own counters.
    const auto pack_state = [](const State& from, const std::vector<Vectors>& records) {
        Frame::Carried all;
        for (const Vectors& var : from.carried)
            all.insert(all.end(), var.begin(), var.end());
        all.insert(all.end(), from.active.begin(), from.active.end());
        all.insert(all.end(), from.counters.begin(), from.counters.end());
        for (const Vectors& record : records)
            all.insert(all.end(), record.begin(), record.end());
        return all;
    };
    const auto unpack_state = [](const Frame::Carried& all, State& to,
                                 std::vector<Vectors>& records) {
        std::size_t next = 0;
        for (Vectors& var : to.carried)
            for (Value*& value : var)
                value = all[next++];
        for (Value*& mask : to.active)
            mask = all[next++];
        for (Value*& counter : to.counters)
            counter = all[next++];
        for (Vectors& record : records)
            for (Value*& value : record)
                value = all[next++];
    };
    const auto splat = [&](Value* scalar) {
        return build_.CreateVectorSplat(static_cast<unsigned>(lanes_), scalar);
    };

    std::vector<Vectors> records;
    for (Value* counter : state.counters)
        records.emplace_back(static_cast<std::size_t>(flight_), splat(counter));
    const Frame::Carried initial = pack_state(state, records);

    BasicBlock* before = build_.GetInsertBlock();
    BasicBlock* head = frame_.new_block("step");
    BasicBlock* body = frame_.new_block("step_body");
    BasicBlock* after = frame_.new_block("after");
    build_.CreateBr(head);
    frame_.enter(head);
    llvm::PHINode* number = build_.CreatePHI(build_.getInt64Ty(), 2);
    number->addIncoming(frame_.i64(0), before);
    std::vector<llvm::PHINode*> entering;
    Frame::Carried carried;
    for (Value* value : initial) {
        entering.push_back(build_.CreatePHI(value->getType(), 2));
        entering.back()->addIncoming(value, before);
        carried.push_back(entering.back());
    }
    State now = state;
    unpack_state(carried, now, records);
    Visit visit(frame_, plan_.facts, nullptr, flight_);
    prepare(visit, group, now);
    visit.set_active(now.active, true);
    visit.block(loop_.first);
    // What all lanes share ends the loop for all of them.
    Value* all_go_on = build_.getTrue();
    Vectors active = now.active;
    for (const ValueId part : parts) {
        if (plan_.facts.uniform(part)) {
            all_go_on = build_.CreateAnd(all_go_on, visit.scalar(part));
            continue;
        }
        const Vectors holds = visit.get(part);
        for (std::size_t u = 0; u < holds.size(); ++u)
            active[u] = build_.CreateAnd(active[u], holds[u]);
    }
    for (std::size_t i = 0; i < plan_.carried.size(); ++i)
        now.carried[i] = visit.var(plan_.carried[i]);
    now.active.assign(now.active.size(), llvm::Constant::getNullValue(active[0]->getType()));
    const Frame::Carried at_once = pack_state(now, records);
    BasicBlock* decision = build_.GetInsertBlock();
    build_.CreateCondBr(all_go_on, body, after);

    frame_.enter(body);
    now.active = active;
    visit.set_active(now.active, true);
    visit.block(loop_.second);
    for (std::size_t i = 0; i < plan_.carried.size(); ++i)
        now.carried[i] = visit.var(plan_.carried[i]);
    for (std::size_t i = 0; i < plan_.counters.size(); ++i) {
        now.counters[i] = visit.var(plan_.counters[i].var)[0];
        Value* wide = splat(now.counters[i]);
        for (std::size_t u = 0; u < records[i].size(); ++u)
            records[i][u] = build_.CreateSelect(now.active[u], wide, records[i][u]);
    }
    const Frame::Carried next = pack_state(now, records);
    Value* following = build_.CreateAdd(number, frame_.i64(1));
    BasicBlock* last = build_.GetInsertBlock();
    number->addIncoming(following, last);
    for (std::size_t i = 0; i < entering.size(); ++i)
        entering[i]->addIncoming(next[i], last);
    build_.CreateCondBr(build_.CreateICmpSLT(following, frame_.i64(block_steps_)), head, after);

    frame_.enter(after);
    Frame::Carried end;
    for (std::size_t i = 0; i < next.size(); ++i) {
        llvm::PHINode* value = build_.CreatePHI(next[i]->getType(), 2);
        value->addIncoming(at_once[i], decision);
        value->addIncoming(next[i], last);
        end.push_back(value);
    }
    unpack_state(end, now, records);
    leave(group, state, now, records);
    return now;
}

/// Writes what lanes that just left the loop have to tell.
void PackedLoop::leave(const Group& group, const State& before, const State& after,
                       const std::vector<Vectors>& records) {
    for (int u = 0; u < flight_; ++u) {
        const auto i = static_cast<std::size_t>(u);
        Value* left = build_.CreateXor(before.active[i], after.active[i]);
        frame_.when(any(frame_, {left}), "leave", [&] {
            if (end_ != nullptr)
                execute_end(group, after, records, u, left);
            if (results_.empty())
                return;
            Value* numbers = numbers_.load(at(group.index, u));
            for (std::size_t v = 0; v < plan_.carried.size(); ++v)
                if (const auto to = results_.find(plan_.carried[v]); to != results_.end())
                    to->second.scatter(numbers, after.carried[v][i], left);
            for (std::size_t v = 0; v < plan_.counters.size(); ++v)
                if (const auto to = results_.find(plan_.counters[v].var); to != results_.end())
                    to->second.scatter(numbers, records[v][i], left);
        });
    }
}

void PackedLoop::execute_end(const Group& group, const State& after,
                             const std::vector<Vectors>& records, int vector, Value* left) {
    const auto u = static_cast<std::size_t>(vector);
    Visit visit(frame_, end_->facts, first_, 1, {left});
    visit.numbers = {numbers_.load(at(group.index, vector))};
    for (std::size_t i = 0; i < plan_.carried.size(); ++i)
        visit.set_var(plan_.carried[i], {after.carried[i][u]});
    for (std::size_t i = 0; i < plan_.counters.size(); ++i)
        visit.set_var(plan_.counters[i].var, {records[i][u]});
    for (std::size_t i = 0; i < plan_.fixed.size(); ++i)
        visit.set_var(plan_.fixed[i], {group.fixed[i][u]});
    std::size_t next = 0;
    for (const std::vector<ValueId>* list : {&plan_.constants, &plan_.brought})
        for (const ValueId value : *list)
            visit.set(value, {group.constants[next++][u]});
    for (const ValueId value : end_->remade)
        visit.instruction(value);
    for (const ValueId value : end_->instrs)
        visit.instruction(value);
}

/// Writes the group's state back, packed behind the `out` lanes that are left of earlier groups.
Value* PackedLoop::keep(const Group& group, const State& before, const State& after, Value* out) {
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
    Value* moved = out;
    std::vector<const LaneArray*> arrays;
    for (const std::vector<LaneArray>* list : {&carried_, &constants_, &fixed_})
        for (const LaneArray& array : *list)
            arrays.push_back(&array);
    arrays.push_back(&numbers_.array());
    // All numbers are read before the first are overwritten.
    Vectors numbers;
    for (int u = 0; u < flight_; ++u)
        numbers.push_back(numbers_.load(at(group.index, u)));
    for (std::size_t u = 0; u < after.active.size(); ++u) {
        std::vector<Value*> values;
        for (const std::vector<Vectors>* list : {&after.carried, &group.constants, &group.fixed})
            for (const Vectors& var : *list)
                values.push_back(var[u]);
        values.push_back(numbers[u]);
        moved = pack(frame_, moved, after.active[u], arrays, values);
    }
    build_.CreateBr(joined);

    frame_.enter(joined);
    llvm::PHINode* end = build_.CreatePHI(build_.getInt64Ty(), 2);
    end->addIncoming(stayed, stays);
    end->addIncoming(moved, moves);
    return end;
}

}  // namespace tenon::codegen::simd
