// SPDX-License-Identifier: MIT
// Functions made of several operations, against values that NumPy 2.4 printed.
#include <limits>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

namespace {

using tenon::array;
using tenon::Array;
using Numbers = std::vector<double>;
using Truths = std::vector<bool>;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(Numeric, divmod_is_quotient_and_remainder_of_the_same_division) {
    const auto [whole, rest] = tenon::divmod(array({7, -7, 7, -7, 5}), array({2, 2, -2, -2, 0}));
    EXPECT_EQ(whole.values<int>(), (std::vector<int>{3, -4, -4, 3, 0}));
    EXPECT_EQ(rest.values<int>(), (std::vector<int>{1, 1, -1, -1, 0}));
}

TEST(Numeric, temporary_operands_serve_both_results) {
    const Array a = array({1.0, 2.0});
    const auto [fraction, whole] = tenon::modf(a * 1.25);
    EXPECT_EQ(fraction.values<double>(), (Numbers{0.25, 0.5}));
    EXPECT_EQ(whole.values<double>(), (Numbers{1, 2}));
    const auto [quotient, rest] = tenon::divmod(a + 6.0, 2);
    EXPECT_EQ(quotient.values<double>(), (Numbers{3, 4}));
    EXPECT_EQ(rest.values<double>(), (Numbers{1, 0}));
}

TEST(Numeric, frexp_and_ldexp_undo_each_other) {
    const Array x = array({0.0, -3.0, 5e-324, 1e308, inf, -inf});
    const auto [mantissa, exponent] = tenon::frexp(x);
    EXPECT_EQ(mantissa.values<double>(), (Numbers{0, -0.75, 0.5, 0.5562684646268003, inf, -inf}));
    EXPECT_EQ(exponent.dtype(), tenon::DType::int32);
    EXPECT_EQ(exponent.values<int>(), (std::vector<int>{0, 2, -1073, 1024, 0, 0}));
    EXPECT_EQ(tenon::ldexp(mantissa, exponent).values<double>(), x.values<double>());
}

TEST(Numeric, isclose_measures_by_the_second_operand) {
    const Array a = array({1.0, 1e10, 1e-7, inf, inf, nan, 1.0});
    const Array b = array({1.00001, 1.00001e10, 1e-8, inf, -inf, nan, nan});
    EXPECT_EQ(tenon::isclose(a, b).values<bool>(),
              (Truths{true, true, false, true, false, false, false}));
    EXPECT_EQ(tenon::isclose(a, b, 0, 1e-6, true).values<bool>(),
              (Truths{false, false, true, true, false, true, false}));
    EXPECT_EQ(tenon::isclose(array({1, 2}), array({1, 3})).values<bool>(), (Truths{true, false}));
    EXPECT_EQ(tenon::isclose(array({1.0, 2.0}), 1).values<bool>(), (Truths{true, false}));
}

TEST(Numeric, isclose_of_unsigned_numbers_does_not_wrap) {
    const Array a = array<std::uint8_t>({1, 255}), b = array<std::uint8_t>({2, 254});
    EXPECT_EQ(tenon::isclose(a, b, 0, 1).values<bool>(), (Truths{true, true}));
    EXPECT_EQ(tenon::isclose(a, b).values<bool>(), (Truths{false, false}));
}

TEST(Numeric, isclose_takes_complex_numbers_by_their_distance) {
    using C = std::complex<double>;
    const Array a = array<C>({C(1, 1), C(1, 2)});
    EXPECT_EQ(tenon::isclose(a, C(1, 1)).values<bool>(), (Truths{true, false}));
}

}  // namespace
