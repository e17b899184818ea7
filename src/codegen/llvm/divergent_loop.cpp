// SPDX-License-Identifier: MIT
#include "codegen/llvm/divergent_loop.hpp"

#include <algorithm>

#include "codegen/llvm/loops.hpp"

namespace tenon::codegen::simd {

using namespace kernel;
using llvm::BasicBlock;

namespace {

constexpr std::int64_t first_steps = 8;
/// Rounds are not longer, so that lanes that left do not idle for long.
constexpr std::int64_t most_steps = 512;

}  // namespace

std::size_t PackedLoop::arrays(const DivergentLoop& plan) {
    return 2 * (plan.carried.size() + plan.fixed.size() + plan.constants.size() +
                plan.brought.size() + 1);
}

PackedLoop::PackedLoop(Frame& frame, const DivergentLoop& plan, std::int64_t capacity,
                       const VarMemory& results, const PartPlan* end)
    : frame_(frame), build_(frame.build), plan_(plan), results_(results), end_(end),
      lanes_(frame.analysis.lanes), flight_(plan.flight),
      room_(capacity + std::int64_t{flight_} * lanes_), steps_(frame, plan, flight_, needed()),
      numbers_(frame, 2 * room_) {
    for (const std::uint32_t var : plan.carried)
        carried_.emplace_back(frame, frame.kernel.vars[var], 2 * room_, "carried");
    for (const std::uint32_t var : plan.fixed)
        fixed_.emplace_back(frame, frame.kernel.vars[var], 2 * room_, "fixed");
    for (const std::vector<ValueId>* list : {&plan.constants, &plan.brought})
        for (const ValueId value : *list)
            constants_.emplace_back(frame, frame.kernel.instrs[value].type, 2 * room_, "constant");
}

/// Variables that are looked at after the loop.
std::vector<bool> PackedLoop::needed() const {
    std::vector<bool> vars(frame_.kernel.vars.size());
    for (const auto& [var, memory] : results_)
        vars[var] = true;
    if (end_ != nullptr)
        for (const ValueId value : end_->instrs)
            if (frame_.kernel.instrs[value].code == Code::read_var)
                vars[frame_.kernel.instrs[value].index] = true;
    return vars;
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
    const auto carry = [&](Value* initial) {
        llvm::PHINode* phi = build_.CreatePHI(initial->getType(), 2);
        phi->addIncoming(initial, before);
        return phi;
    };
    llvm::PHINode* left = carry(count);
    llvm::PHINode* done = carry(frame_.i64(0));
    llvm::PHINode* steps = carry(frame_.i64(first_steps));
    llvm::PHINode* quick = carry(build_.getFalse());
    std::vector<llvm::PHINode*> counters;
    for (Value* value : start)
        counters.push_back(carry(value));

    const Pace pace{steps, quick};
    const Round made = round(left, pace, std::vector<Value*>(counters.begin(), counters.end()));
    Value* all_done = build_.CreateAdd(done, made.made);
    const Pace next = next_pace(pace, left, made, all_done);
    BasicBlock* last = build_.GetInsertBlock();
    left->addIncoming(made.left, last);
    done->addIncoming(all_done, last);
    steps->addIncoming(next.steps, last);
    quick->addIncoming(next.quick, last);
    for (std::size_t i = 0; i < counters.size(); ++i)
        counters[i]->addIncoming(made.counters[i], last);
    build_.CreateCondBr(build_.CreateICmpSGT(made.left, frame_.i64(0)), head, after);
    frame_.enter(after);
}

/// With L steps a round and a share d of the lanes leaving at each step, dead lanes cost d L / 2
/// steps for each step made, and packing, worth P steps, P / L: least at L = sqrt(2 P / d). The
/// length is doubled or halved where the last round's d says that this brings it closer.
PackedLoop::Pace PackedLoop::next_pace(const Pace& pace, Value* count, const Round& made,
                                       Value* done) const {
    const auto limit = [&](llvm::Intrinsic::ID which, Value* a, Value* b) {
        return build_.CreateBinaryIntrinsic(which, a, b);
    };
    Value* gone = build_.CreateSub(count, made.left);
    // Times 16: 2 P count against d L^2 count, which is gone L.
    Value* lost = build_.CreateMul(build_.CreateShl(gone, 4), made.made);
    Value* packing = build_.CreateMul(count, frame_.i64(plan_.packing));
    Value* many = build_.CreateICmpSGT(lost, build_.CreateShl(packing, 2));
    Value* few = build_.CreateICmpSLT(lost, packing);
    Value* half = limit(llvm::Intrinsic::smax, build_.CreateLShr(pace.steps, 1), frame_.i64(2));
    Value* twice =
        limit(llvm::Intrinsic::smin, build_.CreateShl(pace.steps, 1), frame_.i64(most_steps));
    // Nor longer than half of what was made so far: many loops end at about the same length.
    twice = limit(llvm::Intrinsic::smin, twice,
                  limit(llvm::Intrinsic::smax, build_.CreateLShr(done, 1), pace.steps));
    Value* steps = build_.CreateSelect(many, half, build_.CreateSelect(few, twice, pace.steps));
    // What is made again must be little: groups of lanes that leave, against all. And if a counter
    // stopped a quick round, it takes a watched one to let everybody leave.
    const std::int64_t group = std::int64_t{lanes_} * flight_;
    const auto groups = [&](Value* lanes) {
        return build_.CreateUDiv(build_.CreateAdd(lanes, frame_.i64(group - 1)), frame_.i64(group));
    };
    Value* again = groups(build_.CreateSelect(pace.quick, made.suspects, gone));
    Value* quick =
        build_.CreateAnd(build_.CreateICmpSLE(build_.CreateShl(again, 2), groups(made.left)),
                         build_.CreateICmpEQ(made.made, pace.steps));
    if (wild_ != nullptr) {
        llvm::Type* bits = build_.getIntNTy(static_cast<unsigned>(lanes_));
        Value* wild = build_.CreateLoad(bits, wild_);
        quick = build_.CreateAnd(quick, build_.CreateICmpEQ(wild, llvm::ConstantInt::get(bits, 0)));
    }
    return {steps, quick};
}

PackedLoop::Round PackedLoop::round(Value* count, const Pace& pace,
                                    const std::vector<Value*>& counters) {
    BasicBlock* before = build_.GetInsertBlock();
    BasicBlock* quickly = frame_.new_block("quick_round");
    BasicBlock* watched = frame_.new_block("watched_round");
    build_.CreateCondBr(pace.quick, quickly, watched);
    frame_.enter(quickly);
    const Round quick = quick_pass(count, pace.steps, counters);
    Value* behind = build_.CreateAdd(frame_.i64(room_), quick.suspects);
    BasicBlock* quick_end = build_.GetInsertBlock();
    build_.CreateBr(watched);

    frame_.enter(watched);
    const auto join = [&](Value* after_quick, Value* else_) -> Value* {
        llvm::PHINode* phi = build_.CreatePHI(after_quick->getType(), 2);
        phi->addIncoming(after_quick, quick_end);
        phi->addIncoming(else_, before);
        return phi;
    };
    Value* from = join(frame_.i64(room_), frame_.i64(0));
    Value* to = join(behind, count);
    Value* out = join(quick.left, frame_.i64(0));
    Value* steps = join(quick.made, pace.steps);
    Value* suspects = join(quick.suspects, frame_.i64(0));
    std::vector<Value*> known;
    for (std::size_t i = 0; i < counters.size(); ++i)
        known.push_back(join(quick.counters[i], counters[i]));
    const Frame::Carried all = watched_pass(from, to, out, steps, counters, known);
    return {all[0], steps, suspects, {all.begin() + 1, all.end()}};
}

/// Lanes that make all steps rightly are packed, the others put aside as they were before.
PackedLoop::Round PackedLoop::quick_pass(Value* count, Value* steps,
                                         const std::vector<Value*>& counters) {
    Frame::Carried carried{frame_.i64(0), frame_.i64(0), frame_.i64(0)};
    carried.insert(carried.end(), counters.begin(), counters.end());
    const Frame::Carried all = frame_.loop(
        frame_.i64(0), count, std::int64_t{lanes_} * flight_, "quick_group", carried,
        [&](Value* index, const Frame::Carried& before) {
            LoopState state;
            const LoopGroup group = load(index, count, counters, state);
            LoopSteps::Quick made = steps_.quick(group, state, steps);
            for (std::size_t u = 0; u < made.suspects.size(); ++u)
                made.after.active[u] = build_.CreateXor(made.after.active[u], made.suspects[u]);
            Value* suspects = put_aside(group, made.suspects, before[1]);
            Value* out = keep(group, state, made.after, before[0]);
            Frame::Carried next{out, suspects, made.made};
            next.insert(next.end(), made.after.counters.begin(), made.after.counters.end());
            return next;
        });
    return {all[0], all[2], all[1], {all.begin() + 3, all.end()}};
}

/// Returns how many lanes go on, `out` before them included, and their counters: `known`, unless
/// it is this pass that finds out.
Frame::Carried PackedLoop::watched_pass(Value* from, Value* to, Value* out, Value* steps,
                                        const std::vector<Value*>& start,
                                        const std::vector<Value*>& known) {
    Frame::Carried carried{out};
    carried.insert(carried.end(), known.begin(), known.end());
    return frame_.loop(
        from, to, std::int64_t{lanes_} * flight_, "group", carried,
        [&](Value* index, const Frame::Carried& before) {
            LoopState state;
            const LoopGroup group = load(index, to, start, state);
            const LoopSteps::Watched made = steps_.watched(group, state, steps);
            leave(group, state, made);
            // Lanes that are left made all steps, so they know the counters.
            Value* some = any(frame_, made.after.active);
            Frame::Carried next{keep(group, state, made.after, before[0])};
            for (std::size_t i = 0; i < start.size(); ++i)
                next.push_back(build_.CreateSelect(some, made.after.counters[i], before[i + 1]));
            return next;
        });
}

// --- groups --------------------------------------------------------------------------------------

/// The vectors from `index` on, of lanes that end before `end`.
LoopGroup PackedLoop::load(Value* index, Value* end, const std::vector<Value*>& counters,
                           LoopState& state) const {
    LoopGroup group{index, {}, {}};
    const auto vectors = [&](const LaneArray& array) {
        Vectors values;
        for (int u = 0; u < flight_; ++u)
            values.push_back(array.load(at(index, u)));
        return values;
    };
    for (const LaneArray& array : carried_)
        state.carried.push_back(vectors(array));
    for (const LaneArray& array : constants_)
        group.constants.push_back(vectors(array));
    for (const LaneArray& array : fixed_)
        group.fixed.push_back(vectors(array));
    Value* rest = build_.CreateSub(end, index);
    for (int u = 0; u < flight_; ++u)
        state.active.push_back(lanes_below(frame_, rest, std::int64_t{u} * lanes_));
    state.counters = counters;
    return group;
}

std::vector<const LaneArray*> PackedLoop::arrays() const {
    std::vector<const LaneArray*> all;
    for (const std::vector<LaneArray>* list : {&carried_, &constants_, &fixed_})
        for (const LaneArray& array : *list)
            all.push_back(&array);
    all.push_back(&numbers_.array());
    return all;
}

/// Keeps these lanes behind the `count` that are aside already, as they are in memory.
Value* PackedLoop::put_aside(const LoopGroup& group, const Vectors& suspects, Value* count) {
    BasicBlock* before = build_.GetInsertBlock();
    BasicBlock* inside = frame_.new_block("aside");
    BasicBlock* after = frame_.new_block("after");
    build_.CreateCondBr(any(frame_, suspects), inside, after);
    frame_.enter(inside);
    const std::vector<const LaneArray*> all = arrays();
    Value* out = build_.CreateAdd(frame_.i64(room_), count);
    for (int u = 0; u < flight_; ++u) {
        std::vector<Value*> values;
        for (const LaneArray* array : all)
            values.push_back(array->load(at(group.index, u)));
        out = pack(frame_, out, suspects[static_cast<std::size_t>(u)], all, values);
    }
    Value* more = build_.CreateSub(out, frame_.i64(room_));
    BasicBlock* last = build_.GetInsertBlock();
    build_.CreateBr(after);
    frame_.enter(after);
    llvm::PHINode* total = build_.CreatePHI(build_.getInt64Ty(), 2);
    total->addIncoming(count, before);
    total->addIncoming(more, last);
    return total;
}

/// Writes what lanes that just left the loop have to tell.
void PackedLoop::leave(const LoopGroup& group, const LoopState& before,
                       const LoopSteps::Watched& made) {
    for (int u = 0; u < flight_; ++u) {
        const auto i = static_cast<std::size_t>(u);
        Value* left = build_.CreateXor(before.active[i], made.after.active[i]);
        frame_.when(any(frame_, {left}), "leave", [&] {
            if (end_ != nullptr)
                execute_end(group, made, u, left);
            if (results_.empty())
                return;
            Value* numbers = numbers_.load(at(group.index, u));
            for (std::size_t v = 0; v < plan_.carried.size(); ++v)
                if (const auto to = results_.find(plan_.carried[v]); to != results_.end())
                    to->second.scatter(numbers, made.after.carried[v][i], left);
            for (std::size_t v = 0; v < plan_.counters.size(); ++v)
                if (const auto to = results_.find(plan_.counters[v].var); to != results_.end())
                    to->second.scatter(numbers, made.records[v][i], left);
        });
    }
}

void PackedLoop::execute_end(const LoopGroup& group, const LoopSteps::Watched& made, int vector,
                             Value* left) {
    const auto u = static_cast<std::size_t>(vector);
    Visit visit(frame_, end_->facts, first_, 1, {left});
    visit.numbers = {numbers_.load(at(group.index, vector))};
    for (std::size_t i = 0; i < plan_.carried.size(); ++i)
        visit.set_var(plan_.carried[i], {made.after.carried[i][u]});
    for (std::size_t i = 0; i < plan_.counters.size(); ++i)
        visit.set_var(plan_.counters[i].var, {made.records[i][u]});
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
Value* PackedLoop::keep(const LoopGroup& group, const LoopState& before, const LoopState& after,
                        Value* out) {
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
    const std::vector<const LaneArray*> all = this->arrays();
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
        moved = pack(frame_, moved, after.active[u], all, values);
    }
    build_.CreateBr(joined);

    frame_.enter(joined);
    llvm::PHINode* end = build_.CreatePHI(build_.getInt64Ty(), 2);
    end->addIncoming(stayed, stays);
    end->addIncoming(moved, moves);
    return end;
}

}  // namespace tenon::codegen::simd
