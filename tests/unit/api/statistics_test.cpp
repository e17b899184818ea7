// SPDX-License-Identifier: MIT
// Reductions made of reductions, on values known from NumPy.
#include <cmath>

#include <tenon/tenon.hpp>

#include "support/errors.hpp"

namespace tenon {
namespace {

using Reals = std::vector<double>;
using support::expect_error;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Reals reals(const Array& a) { return a.values<double>(); }

void expect_same(const Array& got, const Reals& expected) {
    const Reals values = reals(got);
    ASSERT_EQ(values.size(), expected.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        EXPECT_TRUE(values[i] == expected[i] || (std::isnan(values[i]) && std::isnan(expected[i])))
            << i << ": " << values[i] << ", not " << expected[i];
}

Array table() { return array({1.0, nan, 3.0, nan, nan, nan, -2.0, 4.0, nan}).reshape({3, 3}); }

TEST(NanFunctions, leave_out_what_is_not_a_number) {
    const Array a = table();
    expect_same(nansum(a, 1), {4, 0, 2});
    expect_same(nanprod(a, 1), {3, 1, -8});
    expect_same(nanmin(a, 1), {1, nan, -2});
    expect_same(nanmax(a, 1), {3, nan, 4});
    expect_same(nanmean(a, 1), {2, nan, 1});
    expect_same(nanvar(a, 1), {1, nan, 9});
    expect_same(nanstd(a, 1, 1, true), {std::sqrt(2.0), nan, std::sqrt(18.0)});
    expect_same(nanvar(array({5.0, nan}), {}, 1), {nan});
    expect_same(nanmin(a), {-2});
    expect_same(nancumsum(a(0)), {1, 1, 4});
    expect_same(nancumprod(a(2), 0), {-2, -8, -8});
    EXPECT_EQ(nanargmax(a).item<std::int64_t>(), 7);
    EXPECT_EQ(nanargmin(a(slice(end, end, 2)), 1).values<std::int64_t>(),
              (std::vector<std::int64_t>{0, 0}));
    EXPECT_EQ(nanmean(a.astype(DType::float32), 1).dtype(), DType::float32);
    EXPECT_EQ(nanvar(a, 1, 0, true).shape(), (Shape{3, 1}));
}

TEST(NanFunctions, of_other_dtypes_are_the_plain_ones) {
    const Array a = arange(6).reshape({2, 3});
    EXPECT_EQ(nansum(a).item<std::int64_t>(), 15);
    EXPECT_EQ(nanmax(a, 0).dtype(), DType::int64);
    expect_same(nanmean(a, 0), {1.5, 2.5, 3.5});
    EXPECT_EQ(nanargmax(a).item<std::int64_t>(), 5);
}

TEST(NanFunctions, refuse_to_choose_among_no_number) {
    expect_error<ValueError>([&] { nanargmin(table(), 1); }, {"nanargmin", "all-NaN"});
    expect_error<ValueError>([&] { nanargmax(array({nan})); }, {"nanargmax", "all-NaN"});
    expect_error<ValueError>([&] { nanmin(zeros({0})); }, {"min", "no element"});
}

TEST(Statistics, weigh_elements) {
    const Array a = arange(6).reshape({2, 3});
    expect_same(average(a, 1), {1, 4});
    expect_same(average(a, 1, array({1, 0, 3})), {1.5, 4.5});
    expect_same(average(a, {}, a), {55.0 / 15});
    expect_same(average(a, 0, array({1.0, 3.0}), true), {2.25, 3.25, 4.25});
    expect_same(ptp(a, 0), {3, 3, 3});
    expect_error<ValueError>([&] { average(a, 1, array({1, -1, 0})); }, {"average", "zero"});
    expect_error<ShapeError>([&] { average(a, 1, array({1, 2})); }, {"average", "2 weights", "3"});
    expect_error<ShapeError>([&] { average(a, {}, array({1, 2})); }, {"average", "(2,)", "(2, 3)"});
}

}  // namespace
}  // namespace tenon
