// SPDX-License-Identifier: MIT
// Rung 6: operands of different shapes.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/compare.hpp"
#include "support/modes.hpp"
#include "support/values.hpp"

namespace {

using namespace tenon;
using support::same;
using In = std::vector<eager::Operand>;

class Broadcast : public ::testing::Test {
protected:
    void SetUp() override { support::apply_mode(); }
    static void expect_sum(const Shape& a, const Shape& b) {
        const eager::Array x = support::counted(a, DType::float64);
        const eager::Array y = support::counted(b, DType::float64);
        const Array first = support::to_tenon(x), second = support::to_tenon(y);
        EXPECT_TRUE(
            same(first - second * 3.0,
                 eager::elementwise("subtract",
                                    In{x, eager::elementwise("multiply", In{y, Scalar(3.0)})})))
            << support::to_text(a) << " with " << support::to_text(b);
    }
};

TEST_F(Broadcast, joins_every_pair_of_fitting_shapes) {
    const std::vector<Shape> shapes = {{},     {1},    {5},       {1, 1},      {7, 1},
                                       {1, 5}, {7, 5}, {3, 1, 1}, {3, 7, 1},   {3, 1, 5},
                                       {0, 5}, {7, 0}, {1, 0},    {2, 3, 7, 5}};
    for (const Shape& a : shapes)
        for (const Shape& b : shapes)
            if (eager::broadcast(a, b))
                expect_sum(a, b);
}

TEST_F(Broadcast, joins_large_rows_and_columns) {
    expect_sum({1000, 1}, {1, 1037});
    expect_sum({1037}, {33, 1037});
    expect_sum({33, 1}, {33, 1037});
    expect_sum({2, 1, 4099}, {3, 1});
}

TEST_F(Broadcast, works_with_strided_operands) {
    const eager::Array x = support::counted({40, 60}, DType::float32);
    const std::vector<Index> rows{slice(end, end, -2), slice(3, 53, 5)}, line{7, slice(0, 10)};
    const Array a = support::to_tenon(x);
    EXPECT_TRUE(same(a.at(rows) * a.at(line),
                     eager::elementwise("multiply", In{eager::at(x, rows), eager::at(x, line)})));
}

TEST_F(Broadcast, selects_among_three_shapes) {
    const eager::Array c = support::plain_values(DType::bool_, 6, 1);
    const eager::Array a = support::counted({4, 1}, DType::int32);
    const eager::Array b = support::plain_values(DType::float32, 6, 1);
    EXPECT_TRUE(same(where(support::to_tenon(c), support::to_tenon(a), support::to_tenon(b)),
                     eager::where(c, a, b)));
    EXPECT_TRUE(
        same(where(support::to_tenon(c), 1, support::to_tenon(a)), eager::where(c, Scalar(1), a)));
    EXPECT_TRUE(same(where(support::to_tenon(c), 1, 2.5), eager::where(c, Scalar(1), Scalar(2.5))));
}

TEST_F(Broadcast, takes_any_number_for_true_but_zero) {
    const eager::Array x = support::special_values(DType::float64);
    EXPECT_TRUE(same(where(support::to_tenon(x), 1, 0), eager::where(x, Scalar(1), Scalar(0))));
}

TEST_F(Broadcast, clips_between_arrays_and_numbers) {
    const eager::Array x = support::plain_values(DType::float64, 500, 2);
    const eager::Array low = eager::full({500}, -0.5, DType::float64);
    EXPECT_TRUE(same(clip(support::to_tenon(x), support::to_tenon(low), 1.5),
                     eager::elementwise("clip", In{x, low, Scalar(1.5)})));
    EXPECT_TRUE(same(clip(support::to_tenon(x), -1, 1),
                     eager::elementwise("clip", In{x, Scalar(-1), Scalar(1)})));
}

}  // namespace
