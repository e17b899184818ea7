// SPDX-License-Identifier: MIT
// Rung 10: a library's routine among the statements: matrix products.
#include <cmath>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/compare.hpp"
#include "support/modes.hpp"
#include "support/values.hpp"

namespace {

using namespace tenon;
using support::same;
using In = std::vector<eager::Operand>;

class Call : public ::testing::Test {
protected:
    void SetUp() override { support::apply_mode(); }

    /// Whole numbers, so small that every product and sum is exact in every type and order.
    static eager::Array small(const Shape& shape, DType type, std::int64_t offset) {
        const eager::Array count = support::counted(shape, DType::int64);
        const eager::Array rest = eager::elementwise("remainder", In{count, Scalar(offset)});
        return eager::astype(eager::elementwise("remainder", In{rest, Scalar(7)}), type);
    }
    static void expect(const eager::Array& a, const eager::Array& b) {
        EXPECT_TRUE(same(matmul(support::to_tenon(a), support::to_tenon(b)), eager::matmul(a, b)))
            << support::to_text(a.shape) << " x " << support::to_text(b.shape) << " of "
            << name(a.dtype) << ", " << name(b.dtype);
    }
};

TEST_F(Call, multiplies_matrices_of_every_dtype) {
    for (const DType type : support::all_dtypes)
        if (type != DType::bool_)
            expect(small({9, 13}, type, 31), small({13, 6}, type, 17));
}

TEST_F(Call, multiplies_matrices_of_every_size) {
    for (const std::int64_t n : {1, 2, 5, 16, 33, 65})
        expect(small({n, n + 1}, DType::float64, 31), small({n + 1, 7}, DType::float64, 19));
}

TEST_F(Call, promotes_its_operands) {
    expect(small({4, 5}, DType::float32, 31), small({5, 3}, DType::float64, 17));
    expect(small({4, 5}, DType::int32, 31), small({5, 3}, DType::float32, 17));
    expect(small({4, 5}, DType::float64, 31), small({5, 3}, DType::complex64, 17));
    expect(small({4, 5}, DType::int8, 31), small({5, 3}, DType::uint8, 17));
}

TEST_F(Call, multiplies_vectors_and_matrices) {
    const eager::Array matrix = small({4, 6}, DType::float64, 31);
    expect(matrix, small({6}, DType::float64, 17));
    expect(small({4}, DType::float64, 17), matrix);
    expect(small({6}, DType::float64, 17), small({6}, DType::float64, 31));
}

TEST_F(Call, takes_operands_of_any_layout) {
    const eager::Array a = small({30, 40}, DType::float64, 31);
    const std::vector<Index> some{slice(end, end, -2), slice(1, end, 3)};
    const Array array = support::to_tenon(a);
    const eager::Array view = eager::at(a, some), turned = eager::transpose(view, {1, 0});
    EXPECT_TRUE(same(matmul(array.at(some), array.at(some).T()), eager::matmul(view, turned)));
    EXPECT_TRUE(same(matmul(array.T(), array), eager::matmul(eager::transpose(a, {1, 0}), a)));
}

TEST_F(Call, is_right_within_rounding_errors) {
    for (const DType type : {DType::float32, DType::float64}) {
        const eager::Array a = eager::reshape(support::plain_values(type, 50 * 70, 1), {50, 70});
        const eager::Array b = eager::reshape(support::plain_values(type, 70 * 20, 1), {70, 20});
        const auto wide = [](const eager::Array& x) {
            return eager::astype(x, DType::float64).values<double>();
        };
        const std::vector<double> want = wide(eager::matmul(a, b));
        const std::vector<double> got =
            matmul(support::to_tenon(a), support::to_tenon(b)).values<double>();
        const std::vector<double> bound = wide(eager::matmul(
            eager::elementwise("absolute", In{a}), eager::elementwise("absolute", In{b})));
        const double unit = type == DType::float32 ? 0x1p-23 : 0x1p-52;
        for (std::size_t i = 0; i < want.size(); ++i)
            ASSERT_LE(std::fabs(got[i] - want[i]), 71 * unit * bound[i]);
    }
}

TEST_F(Call, stands_between_statements_that_are_recorded) {
    const Array a = arange(12).reshape({3, 4}).astype(DType::float64);
    const Array b = (a + 1.0).T();
    const Array c = matmul(a * 2.0, b) - 1.0;
    a(all) = 0.0;
    const eager::Array x = support::counted({3, 4}, DType::float64);
    const eager::Array left = eager::elementwise("multiply", In{x, Scalar(2.0)});
    const eager::Array right =
        eager::transpose(eager::elementwise("add", In{x, Scalar(1.0)}), {1, 0});
    const eager::Array product = eager::matmul(left, right);
    EXPECT_TRUE(same(c, eager::elementwise("subtract", In{product, Scalar(1.0)})));
}

TEST_F(Call, of_nothing_is_zero) {
    EXPECT_TRUE(same(matmul(zeros({3, 0}), zeros({0, 2})), eager::make({3, 2}, DType::float64)));
    EXPECT_EQ(matmul(zeros({0, 4}), zeros({4, 2})).shape(), (Shape{0, 2}));
}

}  // namespace
