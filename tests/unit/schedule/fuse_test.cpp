// SPDX-License-Identifier: MIT
// What a group becomes: parameters, arguments, and what the kernel's code does once.
#include <gtest/gtest.h>

#include "unit/schedule/schedule_build.hpp"

namespace tenon::schedule {
namespace {

using namespace test;
using kernel::Code;
using kernel::Inner;
using ops::Op;
using ops::ReduceOp;

/// The number of the parameter that stands for a view of the array; it must be one.
std::size_t param_of(const Scheduled& s, const Tape& tape, const Step& step, const FakeArray& a) {
    std::size_t found = step.params.size();
    for (std::size_t p = 0; p < step.params.size(); ++p)
        if (s.form.views[step.params[p]].slot == s.slot(tape, a))
            found = p;
    return found;
}

TEST(Fuse, an_array_used_twice_is_loaded_once) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    const FakeArray b = apply(tape, Op::add, a, a);
    const FakeArray c = apply(tape, Op::multiply, b, a);
    const Scheduled s(tape);
    ASSERT_EQ(s.plan.steps.size(), 1U);
    const Step& step = s.plan.steps[0];
    EXPECT_EQ(step.params.size(), 3U);
    EXPECT_EQ(count(*step.kernel, Code::load), 1U);
    EXPECT_EQ(count(*step.kernel, Code::store), 2U);
    EXPECT_EQ(step.kernel->name, "add_multiply");
}

TEST(Fuse, parameters_say_whether_they_are_read_or_written) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    const FakeArray b = FakeArray::filled({10});
    const FakeArray c = apply(tape, Op::add, a, b);
    assign(tape, b, c);
    const Scheduled s(tape);
    const Step& step = s.plan.steps.at(0);
    const auto flags = [&](const FakeArray& array) {
        const std::size_t p = param_of(s, tape, step, array);
        return std::pair<bool, bool>(step.param_is_read.at(p), step.kernel->params.at(p).written);
    };
    EXPECT_EQ(flags(a), (std::pair{true, false}));
    EXPECT_EQ(flags(b), (std::pair{true, true}));
    EXPECT_EQ(flags(c), (std::pair{false, true}));
}

TEST(Fuse, what_was_written_is_not_loaded_again) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    record(tape, Op::add, a, a, one());
    record(tape, Op::multiply, a, a, one());
    const FakeArray b = apply(tape, Op::negative, a);
    const Scheduled s(tape);
    const kernel::Kernel& kernel = *s.plan.steps.at(0).kernel;
    EXPECT_EQ(count(kernel, Code::load), 1U);
    EXPECT_EQ(count(kernel, Code::store), 2U) << "the value between is never stored";
}

TEST(Fuse, values_are_cut_to_the_type_of_the_array_that_holds_them) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10}, DType::float64);
    const FakeArray narrow = FakeArray::make({10}, DType::float32);
    assign(tape, narrow, a);
    const FakeArray b = apply(tape, Op::add, narrow, narrow);
    const Scheduled s(tape);
    const std::string text = kernel::to_text(*s.plan.steps.at(0).kernel);
    EXPECT_NE(text.find("cast.float32"), std::string::npos) << text;
    EXPECT_NE(text.find("add.float32"), std::string::npos) << text;
}

TEST(Fuse, numbers_are_arguments_in_the_order_of_their_use) {
    Tape tape;
    const FakeArray x = FakeArray::filled({20});
    const FakeArray other = apply(tape, Op::add, x, number(DType::float64, 5));  // scalar 0
    const FakeArray a = FakeArray::filled({10});
    const FakeArray b = apply(tape, Op::add, a, number(DType::float64, 6));
    const FakeArray c = apply(tape, Op::multiply, b, number(DType::float64, 7));
    const Scheduled s(tape);
    ASSERT_EQ(s.plan.steps.size(), 2U);
    EXPECT_EQ(s.plan.steps[0].scalars, (Numbers{0}));
    EXPECT_EQ(s.plan.steps[1].scalars, (Numbers{1, 2}));
    EXPECT_EQ(s.plan.steps[1].kernel->arguments,
              (std::vector<DType>{DType::float64, DType::float64}));
}

TEST(Fuse, the_same_kernel_has_the_same_key_wherever_it_stands) {
    const auto keys = [](std::int64_t before) {
        Tape tape;
        const FakeArray x = FakeArray::filled({20});
        FakeArray y = x;
        for (std::int64_t i = 0; i < before; ++i)
            y = apply(tape, Op::negative, y);
        const FakeArray a = FakeArray::filled({10});
        const FakeArray b = apply(tape, Op::sqrt, apply(tape, Op::add, a, one()));
        return Scheduled(tape).plan.steps.back().kernel_key;
    };
    EXPECT_EQ(keys(0), keys(3));
}

TEST(Fuse, a_gather_moves_by_the_stride_of_its_own_table) {
    Tape tape;
    const FakeArray first = FakeArray::filled({30});
    const FakeArray second = FakeArray::filled({30}, DType::float32);
    const FakeArray i = FakeArray::filled({10}, DType::int64);
    const FakeArray j = FakeArray::filled({10}, DType::int64);
    const FakeArray a = gather(tape, first, i);   // scalar 0: 8 bytes
    const FakeArray b = gather(tape, first, j);   // scalar 1: 8 bytes
    const FakeArray c = gather(tape, second, i);  // scalar 2: 4 bytes
    const Scheduled s(tape);
    ASSERT_EQ(s.plan.steps.size(), 1U);
    const Step& step = s.plan.steps[0];
    std::vector<std::uint64_t> strides;
    std::size_t next = 0;
    for (std::size_t p = 0; p < step.params.size(); ++p)
        if (step.kernel->params[p].gathered)
            strides.push_back(tape.scalars.at(step.gather_strides.at(next++)).bits[0]);
    EXPECT_EQ(strides, (std::vector<std::uint64_t>{8, 4})) << "one for each gathered parameter";
    EXPECT_EQ(step.gather_strides.size(), next);
}

TEST(Fuse, a_table_that_is_also_read_in_place_is_two_parameters) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    const FakeArray i = FakeArray::filled({10}, DType::int64);
    const FakeArray first = a.view({10}, {0});  // as gather lays the table over its space
    const FakeArray b = apply(tape, Op::add, gather(tape, a, i), first);
    const Scheduled s(tape);
    ASSERT_EQ(s.plan.steps.size(), 1U);
    std::size_t gathered = 0;
    for (const kernel::Param& param : s.plan.steps[0].kernel->params)
        gathered += param.gathered ? 1 : 0;
    EXPECT_EQ(gathered, 1U);
    EXPECT_EQ(s.plan.steps[0].params.size(), 4U);
}

TEST(Fuse, positions_are_counted_in_c_order_over_all_loops) {
    Tape tape;
    const FakeArray whole = FakeArray::filled({4, 6});
    const FakeArray gaps = whole.slice({{0, 4}, {0, 5}});  // two loops
    const tape::Input in[] = {tape::Input::of(gaps.ref()), tape::Input::position()};
    const FakeArray out = FakeArray::make({4, 5});
    tape.elementwise(Op::add, DType::float64, out.ref(), in);
    const Scheduled s(tape);
    const Step& step = s.plan.steps.at(0);
    ASSERT_EQ(step.dimensions.size(), 2U);
    const std::string text = kernel::to_text(*step.kernel);
    // coordinate 0 * extent 1 + coordinate 1
    EXPECT_EQ(count(*step.kernel, Code::extent), 1U) << text;
    EXPECT_EQ(count(*step.kernel, Code::coordinate), 2U) << text;
    EXPECT_NE(text.find("multiply.int64"), std::string::npos) << text;
}

TEST(Fuse, large_results_pass_the_cache_by_unless_they_are_read_too) {
    const std::int64_t before = std::exchange(tape::streaming_bytes, 8000);
    const auto passes_by = [](std::int64_t size, bool in_place, std::int64_t step, bool loop) {
        Tape tape;
        const FakeArray a = FakeArray::filled({size * step}).slice({{0, size, step}});
        FakeArray out = a;
        if (loop)
            out = call_function(tape, make_function(true), a);
        else if (in_place)
            record(tape, Op::add, a, a, one());
        else
            out = apply(tape, Op::negative, a);
        const Scheduled s(tape);
        const Step& made = s.plan.steps.at(0);
        return made.kernel->params.at(param_of(s, tape, made, out)).nontemporal;
    };
    EXPECT_TRUE(passes_by(1000, false, 1, false));
    EXPECT_FALSE(passes_by(999, false, 1, false)) << "it stays in the cache";
    EXPECT_FALSE(passes_by(1000, true, 1, false)) << "its lines are loaded anyway";
    EXPECT_FALSE(passes_by(1000, true, 2, false)) << "parts of lines are written";
    EXPECT_FALSE(passes_by(1000, false, 1, true)) << "elements come one by one";
    tape::streaming_bytes = before;
}

TEST(Fuse, a_reduction_has_a_parameter_for_its_partial_results) {
    Tape tape;
    const FakeArray a = FakeArray::filled({6, 50});
    const FakeArray total = reduce(tape, ReduceOp::sum, a, 2);
    const FakeArray where = reduce(tape, ReduceOp::argmax, a, 2);
    const Scheduled s(tape);
    ASSERT_EQ(s.plan.steps.size(), 1U);
    const Step& step = s.plan.steps[0];
    ASSERT_EQ(step.reductions.size(), 2U);
    EXPECT_EQ(step.params.size(), 1U) << "the operand alone";
    EXPECT_EQ(step.kernel->params.size(), 4U) << "and a sum, a value and its position";
    EXPECT_EQ(step.reductions[0].partial_param[0], 1U);
    EXPECT_EQ(step.reductions[1].partial_param[0], 2U);
    EXPECT_EQ(step.reductions[1].partial_param[1], 3U);
    EXPECT_EQ(step.kernel->params[3].dtype, DType::int64);
    EXPECT_EQ(s.form.views[step.reductions[0].result_view].slot, s.slot(tape, total));
    EXPECT_EQ(step.kept, 1);
}

TEST(Fuse, functions_are_copied_into_the_kernel) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    const FakeArray b = call_function(tape, make_function(true), apply(tape, Op::sqrt, a));
    const FakeArray c = call_function(tape, make_function(false), b);
    const Scheduled s(tape);
    ASSERT_EQ(s.plan.steps.size(), 1U);
    const Step& step = s.plan.steps[0];
    EXPECT_TRUE(step.irregular);
    EXPECT_EQ(count(*step.kernel, Code::while_), 1U);
    EXPECT_EQ(step.kernel->vars.size(), 1U);
    EXPECT_EQ(step.kernel->name, "sqrt_function_function");
}

TEST(Fuse, a_kernel_of_one_element_has_one_loop_of_one) {
    Tape tape;
    const FakeArray a = FakeArray::filled({1, 1});
    const FakeArray b = apply(tape, Op::negative, a);
    const Scheduled s(tape);
    const Step& step = s.plan.steps.at(0);
    EXPECT_TRUE(step.dimensions.empty());
    EXPECT_EQ(step.kernel->rank, 1);
    EXPECT_EQ(step.kernel->params[0].inner, Inner::contiguous);
}

}  // namespace
}  // namespace tenon::schedule
