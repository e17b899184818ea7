// SPDX-License-Identifier: MIT
// Rung 8: cumulative sums and products, leaf by leaf.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/compare.hpp"
#include "support/modes.hpp"
#include "support/values.hpp"

namespace {

using namespace tenon;
using support::same;

class Scans : public ::testing::Test {
protected:
    void SetUp() override { support::apply_mode(); }
    static void expect(const eager::Array& values, const Array& array, std::optional<int> axis) {
        EXPECT_TRUE(same(cumulative_sum(array, axis), eager::scan(eager::Scan::sum, values, axis)))
            << "sum of " << support::to_text(values.shape) << " " << name(values.dtype);
        EXPECT_TRUE(
            same(cumulative_prod(array, axis), eager::scan(eager::Scan::prod, values, axis)))
            << "product of " << support::to_text(values.shape) << " " << name(values.dtype);
    }
};

TEST_F(Scans, agree_for_every_dtype) {
    for (const DType type : support::all_dtypes) {
        const eager::Array values = support::plain_values(type, 2600, 1);
        expect(values, support::to_tenon(values), {});
        const eager::Array table = eager::reshape(values, {26, 100});
        expect(table, support::to_tenon(table), 0);
        expect(table, support::to_tenon(table), 1);
    }
}

TEST_F(Scans, agree_for_every_number_of_elements) {
    for (const std::int64_t n : {0, 1, 2, 31, 1023, 1024, 1025, 2048, 2049, 3500, 70000}) {
        const eager::Array values = support::plain_values(DType::float64, n, 1);
        expect(values, support::to_tenon(values), 0);
    }
}

TEST_F(Scans, run_along_any_axis) {
    const eager::Array values =
        eager::reshape(support::plain_values(DType::float32, 5 * 1100 * 3, 1), {5, 1100, 3});
    const Array array = support::to_tenon(values);
    for (const int axis : {0, 1, 2, -1, -2})
        expect(values, array, axis);
}

TEST_F(Scans, do_not_depend_on_the_layout) {
    const eager::Array values =
        eager::reshape(support::plain_values(DType::float64, 60 * 1300, 1), {60, 1300});
    const std::vector<Index> some{slice(end, end, -7), slice(3, end, 1)};
    const Array array = support::to_tenon(values);
    expect(eager::at(values, some), array.at(some), 1);
    expect(eager::transpose(values, {1, 0}), array.T(), 0);
}

TEST_F(Scans, follow_what_produces_and_precede_what_uses_them) {
    const eager::Array values = support::plain_values(DType::float64, 3000, 1);
    using In = std::vector<eager::Operand>;
    const eager::Array squares = eager::elementwise("square", In{values});
    const eager::Array sums = eager::scan(eager::Scan::sum, squares, 0);
    const Array got = cumulative_sum(square(support::to_tenon(values))) - 1.5;
    EXPECT_TRUE(same(got, eager::elementwise("subtract", In{sums, Scalar(1.5)})));
}

TEST_F(Scans, grow_small_integers) {
    EXPECT_EQ(cumulative_sum(full({300}, 1, DType::int8)).dtype(), DType::int64);
    EXPECT_EQ(cumulative_sum(full({300}, 1, DType::uint8)).dtype(), DType::uint64);
    EXPECT_EQ(cumulative_sum(full({300}, true)).values<std::int64_t>().back(), 300);
    EXPECT_EQ(cumulative_sum(full({3}, 1, DType::float32)).dtype(), DType::float32);
}

}  // namespace
