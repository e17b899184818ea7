// SPDX-License-Identifier: MIT
// Which results are written over what their kernel reads for the last time.
#include <gtest/gtest.h>

#include <tenon/error.hpp>

#include "unit/schedule/schedule_build.hpp"

namespace tenon::schedule {
namespace {

using namespace test;
using ops::Op;
using ops::ReduceOp;

FakeArray running_sums(Tape& tape, const FakeArray& of) {
    FakeArray sums = FakeArray::make(of.shape());
    tape.scan(ReduceOp::sum, sums.ref(), of.ref(), 0);
    return sums;
}

std::uint32_t place_of(const Scheduled& s, const Tape& tape, const FakeArray& array) {
    return s.plan.slots[s.slot(tape, array)].in_place_of;
}

TEST(InPlace, a_result_takes_the_memory_of_what_its_kernel_reads_last) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    FakeArray sums = running_sums(tape, a);
    const std::uint32_t slot = sums.storage().slot;
    const FakeArray b = apply(tape, Op::negative, sums);
    sums = b;
    const Scheduled s(tape);
    ASSERT_EQ(s.plan.steps.size(), 2U);
    EXPECT_EQ(place_of(s, tape, b), slot);
    const Step& step = s.plan.steps[1];
    ASSERT_EQ(step.params.size(), 1U) << "both are one parameter, as of an array that is updated";
    EXPECT_TRUE(step.kernel->params[0].written);
    EXPECT_TRUE(step.param_is_read[0]);
    EXPECT_EQ(count(*step.kernel, kernel::Code::load), 1U);
}

TEST(InPlace, values_from_before_the_tape_serve_too) {
    Tape tape;
    FakeArray a = FakeArray::filled({10});
    const FakeArray c = FakeArray::filled({10});
    const FakeArray b = apply(tape, Op::negative, a);
    const std::uint32_t slot = a.storage().slot;
    const FakeArray sums = running_sums(tape, c);
    a = b;
    const Scheduled s(tape);
    EXPECT_EQ(place_of(s, tape, b), slot);
}

TEST(InPlace, what_somebody_can_look_at_stays) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    const FakeArray sums = running_sums(tape, a);
    const FakeArray b = apply(tape, Op::negative, sums);
    const Scheduled s(tape);
    EXPECT_EQ(place_of(s, tape, b), SlotPlan::no_slot);
}

TEST(InPlace, what_a_later_step_reads_stays) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    FakeArray sums = running_sums(tape, a);
    const FakeArray b = apply(tape, Op::negative, sums);
    const FakeArray again = running_sums(tape, sums);
    sums = b;
    const Scheduled s(tape);
    ASSERT_EQ(s.plan.steps.size(), 3U);
    EXPECT_EQ(place_of(s, tape, b), SlotPlan::no_slot);
}

TEST(InPlace, one_array_serves_one_result) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    FakeArray sums = running_sums(tape, a);
    const FakeArray b = apply(tape, Op::negative, sums);
    const FakeArray c = apply(tape, Op::sqrt, sums);
    sums = b;
    const Scheduled s(tape);
    ASSERT_EQ(s.plan.steps.size(), 2U);
    EXPECT_NE(place_of(s, tape, b) == SlotPlan::no_slot, place_of(s, tape, c) == SlotPlan::no_slot);
}

TEST(InPlace, a_part_of_an_array_does_not_serve) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    FakeArray sums = running_sums(tape, a);
    const FakeArray b = apply(tape, Op::negative, sums.slice({{5, 5}}));
    sums = b;
    const Scheduled s(tape);
    EXPECT_EQ(place_of(s, tape, b), SlotPlan::no_slot);
}

TEST(InPlace, another_type_does_not_serve) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    FakeArray sums = running_sums(tape, a);
    const FakeArray b = FakeArray::make({10}, DType::int64);
    assign(tape, b, sums);
    sums = b;
    const Scheduled s(tape);
    EXPECT_EQ(place_of(s, tape, b), SlotPlan::no_slot);
}

TEST(InPlace, one_kernel_alone_keeps_what_it_reads) {
    Tape tape;
    FakeArray a = FakeArray::filled({10});
    FakeArray t = apply(tape, Op::sqrt, a);
    const FakeArray b = apply(tape, Op::negative, t);
    a = b;
    t = b;
    const Scheduled s(tape);
    ASSERT_EQ(s.plan.steps.size(), 1U);
    EXPECT_EQ(place_of(s, tape, b), SlotPlan::no_slot);
}

TEST(InPlace, a_plan_that_writes_over_what_is_held_is_refused) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    const FakeArray sums = running_sums(tape, a);
    const FakeArray b = apply(tape, Op::negative, sums);
    Scheduled s(tape);
    Step& step = s.plan.steps[1];
    const auto written = static_cast<std::uint32_t>(step.kernel->params[0].written ? 0 : 1);
    step.in_place.push_back({written, step.params[1 - written]});
    EXPECT_THROW(verify(s.plan, s.form), InternalError);
}

}  // namespace
}  // namespace tenon::schedule
