// SPDX-License-Identifier: MIT
// Rung 5: assignments and in-place operations through views, with the right-hand side read first.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/compare.hpp"
#include "support/engine_ops.hpp"
#include "support/modes.hpp"
#include "support/values.hpp"

namespace {

using namespace tenon;
using support::same;
using I64 = std::vector<std::int64_t>;

class Assignment : public ::testing::Test {
protected:
    void SetUp() override { support::apply_mode(); }
};

TEST_F(Assignment, writes_elements_through_views) {
    const Array a = zeros({4, 5}, DType::int64);
    a(1) = 7;
    a(all, 2) = arange(4);
    a(slice(2, end), slice(end, end, 4)) = array({1, 2});
    EXPECT_EQ(a.values<std::int64_t>(),
              (I64{0, 0, 0, 0, 0, 7, 7, 1, 7, 7, 1, 0, 2, 0, 2, 1, 0, 3, 0, 2}));
}

TEST_F(Assignment, of_a_name_is_no_copy) {
    Array a = arange(3);
    Array b = a;
    b(0) = 9;
    EXPECT_EQ(a.values<std::int64_t>(), (I64{9, 1, 2}));
    b = zeros({2});  // the name b stands for another array; a is as it was
    EXPECT_EQ(a.values<std::int64_t>(), (I64{9, 1, 2}));
    swap(a, b);
    EXPECT_EQ(b.values<std::int64_t>(), (I64{9, 1, 2}));
}

TEST_F(Assignment, of_a_view_to_a_view_copies_elements) {
    const Array a = arange(6), b = zeros({6}, DType::int64);
    b(slice(0, 3)) = a(slice(3, end));
    a(4) = 100;
    EXPECT_EQ(b.values<std::int64_t>(), (I64{3, 4, 5, 0, 0, 0}));
}

TEST_F(Assignment, reads_overlapping_views_before_it_writes) {
    for (const std::int64_t n : {5, 33, 1000, 5000}) {
        const eager::Array start = support::plain_values(DType::float64, n, 2);
        for (const std::int64_t shift : {1, 2, 4}) {
            const Array up = support::to_tenon(start), down = support::to_tenon(start);
            const eager::Array up_e = eager::copy(start), down_e = eager::copy(start);
            const std::vector<Index> early{slice(0, n - shift)}, late{slice(shift, end)};
            support::engine_assign(up.at(late), up.at(early));
            eager::assign(eager::at(up_e, late), eager::at(up_e, early));
            EXPECT_TRUE(same(up, up_e)) << n << " moved up by " << shift;
            support::engine_assign(down.at(early), down.at(late));
            eager::assign(eager::at(down_e, early), eager::at(down_e, late));
            EXPECT_TRUE(same(down, down_e)) << n << " moved down by " << shift;
        }
    }
}

TEST_F(Assignment, turns_an_array_round_in_place) {
    for (const std::int64_t n : {2, 7, 1024, 4099}) {
        const Array a = arange(n);
        a(all) = a(slice(end, end, -1));
        const I64 values = a.values<std::int64_t>();
        for (std::int64_t i = 0; i < n; ++i)
            ASSERT_EQ(values[static_cast<std::size_t>(i)], n - 1 - i);
    }
}

TEST_F(Assignment, transposes_in_place) {
    const Array a = arange(12 * 12).reshape({12, 12});
    const eager::Array expected =
        eager::transpose(support::counted({12, 12}, DType::int64), {1, 0});
    a(all) = a.T();
    EXPECT_TRUE(same(a, eager::copy(expected)));
}

TEST_F(Assignment, computes_with_overlapping_views_as_they_were) {
    const Array a = arange(10).astype(DType::float64);
    a(slice(1, -1)) = (a(slice(0, -2)) + a(slice(2, end))) * 10.0 + a(slice(1, -1));
    EXPECT_EQ(a.values<double>(), (std::vector<double>{0, 21, 42, 63, 84, 105, 126, 147, 168, 9}));
    const Array b = ones({6}, DType::int64);
    Array late = b(slice(1, end));
    late += b(slice(0, -1));  // not a running sum: every element is as it was
    EXPECT_EQ(b.values<std::int64_t>(), (I64{1, 2, 2, 2, 2, 2}));
}

TEST_F(Assignment, sees_what_was_recorded_before_and_not_after) {
    const Array a = arange(5);
    const Array before = a * 2;
    a(all) = 100;
    const Array after = a * 2;
    a(0) = 0;
    EXPECT_EQ(before.values<std::int64_t>(), (I64{0, 2, 4, 6, 8}));
    EXPECT_EQ(after.values<std::int64_t>(), (I64{200, 200, 200, 200, 200}));
}

TEST_F(Assignment, in_place_is_seen_by_every_view) {
    Array a = zeros({3, 3}, DType::int64);
    const Array row = a(1), column = a(all, 1);
    a += 2;
    Array same_row = row;
    same_row *= 5;
    EXPECT_EQ(column.values<std::int64_t>(), (I64{2, 10, 2}));
}

TEST_F(Assignment, in_place_keeps_the_dtype) {
    Array a = array<float>({1.5F, 2.5F});
    a += 1;
    a *= array({2.0, 4.0});  // float64 goes back to float32
    EXPECT_EQ(a.dtype(), DType::float32);
    EXPECT_EQ(a.values<float>(), (std::vector<float>{5, 14}));
    Array b = array<std::int8_t>({100, -100});
    b += 100;
    EXPECT_EQ(b.values<std::int8_t>(), (std::vector<std::int8_t>{-56, 0}));
}

TEST_F(Assignment, knows_all_operators) {
    for (const std::string_view op : support::update_operations) {
        const DType type = op == "divide" ? DType::float64 : DType::int32;
        const eager::Array a = support::plain_values(type, 100, 1);
        const eager::Array b = support::plain_values(DType::int8, 100, 1);
        Array target = support::to_tenon(a);
        support::engine_update(op, target, support::to_tenon(b));
        const eager::Array expected = eager::elementwise(op, std::vector<eager::Operand>{a, b});
        EXPECT_TRUE(same(target, expected)) << op;
    }
}

TEST_F(Assignment, broadcasts_the_value) {
    const Array a = zeros({3, 4}, DType::int64);
    a(all) = arange(4);
    EXPECT_EQ(a(2).values<std::int64_t>(), (I64{0, 1, 2, 3}));
    a(all, slice(0, 2)) = array({7, 8, 9})(all, newaxis);
    EXPECT_EQ(a(all, 1).values<std::int64_t>(), (I64{7, 8, 9}));
    Array b = a(all, 3);
    b -= 1;
    EXPECT_EQ(a(all, 3).values<std::int64_t>(), (I64{2, 2, 2}));
}

TEST_F(Assignment, of_a_fraction_to_integers_truncates) {
    const Array a = zeros({2}, DType::int64);
    a(0) = 2.9;
    a(1) = -2.9;
    EXPECT_EQ(a.values<std::int64_t>(), (I64{2, -2}));
}

TEST_F(Assignment, to_an_empty_view_does_nothing) {
    const Array a = arange(3);
    a(slice(2, 1)) = 5;
    a(slice(3, end)) = zeros({0}, DType::int64);
    EXPECT_EQ(a.values<std::int64_t>(), (I64{0, 1, 2}));
}

TEST_F(Assignment, chains_of_updates_keep_their_order) {
    Array a = arange(2000).astype(DType::float64);
    for (int i = 0; i < 5; ++i) {
        Array odd = a(slice(1, end, 2)), even = a(slice(0, end, 2));
        odd += even;
        even -= odd * 0.5;
    }
    const eager::Array expected = support::counted({2000}, DType::float64);
    const std::vector<Index> odds{slice(1, end, 2)}, evens{slice(0, end, 2)};
    const eager::Array odd = eager::at(expected, odds), even = eager::at(expected, evens);
    using In = std::vector<eager::Operand>;
    for (int i = 0; i < 5; ++i) {
        eager::assign(odd, eager::elementwise("add", In{odd, even}));
        const eager::Array half = eager::elementwise("multiply", In{odd, Scalar(0.5)});
        eager::assign(even, eager::elementwise("subtract", In{even, half}));
    }
    EXPECT_TRUE(same(a, expected));
}

}  // namespace
