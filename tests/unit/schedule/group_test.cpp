// SPDX-License-Identifier: MIT
// Which statements become one kernel, which do not, and the reasons given.
#include <gtest/gtest.h>

#include "unit/schedule/schedule_build.hpp"

namespace tenon::schedule {
namespace {

using namespace test;
using kernel::Form;
using ops::Op;
using ops::ReduceOp;

TEST(Fusion, a_chain_of_operations_is_one_kernel) {
    Tape tape;
    const FakeArray a = FakeArray::filled({100});
    FakeArray b = a;
    for (int i = 0; i < 5; ++i)
        b = apply(tape, Op::multiply, apply(tape, Op::add, b, one()), a);
    EXPECT_EQ(statements_of(tape), (std::vector<Numbers>{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}}));
}

TEST(Fusion, shifted_views_of_one_array_are_read_by_one_kernel) {
    Tape tape;
    const FakeArray u = FakeArray::filled({10, 12});
    const FakeArray v = FakeArray::filled({10, 12});
    const auto cut = [](const FakeArray& a, std::int64_t down, std::int64_t right) {
        return a.slice({{1 + down, 8}, {1 + right, 10}});
    };
    const FakeArray rows = apply(tape, Op::add, cut(u, -1, 0), cut(u, 1, 0));
    const FakeArray columns = apply(tape, Op::add, cut(u, 0, -1), cut(u, 0, 1));
    const FakeArray all = apply(tape, Op::add, rows, columns);
    assign(tape, cut(v, 0, 0), apply(tape, Op::multiply, all, one()));
    EXPECT_EQ(statements_of(tape), (std::vector<Numbers>{{0, 1, 2, 3, 4}}));
}

TEST(Fusion, an_update_through_the_same_view_stays_in_the_kernel) {
    Tape tape;
    const FakeArray u = FakeArray::filled({10});
    assign(tape, u, apply(tape, Op::add, u, one()));
    assign(tape, u, apply(tape, Op::multiply, u, u));
    const FakeArray v = apply(tape, Op::negative, u);
    EXPECT_EQ(statements_of(tape), (std::vector<Numbers>{{0, 1, 2, 3, 4}}));
}

TEST(Fusion, stops_where_an_update_is_seen_through_an_overlapping_view) {
    Tape tape;
    const FakeArray u = FakeArray::filled({10});
    assign(tape, u.slice({{1, 9}}), apply(tape, Op::add, u.slice({{0, 9}}), one()));
    const std::vector<Group> groups = groups_of(tape);
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].why_not_fused, "");
    EXPECT_NE(groups[1].why_not_fused.find("overlapping views"), std::string::npos);
}

TEST(Fusion, goes_on_where_the_update_is_of_elements_apart) {
    Tape tape;
    const FakeArray u = FakeArray::filled({10});
    assign(tape, u.slice({{0, 5, 2}}), apply(tape, Op::add, u.slice({{1, 5, 2}}), one()));
    const FakeArray even = apply(tape, Op::negative, u.slice({{0, 5, 2}}));
    EXPECT_EQ(statements_of(tape), (std::vector<Numbers>{{0, 1, 2}}));
}

TEST(Fusion, a_transposed_view_belongs_to_another_elements_turn) {
    Tape tape;
    const FakeArray u = FakeArray::filled({6, 6});
    const FakeArray v = apply(tape, Op::negative, u);
    const FakeArray w = apply(tape, Op::add, v, v.transposed());
    EXPECT_EQ(statements_of(tape), (std::vector<Numbers>{{0}, {1}}));
}

TEST(Fusion, a_read_before_an_overlapping_write_also_stops_it) {
    Tape tape;
    const FakeArray u = FakeArray::filled({10});
    const FakeArray v = FakeArray::filled({9});
    const FakeArray w = apply(tape, Op::negative, u.slice({{0, 9}}));
    assign(tape, u.slice({{1, 9}}), v);
    EXPECT_EQ(statements_of(tape), (std::vector<Numbers>{{0}, {1}}));
}

TEST(Fusion, statements_of_two_shapes_make_two_kernels_and_not_four) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    const FakeArray b = FakeArray::filled({20});
    const FakeArray a1 = apply(tape, Op::add, a, one());
    const FakeArray b1 = apply(tape, Op::add, b, one());
    const FakeArray a2 = apply(tape, Op::multiply, a1, a);
    const FakeArray b2 = apply(tape, Op::multiply, b1, b);
    const std::vector<Group> groups = groups_of(tape);
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].statements, (Numbers{0, 2}));
    EXPECT_EQ(groups[1].statements, (Numbers{1, 3}));
    EXPECT_EQ(groups[1].why_not_fused, "another shape");
}

TEST(Fusion, does_not_move_a_statement_before_what_it_depends_on) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    const FakeArray c = FakeArray::filled({10});
    const FakeArray a1 = apply(tape, Op::add, a, one());
    const FakeArray total = reduce(tape, ReduceOp::sum, c, 1);
    const FakeArray scaled = apply(tape, Op::negative, total);
    const FakeArray a2 = apply(tape, Op::multiply, a1, scaled.broadcast({10}));
    const FakeArray first = FakeArray::make({});
    assign(tape, first, a.view({}, {}));
    assign(tape, a, a2);
    EXPECT_EQ(statements_of(tape), (std::vector<Numbers>{{0, 1}, {2, 4}, {3, 5}}))
        << "4 reads a, which 5 writes";
    assign(tape, first, a.view({}, {}));
    EXPECT_EQ(statements_of(tape), (std::vector<Numbers>{{0, 1}, {2, 4}, {3, 5}, {6}}))
        << "6 reads what 5 wrote";
}

TEST(Fusion, does_not_move_a_write_before_what_reads_the_old_values) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    const FakeArray x = FakeArray::filled({20});
    const FakeArray b = apply(tape, Op::negative, a);
    const FakeArray y = apply(tape, Op::negative, x);
    assign(tape, x.slice({{0, 10}}), b);
    EXPECT_EQ(statements_of(tape), (std::vector<Numbers>{{0}, {1}, {2}}));

    Tape second;
    const FakeArray table = FakeArray::filled({10});
    const FakeArray c = apply(second, Op::negative, a);
    const FakeArray taken = gather(second, table, FakeArray::filled({20}, DType::int64));
    assign(second, table, c);
    EXPECT_EQ(statements_of(second), (std::vector<Numbers>{{0}, {1}, {2}}));
}

TEST(Fusion, a_sum_joins_what_makes_its_operand) {
    Tape tape;
    const FakeArray x = FakeArray::filled({8, 50});
    const FakeArray y = FakeArray::filled({8, 50});
    const FakeArray z = apply(tape, Op::add, apply(tape, Op::multiply, x, x), y);
    const FakeArray total = reduce(tape, ReduceOp::sum, z, 2);
    const FakeArray largest = reduce(tape, ReduceOp::maximum, x, 2);
    const FakeArray more = apply(tape, Op::negative, total);
    const std::vector<Group> groups = groups_of(tape);
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].statements, (Numbers{0, 1, 2, 3}));
    EXPECT_EQ(groups[0].form, Form::row_reduce);
    EXPECT_EQ(groups[0].axes, 2U);
    EXPECT_EQ(groups[1].statements, (Numbers{4}));
    EXPECT_EQ(groups[1].form, Form::map);
}

TEST(Fusion, reductions_over_different_axes_are_apart) {
    Tape tape;
    const FakeArray x = FakeArray::filled({8, 50});
    const FakeArray rows = reduce(tape, ReduceOp::sum, x, 2);
    const FakeArray columns = reduce(tape, ReduceOp::sum, x, 1);
    const FakeArray all = reduce(tape, ReduceOp::sum, x, 3);
    const std::vector<Group> groups = groups_of(tape);
    ASSERT_EQ(groups.size(), 3U);
    EXPECT_EQ(groups[0].form, Form::row_reduce);
    EXPECT_EQ(groups[1].form, Form::column_reduce);
    EXPECT_EQ(groups[2].form, Form::row_reduce);
    EXPECT_EQ(groups[2].row_start, 0U);
    for (const std::size_t g : {1U, 2U})
        EXPECT_EQ(groups[g].why_not_fused, "reductions over different axes");

    Tape second;  // the rows are the same, what is joined of them is not
    const FakeArray cube = FakeArray::filled({3, 4, 5});
    const FakeArray some = reduce(second, ReduceOp::sum, cube, 0b100);
    const FakeArray more = reduce(second, ReduceOp::sum, cube, 0b101);
    EXPECT_EQ(statements_of(second).size(), 2U);
}

TEST(Fusion, a_mean_is_known_before_distances_from_it) {
    Tape tape;
    const FakeArray x = FakeArray::filled({30});
    const FakeArray total = reduce(tape, ReduceOp::sum, x, 1, true);
    const FakeArray mean = apply(tape, Op::divide, total, one());
    const FakeArray distance = apply(tape, Op::subtract, x, mean.broadcast({30}));
    const FakeArray squares = apply(tape, Op::multiply, distance, distance);
    const FakeArray variance = reduce(tape, ReduceOp::sum, squares, 1);
    EXPECT_EQ(statements_of(tape), (std::vector<Numbers>{{0}, {1}, {2, 3, 4}}));
}

TEST(Fusion, a_row_that_is_not_even_in_one_array_keeps_the_reduction_apart) {
    Tape tape;
    const FakeArray whole = FakeArray::filled({4, 6});
    const FakeArray gaps = whole.slice({{0, 4}, {0, 5}});
    const FakeArray copy = apply(tape, Op::negative, gaps);
    const FakeArray total = reduce(tape, ReduceOp::sum, copy, 3);
    const std::vector<Group> groups = groups_of(tape);
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_NE(groups[1].why_not_fused.find("not evenly spaced"), std::string::npos);
}

TEST(Fusion, a_row_of_one_axis_is_even_whatever_its_stride) {
    Tape tape;
    const FakeArray whole = FakeArray::filled({4, 6});
    const FakeArray copy = apply(tape, Op::negative, whole.slice({{0, 4}, {1, 2, 2}}));
    const FakeArray total = reduce(tape, ReduceOp::sum, copy, 2);
    EXPECT_EQ(statements_of(tape).size(), 1U);
}

TEST(Fusion, nothing_in_the_kernel_of_a_reduction_reads_its_result) {
    Tape tape;
    const FakeArray x = FakeArray::filled({1});
    const FakeArray total = reduce(tape, ReduceOp::sum, x, 1, true);
    const FakeArray y = apply(tape, Op::add, x, total);
    EXPECT_EQ(statements_of(tape), (std::vector<Numbers>{{0}, {1}}))
        << "the spaces agree, but the result is there only after the kernel";
}

TEST(Fusion, scans_and_calls_are_steps_of_their_own) {
    static const tape::Call call{"call", nullptr, nullptr};
    Tape tape;
    const FakeArray x = FakeArray::filled({30});
    const FakeArray y = apply(tape, Op::negative, x);
    const FakeArray scanned = FakeArray::make({30});
    tape.scan(ReduceOp::sum, scanned.ref(), y.ref(), 0);
    const FakeArray called = FakeArray::make({30});
    const tape::ViewRef out[] = {called.ref()};
    const tape::ViewRef in[] = {scanned.ref()};
    tape.call(&call, out, in);
    const FakeArray z = apply(tape, Op::negative, called);
    const FakeArray early = apply(tape, Op::multiply, x, x);
    const std::vector<Group> groups = groups_of(tape);
    ASSERT_EQ(groups.size(), 4U);
    EXPECT_EQ(groups[0].statements, (Numbers{0}));
    EXPECT_FALSE(groups[1].fusible);
    EXPECT_FALSE(groups[2].fusible);
    EXPECT_EQ(groups[3].statements, (Numbers{3, 4}));
    EXPECT_EQ(groups[1].why_not_fused, "scans and library calls are steps of their own");
}

TEST(Fusion, a_gather_joins_what_makes_its_index_but_not_what_makes_its_table) {
    Tape tape;
    const FakeArray table = FakeArray::filled({30});
    const FakeArray index = FakeArray::filled({30}, DType::int64);
    const FakeArray shifted = apply(tape, Op::add, index, number(DType::int64, 1));
    const FakeArray taken = gather(tape, table, shifted);
    const FakeArray doubled = apply(tape, Op::add, taken, taken);
    EXPECT_EQ(statements_of(tape), (std::vector<Numbers>{{0, 1, 2}}));
    const FakeArray again = gather(tape, doubled, shifted);
    assign(tape, table, again);  // 1 reads all of it
    EXPECT_EQ(statements_of(tape), (std::vector<Numbers>{{0, 1, 2}, {3, 4}}));
    const FakeArray later = gather(tape, table, index);
    EXPECT_EQ(statements_of(tape), (std::vector<Numbers>{{0, 1, 2}, {3, 4}, {5}}));
}

TEST(Fusion, loops_per_element_run_apart_from_each_other_and_from_reductions) {
    Tape tape;
    const FakeArray x = FakeArray::filled({30});
    const FakeArray first = call_function(tape, make_function(true), x);
    const FakeArray more = call_function(tape, make_function(false), first);
    const FakeArray second = call_function(tape, make_function(true), more);
    const FakeArray total = reduce(tape, ReduceOp::sum, second, 1);
    const std::vector<Group> groups = groups_of(tape);
    ASSERT_EQ(groups.size(), 3U);
    EXPECT_EQ(groups[0].statements, (Numbers{0, 1}));
    EXPECT_TRUE(groups[0].has_loop);
    EXPECT_EQ(groups[1].statements, (Numbers{2}));
    EXPECT_EQ(groups[1].why_not_fused, "two loops per element run better apart");
    EXPECT_EQ(groups[2].why_not_fused, "a loop per element runs better apart from a reduction");
}

TEST(Fusion, a_function_without_a_loop_joins_a_reduction) {
    Tape tape;
    const FakeArray x = FakeArray::filled({30});
    const FakeArray total = reduce(tape, ReduceOp::sum, x, 1);
    const FakeArray y = call_function(tape, make_function(false), x);
    const FakeArray z = call_function(tape, make_function(true), x);
    EXPECT_EQ(statements_of(tape), (std::vector<Numbers>{{0, 1}, {2}}));
}

TEST(Fusion, kernels_have_an_end) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    for (int i = 0; i < 150; ++i)
        record(tape, Op::add, a, a, one());
    std::vector<Group> groups = groups_of(tape);
    ASSERT_EQ(groups.size(), 3U);
    EXPECT_EQ(groups[1].why_not_fused, "the kernel is large enough");

    Tape wide;
    const FakeArray whole = FakeArray::filled({100});
    FakeArray sum = FakeArray::filled({10});
    for (std::int64_t i = 0; i < 40; ++i)
        sum = apply(wide, Op::add, sum, whole.slice({{i, 10}}));
    groups = groups_of(wide);
    EXPECT_GT(groups.size(), 1U);
    EXPECT_EQ(groups[1].why_not_fused, "too many arrays for one kernel");
    for (const Group& group : groups)
        EXPECT_LE(group.params, 24U);
}

TEST(Fusion, one_position_is_a_shape_of_its_own) {
    Tape tape;
    const FakeArray number = FakeArray::filled({});
    const FakeArray single = FakeArray::filled({1});
    const FakeArray a = apply(tape, Op::negative, number);
    const FakeArray b = apply(tape, Op::negative, single);
    EXPECT_EQ(statements_of(tape).size(), 2U);
}

TEST(FormOf, a_reduction_is_told_by_the_last_axis_that_is_not_one) {
    const auto form = [](const Sizes& shape, std::uint32_t axes) {
        Tape tape;
        const FakeArray a = FakeArray::filled(shape);
        const FakeArray b = apply(tape, Op::negative, a);
        return form_of(canonical_of(tape).layouts[0], axes);
    };
    EXPECT_EQ(form({4, 5}, 2), Form::row_reduce);
    EXPECT_EQ(form({4, 5}, 1), Form::column_reduce);
    EXPECT_EQ(form({4, 5, 1}, 2), Form::row_reduce);
    EXPECT_EQ(form({4, 5, 1}, 4), Form::column_reduce);
    EXPECT_EQ(form({4, 5, 1}, 5), Form::column_reduce);
    EXPECT_EQ(form({1, 1}, 1), Form::row_reduce);
    EXPECT_EQ(form({}, 0), Form::row_reduce);
}

}  // namespace
}  // namespace tenon::schedule
