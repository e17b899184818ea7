// SPDX-License-Identifier: MIT
// What a plan stores and what it leaves out; and what its verifier refuses.
#include <gtest/gtest.h>

#include <tenon/error.hpp>

#include "unit/schedule/schedule_build.hpp"

namespace tenon::schedule {
namespace {

using namespace test;
using ops::Op;
using ops::ReduceOp;

std::vector<bool> needed(Tape& tape) { return needed_statements(canonical_of(tape)); }

TEST(Needed, results_that_nobody_can_look_at_are_not_computed) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    apply(tape, Op::negative, a);
    const FakeArray b = apply(tape, Op::negative, apply(tape, Op::sqrt, a));
    apply(tape, Op::exp, b);
    EXPECT_EQ(needed(tape), (std::vector<bool>{false, true, true, false}));
}

TEST(Needed, updates_of_an_array_that_is_held_are_kept) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    {
        const FakeArray gone = FakeArray::filled({10});
        assign(tape, gone, a);
    }
    assign(tape, a.slice({{0, 5}}), a.slice({{5, 5}}));
    EXPECT_EQ(needed(tape), (std::vector<bool>{false, true}));
}

TEST(Needed, a_function_with_one_wanted_result_is_kept) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    const FakeArray wanted = FakeArray::make({10});
    {
        const FakeArray other = FakeArray::make({10});
        const tape::ViewRef outs[] = {other.ref(), wanted.ref()};
        const tape::Input in[] = {tape::Input::of(a.ref())};
        tape.function(make_function(false), {1, 1}, outs, in);
    }
    EXPECT_EQ(needed(tape), (std::vector<bool>{true}));
}

TEST(Plan, temporaries_inside_a_kernel_are_never_stored) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    FakeArray t = apply(tape, Op::negative, a);
    const std::uint32_t slot = t.storage().slot;
    const FakeArray b = apply(tape, Op::sqrt, t);
    t = b;
    const Scheduled s(tape);
    ASSERT_EQ(s.plan.steps.size(), 1U);
    EXPECT_FALSE(s.plan.slots[slot].stored);
    EXPECT_TRUE(s.plan.slots[s.slot(tape, b)].stored);
    EXPECT_FALSE(s.plan.has_temporaries);
    EXPECT_EQ(s.plan.steps[0].params.size(), 2U);
}

TEST(Plan, temporaries_between_kernels_are_stored_while_they_are_needed) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10, 10});
    FakeArray t = apply(tape, Op::negative, a);
    const std::uint32_t slot = t.storage().slot;
    const FakeArray b = apply(tape, Op::add, a, t.transposed());
    const FakeArray c = apply(tape, Op::add, b, b.transposed());
    t = a;
    const Scheduled s(tape);
    ASSERT_EQ(s.plan.steps.size(), 3U);
    const SlotPlan& use = s.plan.slots[slot];
    EXPECT_TRUE(use.stored);
    EXPECT_TRUE(use.temporary);
    EXPECT_EQ(use.first_step, 0U);
    EXPECT_EQ(use.last_step, 1U);
    EXPECT_TRUE(s.plan.has_temporaries);
    for (const FakeArray* held : {&a, &b, &c})
        EXPECT_FALSE(s.plan.slots[s.slot(tape, *held)].temporary);
}

TEST(Plan, several_results_of_a_kernel_are_all_stored) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    const FakeArray b = apply(tape, Op::negative, a);
    const FakeArray c = apply(tape, Op::sqrt, b);
    const Scheduled s(tape);
    ASSERT_EQ(s.plan.steps.size(), 1U);
    for (const FakeArray* held : {&b, &c})
        EXPECT_TRUE(s.plan.slots[s.slot(tape, *held)].stored);
}

TEST(Plan, the_result_of_a_reduction_is_stored_even_when_only_the_next_step_reads_it) {
    Tape tape;
    const FakeArray x = FakeArray::filled({30});
    FakeArray total = reduce(tape, ReduceOp::sum, x, 1, true);
    const std::uint32_t slot = total.storage().slot;
    const FakeArray y = apply(tape, Op::subtract, x, total.broadcast({30}));
    total = x;
    const Scheduled s(tape);
    ASSERT_EQ(s.plan.steps.size(), 2U);
    EXPECT_TRUE(s.plan.slots[slot].temporary);
    EXPECT_EQ(s.plan.slots[slot].last_step, 1U);
}

TEST(Plan, a_dead_array_that_had_values_needs_no_new_memory) {
    Tape tape;
    FakeArray a = FakeArray::filled({10});
    const FakeArray other = FakeArray::filled({10});
    record(tape, Op::add, a, a, one());
    const std::uint32_t slot = a.storage().slot;
    const FakeArray b = apply(tape, Op::negative, a);
    a = other;
    const Scheduled s(tape);
    EXPECT_TRUE(s.plan.slots[slot].stored);
    EXPECT_FALSE(s.plan.slots[slot].temporary);
}

TEST(Plan, a_tape_that_computes_nothing_wanted_has_no_steps) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    apply(tape, Op::negative, a);
    EXPECT_TRUE(Scheduled(tape).plan.steps.empty());
}

TEST(Plan, scans_and_calls_name_their_operands_outputs_first) {
    static const tape::Call call{"call", nullptr, nullptr};
    Tape tape;
    const FakeArray a = FakeArray::filled({10, 4});
    const FakeArray scanned = FakeArray::make({10, 4});
    tape.scan(ReduceOp::product, scanned.ref(), a.ref(), 1);
    const FakeArray called = FakeArray::make({10, 4});
    const tape::ViewRef out[] = {called.ref()};
    const tape::ViewRef in[] = {scanned.ref(), a.ref()};
    tape.call(&call, out, in);
    const Scheduled s(tape);
    ASSERT_EQ(s.plan.steps.size(), 2U);
    EXPECT_EQ(s.plan.steps[0].kind, StepKind::scan);
    EXPECT_EQ(s.plan.steps[0].scan_axis, 1U);
    EXPECT_EQ(s.plan.steps[0].scan_op, ReduceOp::product);
    EXPECT_EQ(s.plan.steps[0].operands, (Numbers{1, 0}));
    EXPECT_EQ(s.plan.steps[1].kind, StepKind::call);
    EXPECT_EQ(s.plan.steps[1].operands, (Numbers{2, 1, 0}));
    EXPECT_EQ(s.plan.steps[1].output_count, 1U);
}

TEST(Plan, verify_refuses_what_reads_before_it_is_written_or_leaves_results_out) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10, 10});
    const FakeArray b = apply(tape, Op::negative, a);
    const FakeArray c = apply(tape, Op::add, a, b.transposed());
    const Scheduled s(tape);
    ASSERT_EQ(s.plan.steps.size(), 2U);
    Plan swapped = s.plan;
    std::swap(swapped.steps[0], swapped.steps[1]);
    EXPECT_THROW(verify(swapped, s.form), InternalError);
    Plan shorter = s.plan;
    shorter.steps.pop_back();
    EXPECT_THROW(verify(shorter, s.form), InternalError);
    tape::CanonicalTape other = s.form;
    other.slots[s.slot(tape, a)].had_bytes = false;
    EXPECT_THROW(verify(s.plan, other), InternalError);
}

}  // namespace
}  // namespace tenon::schedule
