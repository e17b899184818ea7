// SPDX-License-Identifier: MIT
// Rung 9: elements at positions that are values.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/compare.hpp"
#include "support/modes.hpp"
#include "support/values.hpp"

namespace {

using namespace tenon;
using support::same;
using I64 = std::vector<std::int64_t>;

class Gather : public ::testing::Test {
protected:
    void SetUp() override { support::apply_mode(); }
    static void expect(const eager::Array& table, const I64& positions, std::optional<int> axis) {
        const auto count = static_cast<std::int64_t>(positions.size());
        const eager::Array indices = eager::from_values(positions, {count});
        const Array from = support::to_tenon(table), where = support::to_tenon(indices);
        EXPECT_TRUE(same(axis ? take(from, where, *axis) : take(from, where),
                         eager::take(table, indices, axis)))
            << support::to_text(table.shape) << " of " << name(table.dtype);
    }
};

TEST_F(Gather, takes_elements_of_every_dtype) {
    for (const DType type : support::all_dtypes)
        expect(support::plain_values(type, 50, 3), {0, 49, 7, 7, -1, -50, 3}, 0);
}

TEST_F(Gather, takes_along_every_axis) {
    const eager::Array table = support::counted({4, 5, 6}, DType::int32);
    for (const int axis : {0, 1, 2, -1})
        expect(table, {3, 0, -1, 2, 2, 1}, axis);
    expect(table, {119, 0, -1, 64}, {});
}

TEST_F(Gather, takes_any_number_of_elements) {
    const eager::Array table = support::plain_values(DType::float64, 1000, 2);
    for (const std::int64_t n : {0, 1, 3, 8, 31, 1025, 5000}) {
        I64 positions;
        for (std::int64_t i = 0; i < n; ++i)
            positions.push_back(i * 7919 % 1000);
        expect(table, positions, 0);
    }
}

TEST_F(Gather, accepts_indices_of_every_integer_dtype_and_shape) {
    const eager::Array table = support::counted({10, 3}, DType::float32);
    for (const DType type : support::all_dtypes) {
        if (!is_integer(type))
            continue;
        const eager::Array indices = eager::astype(support::counted({2, 4}, DType::int64), type);
        EXPECT_TRUE(same(take(support::to_tenon(table), support::to_tenon(indices), 0),
                         eager::take(table, indices, 0)))
            << name(type);
    }
}

TEST_F(Gather, takes_from_views) {
    const eager::Array table = support::counted({20, 30}, DType::int64);
    const std::vector<Index> some{slice(end, end, -2), slice(3, end, 4)};
    const Array view = support::to_tenon(table).at(some);
    const eager::Array indices = eager::from_values(I64{6, 0, -1}, {3});
    for (const int axis : {0, 1})
        EXPECT_TRUE(same(take(view, support::to_tenon(indices), axis),
                         eager::take(eager::at(table, some), indices, axis)));
}

TEST_F(Gather, joins_what_computes_the_indices_and_what_uses_the_elements) {
    const Array table = arange(100).astype(DType::float64) * 0.5;
    const Array positions = (arange(40) * 7) % 100;
    const Array got = take(table, positions, 0) * 2.0 + 1.0;
    std::vector<double> expected;
    for (std::int64_t i = 0; i < 40; ++i)
        expected.push_back(static_cast<double>(i * 7 % 100) + 1);
    EXPECT_EQ(got.values<double>(), expected);
}

TEST_F(Gather, sees_the_table_as_it_was) {
    const Array table = arange(10);
    const Array got = take(table, array({3, 4}), 0);
    table(all) = 0;
    EXPECT_EQ(got.values<std::int64_t>(), (I64{3, 4}));
    const Array again = take(table, array({3, 4}), 0);
    EXPECT_EQ(again.values<std::int64_t>(), (I64{0, 0}));
}

}  // namespace
