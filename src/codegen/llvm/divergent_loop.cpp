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

PackedLoop::PackedLoop(Frame& frame, const DivergentLoop& plan, std::int64_t capacity,
                       const VarMemory& results, const PartPlan* end)
    : frame_(frame), build_(frame.build), plan_(plan), results_(results), end_(end),
      lanes_(frame.analysis.lanes), flight_(plan.flight), state_(frame, plan, capacity),
      steps_(frame, plan, flight_, needed()) {}

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

/// Looks for constants that forbid to fuse what they are added to.
void PackedLoop::look_at(Visit& visit) {
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

// --- rounds --------------------------------------------------------------------------------------

void PackedLoop::run(Value* first, Value* count, const Arrive& arrive) {
    first_ = first;
    arrive_ = &arrive;
    begin();
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
    llvm::PHINode* arriving = carry(build_.getTrue());
    std::vector<llvm::PHINode*> counters;
    for (Value* value : start)
        counters.push_back(carry(value));

    const Pace pace{steps, quick, arriving};
    const Round made = round(left, pace, std::vector<Value*>(counters.begin(), counters.end()));
    Value* all_done = build_.CreateAdd(done, made.made);
    const Pace next = next_pace(pace, left, made, all_done);
    BasicBlock* last = build_.GetInsertBlock();
    left->addIncoming(made.left, last);
    done->addIncoming(all_done, last);
    steps->addIncoming(next.steps, last);
    quick->addIncoming(next.quick, last);
    arriving->addIncoming(next.arriving, last);
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
    return {steps, quick, build_.getFalse()};
}

PackedLoop::Round PackedLoop::round(Value* count, const Pace& pace,
                                    const std::vector<Value*>& counters) {
    BasicBlock* here = frame_.new_block("here");
    BasicBlock* arriving = frame_.new_block("arriving_round");
    BasicBlock* quickly = frame_.new_block("quick_round");
    BasicBlock* watched = frame_.new_block("watched_round");
    build_.CreateCondBr(pace.arriving, arriving, here);
    frame_.enter(arriving);
    const Round come = arriving_pass(count, pace.steps, counters);
    BasicBlock* arriving_end = build_.GetInsertBlock();
    build_.CreateBr(watched);
    frame_.enter(here);
    build_.CreateCondBr(pace.quick, quickly, watched);
    frame_.enter(quickly);
    const Round quick = quick_pass(count, pace.steps, counters);
    BasicBlock* quick_end = build_.GetInsertBlock();
    build_.CreateBr(watched);

    frame_.enter(watched);
    const auto join = [&](Value* of_arriving, Value* of_quick, Value* else_) -> Value* {
        llvm::PHINode* phi = build_.CreatePHI(else_->getType(), 3);
        phi->addIncoming(of_arriving, arriving_end);
        phi->addIncoming(of_quick, quick_end);
        phi->addIncoming(else_, here);
        return phi;
    };
    Value* from = join(state_.aside(), state_.aside(), frame_.i64(0));
    Value* behind = join(come.suspects, quick.suspects, count);
    Value* out = join(come.left, quick.left, frame_.i64(0));
    Value* steps = join(come.made, quick.made, pace.steps);
    std::vector<Value*> known;
    for (std::size_t i = 0; i < counters.size(); ++i)
        known.push_back(join(come.counters[i], quick.counters[i], counters[i]));
    const Frame::Carried all =
        watched_pass(from, build_.CreateAdd(from, behind), out, steps, counters, known);
    return {all[0], steps, behind, {all.begin() + 1, all.end()}};
}

/// The first round of all whole groups, straight from the part before the loop: memory that it
/// reads is fetched while steps are made. Lanes behind the last group are put aside.
PackedLoop::Round PackedLoop::arriving_pass(Value* count, Value* steps,
                                            const std::vector<Value*>& counters) {
    const std::int64_t size = std::int64_t{lanes_} * flight_;
    Value* whole = build_.CreateSub(count, build_.CreateURem(count, frame_.i64(size)));
    Frame::Carried carried{frame_.i64(0)};
    carried.insert(carried.end(), counters.begin(), counters.end());
    const Frame::Carried all = frame_.loop(
        frame_.i64(0), whole, size, "arriving", carried,
        [&](Value* index, const Frame::Carried& before) {
            std::vector<Visit> visits;
            for (int u = 0; u < flight_; ++u) {
                visits.push_back((*arrive_)(state_.at(index, u), {}));
                look_at(visits.back());
            }
            LoopState state;
            const LoopGroup group = state_.arrive(visits, index, state);
            state.counters = counters;
            const LoopSteps::Watched made = steps_.watched(group, state, steps);
            leave(group, state, made);
            return counted(made, state_.pack_group(group, made.after, before[0]), before);
        });
    frame_.loop(whole, count, lanes_, "late", [&](Value* index) {
        Visit visit = (*arrive_)(index, {lanes_below(frame_, build_.CreateSub(count, index))});
        look_at(visit);
        Value* place = build_.CreateAdd(state_.aside(), build_.CreateSub(index, whole));
        state_.take(visit, place, index);
    });
    return {all[0], steps, build_.CreateSub(count, whole), {all.begin() + 1, all.end()}};
}

/// How many lanes go on, and the counters of those: all made all steps.
Frame::Carried PackedLoop::counted(const LoopSteps::Watched& made, Value* left,
                                   const Frame::Carried& before) const {
    Value* some = any(frame_, made.after.active);
    Frame::Carried next{left};
    for (std::size_t i = 0; i < made.after.counters.size(); ++i)
        next.push_back(build_.CreateSelect(some, made.after.counters[i], before[i + 1]));
    return next;
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
            const LoopGroup group = state_.load(index, count, state);
            state.counters = counters;
            LoopSteps::Quick made = steps_.quick(group, state, steps);
            for (std::size_t u = 0; u < made.suspects.size(); ++u)
                made.after.active[u] = build_.CreateXor(made.after.active[u], made.suspects[u]);
            Value* suspects = state_.put_aside(group, made.suspects, before[1]);
            Value* out = state_.keep(group, state, made.after, before[0]);
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
    return frame_.loop(from, to, std::int64_t{lanes_} * flight_, "group", carried,
                       [&](Value* index, const Frame::Carried& before) {
                           LoopState state;
                           const LoopGroup group = state_.load(index, to, state);
                           state.counters = start;
                           const LoopSteps::Watched made = steps_.watched(group, state, steps);
                           leave(group, state, made);
                           return counted(made, state_.keep(group, state, made.after, before[0]),
                                          before);
                       });
}

// --- leaving -------------------------------------------------------------------------------------

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
            Value* numbers = state_.numbers(group, u);
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
    visit.numbers = {state_.numbers(group, vector)};
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

}  // namespace tenon::codegen::simd
