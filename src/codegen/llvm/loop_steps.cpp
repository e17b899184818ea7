// SPDX-License-Identifier: MIT
#include "codegen/llvm/loop_steps.hpp"

#include "codegen/llvm/loop_terms.hpp"

#include <llvm/IR/MDBuilder.h>

#include <algorithm>

namespace tenon::codegen::simd {

using namespace kernel;
using llvm::BasicBlock;

namespace {

/// Watched steps between two looks at whether any lane is left.
constexpr int steps_between_looks = 8;

Vectors part_of(const Vectors& all, std::size_t first, int count) {
    return Vectors(all.begin() + first, all.begin() + first + static_cast<std::size_t>(count));
}

}  // namespace

LoopSteps::LoopSteps(Frame& frame, const DivergentLoop& plan, int flight, std::vector<bool> needed)
    : frame_(frame), build_(frame.build), plan_(plan), loop_(frame.kernel.instrs[plan.loop]),
      flight_(flight), needed_(std::move(needed)), parts_(split_conditions(frame.kernel, loop_.a)) {
}

// --- visits --------------------------------------------------------------------------------------

/// One for each vector where a step is straight code, so that few of its values are in registers
/// at a time; one for all where code is jumped over when no lane of any vector needs it.
std::vector<Visit> LoopSteps::visits() const {
    std::vector<Visit> all;
    const int width = plan_.straight ? 1 : flight_;
    all.reserve(static_cast<std::size_t>(flight_ / width));
    for (int u = 0; u < flight_; u += width)
        all.emplace_back(frame_, plan_.facts, nullptr, width);
    return all;
}

void LoopSteps::prepare(std::vector<Visit>& visits, const LoopGroup& group,
                        const LoopState& state) const {
    std::size_t first = 0;
    for (Visit& visit : visits) {
        const int n = visit.flight();
        for (std::size_t i = 0; i < plan_.carried.size(); ++i)
            visit.set_var(plan_.carried[i], part_of(state.carried[i], first, n));
        for (std::size_t i = 0; i < plan_.counters.size(); ++i)
            visit.set_var(plan_.counters[i].var, {state.counters[i]});
        for (std::size_t i = 0; i < plan_.fixed.size(); ++i)
            visit.set_var(plan_.fixed[i], part_of(group.fixed[i], first, n));
        std::size_t next = 0;
        for (const std::vector<ValueId>* list : {&plan_.constants, &plan_.brought})
            for (const ValueId value : *list)
                visit.set(value, part_of(group.constants[next++], first, n));
        first += static_cast<std::size_t>(n);
    }
}

void LoopSteps::collect(const std::vector<Visit>& visits, LoopState& state) const {
    for (std::size_t i = 0; i < plan_.carried.size(); ++i) {
        state.carried[i].clear();
        for (const Visit& visit : visits)
            state.carried[i].append(visit.var(plan_.carried[i]));
    }
    for (std::size_t i = 0; i < plan_.counters.size(); ++i)
        state.counters[i] = visits[0].var(plan_.counters[i].var)[0];
}

/// The tests that all lanes share, all of them.
Value* LoopSteps::shared_tests(Visit& visit) const {
    Value* hold = build_.getTrue();
    for (const ValueId part : parts_)
        if (plan_.facts.uniform(part))
            hold = build_.CreateAnd(hold, visit.scalar(part));
    return hold;
}

LoopSteps::Places LoopSteps::places(LoopState& state) {
    Places all;
    for (Vectors& var : state.carried)
        for (Value*& value : var)
            all.push_back(&value);
    for (Value*& mask : state.active)
        all.push_back(&mask);
    for (Value*& counter : state.counters)
        all.push_back(&counter);
    return all;
}

/// Makes each of these values one that a loop, which starts here, hands from step to step.
std::vector<llvm::PHINode*> LoopSteps::phis(const Places& places, BasicBlock* before) const {
    std::vector<llvm::PHINode*> made;
    for (Value** place : places) {
        made.push_back(build_.CreatePHI((*place)->getType(), 2));
        made.back()->addIncoming(*place, before);
        *place = made.back();
    }
    return made;
}

// --- quick steps ---------------------------------------------------------------------------------

bool LoopSteps::bounded(ValueId part) const {
    return plan_.bounded_squares.contains(part) && !plan_.masks_memory;
}

LoopSteps::Evidence LoopSteps::no_evidence(const LoopState& state) const {
    Evidence evidence;
    if (plan_.masks_memory)
        evidence.alive = state.active;
    for (const ValueId part : parts_) {
        if (plan_.facts.uniform(part) || plan_.absorbing.contains(part))
            continue;
        if (!bounded(part)) {
            evidence.alive = state.active;
            continue;
        }
        const Instr& square = frame_.kernel.instrs[plan_.bounded_squares.at(part).front()];
        llvm::Type* type = frame_.vector(square.type);
        llvm::Type* bits = type->getWithNewType(build_.getIntNTy(type->getScalarSizeInBits()));
        evidence.joined[part].assign(state.active.size(), llvm::Constant::getNullValue(bits));
    }
    return evidence;
}

/// Adds what the visit's condition says about its vectors, the first of which has this number.
void LoopSteps::test(Visit& visit, std::size_t first, Evidence& evidence) const {
    for (const ValueId part : parts_) {
        if (plan_.facts.uniform(part) || plan_.absorbing.contains(part))
            continue;
        if (!bounded(part)) {
            const Vectors holds = visit.get(part);
            for (std::size_t u = 0; u < holds.size(); ++u)
                evidence.alive[first + u] = build_.CreateAnd(evidence.alive[first + u], holds[u]);
            continue;
        }
        Vectors& bits = evidence.joined.at(part);
        for (const ValueId square : plan_.bounded_squares.at(part)) {
            const Vectors values = visit.get(square);
            for (std::size_t u = 0; u < values.size(); ++u)
                bits[first + u] = build_.CreateOr(
                    bits[first + u], build_.CreateBitCast(values[u], bits[first + u]->getType()));
        }
    }
}

/// The active lanes where a test did not hold or a square was 2 or more (or not a number).
Vectors LoopSteps::suspects(const LoopGroup& group, const LoopState& end,
                            const Evidence& evidence) const {
    Vectors result = outside(group, end);
    for (std::size_t u = 0; u < result.size(); ++u) {
        if (!evidence.alive.empty())
            result[u] = build_.CreateOr(result[u], build_.CreateNot(evidence.alive[u]));
        for (const auto& [part, bits] : evidence.joined) {
            llvm::Type* type = bits[u]->getType();
            const unsigned size = type->getScalarSizeInBits();
            Value* high = llvm::ConstantInt::get(type, llvm::APInt::getOneBitSet(size, size - 2));
            result[u] =
                build_.CreateOr(result[u], build_.CreateICmpNE(build_.CreateAnd(bits[u], high),
                                                               llvm::Constant::getNullValue(type)));
        }
        result[u] = build_.CreateAnd(end.active[u], result[u]);
    }
    return result;
}

/// The lanes that are at the end where a condition left them that stays false, or may be.
Vectors LoopSteps::outside(const LoopGroup& group, const LoopState& end) const {
    Vectors result;
    std::vector<Visit> all;
    if (!plan_.absorbing.empty()) {
        all = visits();
        prepare(all, group, end);
    }
    for (Visit& visit : all) {
        visit.block(loop_.first);
        for (int u = 0; u < visit.flight(); ++u)
            result.push_back(nullptr);
        for (const auto& [part, exit] : plan_.absorbing) {
            const Vectors left = left_by(visit, part, exit);
            for (std::size_t u = 0; u < left.size(); ++u) {
                Value*& all_left = result[result.size() - left.size() + u];
                all_left = all_left == nullptr ? left[u] : build_.CreateOr(all_left, left[u]);
            }
        }
    }
    if (result.empty())
        result.assign(end.active.size(),
                      llvm::Constant::getNullValue(end.active.front()->getType()));
    return result;
}

Vectors LoopSteps::left_by(Visit& visit, ValueId part, const AbsorbingExit& exit) const {
    Vectors left = visit.get(exit.numbers.empty() ? part : exit.value);
    for (Value*& lanes : left) {
        if (exit.numbers.empty()) {
            lanes = build_.CreateNot(lanes);
            continue;
        }
        Value* value = lanes;
        lanes = nullptr;
        for (const std::int64_t number : exit.numbers) {
            Value* there =
                build_.CreateICmpEQ(value, llvm::ConstantInt::getSigned(value->getType(), number));
            lanes = lanes == nullptr ? there : build_.CreateOr(lanes, there);
        }
    }
    for (const auto& [re, im] : exit.constants) {
        const Vectors x = visit.get(re);
        const Vectors y = visit.get(im);
        for (std::size_t u = 0; u < left.size(); ++u) {
            Value* norm =
                build_.CreateFAdd(build_.CreateFMul(x[u], x[u]), build_.CreateFMul(y[u], y[u]));
            Value* most = llvm::ConstantFP::get(norm->getType(), exit.most * exit.most);
            left[u] = build_.CreateOr(left[u], build_.CreateFCmpUGT(norm, most));
        }
    }
    return left;
}

LoopSteps::Quick LoopSteps::quick(const LoopGroup& group, const LoopState& state, Value* steps) {
    BasicBlock* before = build_.GetInsertBlock();
    BasicBlock* head = frame_.new_block("quick");
    BasicBlock* body = frame_.new_block("quick_body");
    BasicBlock* after = frame_.new_block("after");
    build_.CreateBr(head);

    frame_.enter(head);
    llvm::PHINode* number = build_.CreatePHI(build_.getInt64Ty(), 2);
    number->addIncoming(frame_.i64(0), before);
    LoopState now = state;
    Evidence evidence = no_evidence(state);
    const auto all_places = [&] {
        now.active = {};  // does not change
        Places all = places(now);
        for (Value*& mask : evidence.alive)
            all.push_back(&mask);
        for (auto& [part, bits] : evidence.joined)
            for (Value*& one : bits)
                all.push_back(&one);
        return all;
    };
    const std::vector<llvm::PHINode*> entering = phis(all_places(), before);
    std::vector<Visit> all = visits();
    prepare(all, group, now);
    const auto set_active = [&](Visit& visit, std::size_t first) {
        visit.fusions = &plan_.fusions;
        if (plan_.masks_memory)
            visit.set_active(part_of(evidence.alive, first, visit.flight()), false);
    };
    set_active(all[0], 0);
    all[0].block(loop_.first);
    Value* goes_on = shared_tests(all[0]);
    BasicBlock* decision = build_.GetInsertBlock();
    build_.CreateCondBr(goes_on, body, after);

    frame_.enter(body);
    std::size_t first = 0;
    for (Visit& visit : all) {
        if (first > 0) {
            set_active(visit, first);
            visit.block(loop_.first);
        }
        test(visit, first, evidence);
        set_active(visit, first);
        visit.block(loop_.second);
        first += static_cast<std::size_t>(visit.flight());
    }
    collect(all, now);
    Value* following = build_.CreateAdd(number, frame_.i64(1));
    BasicBlock* last = build_.GetInsertBlock();
    const Places leaving = all_places();
    number->addIncoming(following, last);
    for (std::size_t i = 0; i < entering.size(); ++i)
        entering[i]->addIncoming(*leaving[i], last);
    build_.CreateCondBr(build_.CreateICmpSLT(following, steps), head, after,
                        llvm::MDBuilder(frame_.context).createBranchWeights(31, 1));

    frame_.enter(after);
    for (std::size_t i = 0; i < entering.size(); ++i) {
        llvm::PHINode* value = build_.CreatePHI(entering[i]->getType(), 2);
        value->addIncoming(entering[i], decision);
        value->addIncoming(*leaving[i], last);
        *leaving[i] = value;
    }
    llvm::PHINode* made = build_.CreatePHI(build_.getInt64Ty(), 2);
    made->addIncoming(number, decision);
    made->addIncoming(following, last);
    now.active = state.active;
    return {now, suspects(group, now, evidence), made};
}

// --- watched steps -------------------------------------------------------------------------------

/// Lanes that are not active keep their variables, as far as somebody will look at them.
void LoopSteps::keep_left(const LoopState& before, LoopState& after, const Vectors& active) const {
    for (std::size_t i = 0; i < plan_.carried.size(); ++i)
        if (needed_[plan_.carried[i]])
            for (std::size_t u = 0; u < active.size(); ++u)
                if (after.carried[i][u] != before.carried[i][u])
                    after.carried[i][u] =
                        build_.CreateSelect(active[u], after.carried[i][u], before.carried[i][u]);
}

LoopSteps::Watched LoopSteps::watched(const LoopGroup& group, const LoopState& state,
                                      Value* steps) {
    const auto splat = [&](Value* scalar) {
        return build_.CreateVectorSplat(static_cast<unsigned>(frame_.analysis.lanes), scalar);
    };
    LoopState now = state;
    std::vector<Vectors> records;
    for (Value* counter : state.counters)
        records.emplace_back(static_cast<std::size_t>(flight_), splat(counter));
    const auto all_places = [&] {
        Places all = places(now);
        for (Vectors& record : records)
            for (Value*& value : record)
                all.push_back(&value);
        return all;
    };
    const Places slots = all_places();

    BasicBlock* before = build_.GetInsertBlock();
    BasicBlock* head = frame_.new_block("step");
    BasicBlock* body = frame_.new_block("step_body");
    BasicBlock* look = frame_.new_block("look");
    BasicBlock* latch = frame_.new_block("latch");
    BasicBlock* after = frame_.new_block("after");
    build_.CreateBr(head);
    frame_.enter(head);
    llvm::PHINode* number = build_.CreatePHI(build_.getInt64Ty(), 2);
    number->addIncoming(frame_.i64(0), before);
    const std::vector<llvm::PHINode*> entering = phis(slots, before);
    const auto values = [&] {
        std::vector<Value*> all;
        for (Value** slot : slots)
            all.push_back(*slot);
        return all;
    };

    // The condition, for lanes that are still there.
    std::vector<Visit> all = visits();
    prepare(all, group, now);
    Vectors active;
    for (Visit& visit : all) {
        visit.set_active(part_of(now.active, active.size(), visit.flight()), false);
        visit.block(loop_.first);
        Vectors goes_on = part_of(now.active, active.size(), visit.flight());
        for (const ValueId part : parts_) {
            if (plan_.facts.uniform(part))
                continue;
            const Vectors holds = visit.get(part);
            for (std::size_t u = 0; u < holds.size(); ++u)
                goes_on[u] = build_.CreateAnd(goes_on[u], holds[u]);
        }
        active.append(goes_on);
    }
    Value* all_go_on = shared_tests(all[0]);
    const LoopState entered = now;
    collect(all, now);
    keep_left(entered, now, entered.active);
    // What all lanes share ends the loop for all of them.
    now.active.assign(active.size(), llvm::Constant::getNullValue(active[0]->getType()));
    const std::vector<Value*> at_once = values();
    BasicBlock* decision = build_.GetInsertBlock();
    build_.CreateCondBr(all_go_on, body, after);

    // The step, for those that go on.
    frame_.enter(body);
    now.active = active;
    const LoopState tested = now;
    prepare(all, group, now);
    std::size_t first = 0;
    for (Visit& visit : all) {
        visit.set_active(part_of(active, first, visit.flight()), false);
        visit.block(loop_.second);
        first += static_cast<std::size_t>(visit.flight());
    }
    collect(all, now);
    keep_left(tested, now, active);
    for (std::size_t i = 0; i < plan_.counters.size(); ++i) {
        Value* wide = splat(now.counters[i]);
        for (std::size_t u = 0; u < records[i].size(); ++u)
            records[i][u] = build_.CreateSelect(active[u], wide, records[i][u]);
    }
    const std::vector<Value*> next = values();
    Value* following = build_.CreateAdd(number, frame_.i64(1));
    Value* rest = build_.CreateAnd(following, frame_.i64(steps_between_looks - 1));
    build_.CreateCondBr(build_.CreateICmpEQ(rest, frame_.i64(0)), look, latch);
    frame_.enter(look);
    build_.CreateCondBr(any(frame_, active), latch, after);
    frame_.enter(latch);
    number->addIncoming(following, latch);
    for (std::size_t i = 0; i < entering.size(); ++i)
        entering[i]->addIncoming(next[i], latch);
    build_.CreateCondBr(build_.CreateICmpSLT(following, steps), head, after);

    frame_.enter(after);
    for (std::size_t i = 0; i < next.size(); ++i) {
        llvm::PHINode* value = build_.CreatePHI(next[i]->getType(), 3);
        value->addIncoming(at_once[i], decision);
        value->addIncoming(next[i], look);
        value->addIncoming(next[i], latch);
        *slots[i] = value;
    }
    return {now, records};
}

}  // namespace tenon::codegen::simd
