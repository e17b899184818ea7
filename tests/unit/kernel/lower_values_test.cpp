// SPDX-License-Identifier: MIT
// What lowered operations compute, at the values where NumPy's answer must be known.
#include <complex>
#include <random>

#include <gtest/gtest.h>

#include "unit/kernel/evaluate.hpp"

namespace tenon::kernel {
namespace {

using ops::Op;
using namespace test;
using C = std::complex<double>;
using C32 = std::complex<float>;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double largest = std::numeric_limits<double>::max();

/// Equal numbers with equal signs of zero, or both NaN.
template <class T>
testing::AssertionResult same(T got, T want) {
    if ((got != got && want != want) || (got == want && std::signbit(got) == std::signbit(want)))
        return testing::AssertionSuccess();
    return testing::AssertionFailure() << got << " instead of " << want;
}

template <class T>
testing::AssertionResult same(const std::complex<T>& got, const std::complex<T>& want) {
    if (same(got.real(), want.real()) && same(got.imag(), want.imag()))
        return testing::AssertionSuccess();
    return testing::AssertionFailure() << got << " instead of " << want;
}

double real2(Op op, double a, double b) { return evaluate<double>(op, a, b); }

TEST(LowerValues, remainder_of_floats_has_the_sign_of_the_divisor) {
    EXPECT_TRUE(same(real2(Op::remainder, 7, -3), -2.0));
    EXPECT_TRUE(same(real2(Op::remainder, -7, 3), 2.0));
    EXPECT_TRUE(same(real2(Op::remainder, 6, -3), -0.0));
    EXPECT_TRUE(same(real2(Op::remainder, -6, 3), 0.0));
    EXPECT_TRUE(same(real2(Op::remainder, -1, inf), inf));
    EXPECT_TRUE(same(real2(Op::remainder, 1, 0), nan));
    EXPECT_TRUE(same(real2(Op::remainder, inf, 1), nan));
}

TEST(LowerValues, floor_divide_of_floats_is_snapped_to_a_whole_number) {
    EXPECT_TRUE(same(real2(Op::floor_divide, 7, -2), -4.0));
    EXPECT_TRUE(same(real2(Op::floor_divide, 1, 0.1), 9.0));  // 0.1 is a little more than 1/10
    EXPECT_TRUE(same(real2(Op::floor_divide, -1, inf), -1.0));
    EXPECT_TRUE(same(real2(Op::floor_divide, -0.0, 3), -0.0));
    EXPECT_TRUE(same(real2(Op::floor_divide, 1, 0), inf));
    EXPECT_TRUE(same(real2(Op::floor_divide, -1, 0), -inf));
    EXPECT_TRUE(same(real2(Op::floor_divide, 0, 0), nan));
    EXPECT_TRUE(same(real2(Op::floor_divide, inf, 1), nan));
}

/// Python's definition, in a type wide enough for every quotient.
struct FloorDivision {
    int quotient, remainder;
};
FloorDivision floor_division(int a, int b) {
    if (b == 0)
        return {0, 0};
    int quotient = a / b, remainder = a % b;
    if (remainder != 0 && (remainder < 0) != (b < 0)) {
        --quotient;
        remainder += b;
    }
    return {quotient, remainder};
}

TEST(LowerValues, whole_division_of_every_pair_of_bytes_is_pythons) {
    const Kernel divide = lower(element_wise(Op::floor_divide, DType::int8));
    const Kernel rest = lower(element_wise(Op::remainder, DType::int8));
    const Kernel c_rest = lower(element_wise(Op::fmod, DType::int8));
    const auto run = [](const Kernel& kernel, int a, int b) {
        const std::vector<Element> operands = {to_element(static_cast<std::int8_t>(a)),
                                               to_element(static_cast<std::int8_t>(b))};
        return from_bits<std::int8_t>(Evaluation(kernel, operands).element(2).re);
    };
    for (int a = -128; a < 128; ++a)
        for (int b = -128; b < 128; ++b) {
            const FloorDivision want = floor_division(a, b);
            ASSERT_EQ(run(divide, a, b), static_cast<std::int8_t>(want.quotient)) << a << ' ' << b;
            ASSERT_EQ(run(rest, a, b), want.remainder) << a << ' ' << b;
            ASSERT_EQ(run(c_rest, a, b), b == 0 ? 0 : a % b) << a << ' ' << b;
        }
}

TEST(LowerValues, whole_division_of_unsigned_integers_by_zero_is_zero) {
    EXPECT_EQ(evaluate<std::uint32_t>(Op::floor_divide, 7u, 0u), 0u);
    EXPECT_EQ(evaluate<std::uint32_t>(Op::remainder, 7u, 0u), 0u);
    EXPECT_EQ(evaluate<std::uint32_t>(Op::remainder, 0xffffffffu, 10u), 5u);
}

TEST(LowerValues, integer_powers_wrap_and_end_for_negative_exponents) {
    EXPECT_EQ(evaluate<std::int64_t>(Op::power, std::int64_t{3}, 5), 243);
    EXPECT_EQ(evaluate<std::int64_t>(Op::power, std::int64_t{0}, 0), 1);
    EXPECT_EQ(evaluate<std::int8_t>(Op::power, std::int8_t{2}, 7), -128);
    EXPECT_EQ(evaluate<std::int8_t>(Op::power, std::int8_t{-3}, 3), -27);
    EXPECT_EQ(evaluate<std::uint64_t>(Op::power, std::uint64_t{10}, 19), 10000000000000000000u);
    EXPECT_EQ(evaluate<std::uint8_t>(Op::power, std::uint8_t{1}, 255), 1u);
    EXPECT_EQ(evaluate<std::int32_t>(Op::power, 5, -1), 1);
}

TEST(LowerValues, clip_passes_nan_of_any_operand_on) {
    EXPECT_EQ(evaluate<double>(Op::clip, 5.0, 1.0, 3.0), 3.0);
    EXPECT_EQ(evaluate<double>(Op::clip, 5.0, 7.0, 3.0), 3.0);  // the upper bound wins
    EXPECT_TRUE(same(evaluate<double>(Op::clip, nan, 1.0, 3.0), nan));
    EXPECT_TRUE(same(evaluate<double>(Op::clip, 2.0, nan, 3.0), nan));
    EXPECT_TRUE(same(evaluate<double>(Op::clip, 2.0, 1.0, nan), nan));
    EXPECT_EQ(evaluate<std::int16_t>(Op::clip, std::int16_t{-5}, -3, 4), -3);
}

TEST(LowerValues, predicates_know_every_kind_of_number) {
    for (const float x :
         {0.0f, -0.0f, 1e-45f, -3.5f, 3e38f, float(inf), -float(inf), float(nan), -float(nan)}) {
        EXPECT_EQ(evaluate<bool>(Op::isnan, x), std::isnan(x));
        EXPECT_EQ(evaluate<bool>(Op::isinf, x), std::isinf(x));
        EXPECT_EQ(evaluate<bool>(Op::isfinite, x), std::isfinite(x));
        EXPECT_EQ(evaluate<bool>(Op::signbit, x), std::signbit(x));
        EXPECT_EQ(evaluate<bool>(Op::logical_not, x), x == 0);
    }
    EXPECT_TRUE(evaluate<bool>(Op::isfinite, std::int32_t{0}));
    EXPECT_TRUE(evaluate<bool>(Op::signbit, std::int32_t{-1}));
    EXPECT_FALSE(evaluate<bool>(Op::signbit, std::uint32_t{0xffffffff}));
}

TEST(LowerValues, sign_of_zeros_is_zero_and_of_nan_nan) {
    EXPECT_TRUE(same(evaluate<double>(Op::sign, -0.0), 0.0));
    EXPECT_TRUE(same(evaluate<double>(Op::sign, -1e-320), -1.0));
    EXPECT_TRUE(same(evaluate<double>(Op::sign, nan), nan));
    EXPECT_EQ(evaluate<std::int8_t>(Op::sign, std::int8_t{-128}), -1);
    EXPECT_EQ(evaluate<std::uint8_t>(Op::sign, std::uint8_t{200}), 1);
}

TEST(LowerValues, booleans_are_ordered_and_added_as_numpy_does) {
    for (const bool a : {false, true})
        for (const bool b : {false, true}) {
            EXPECT_EQ(evaluate<bool>(Op::add, a, b), a || b);
            EXPECT_EQ(evaluate<bool>(Op::multiply, a, b), a && b);
            EXPECT_EQ(evaluate<bool>(Op::less, a, b), a < b);
            EXPECT_EQ(evaluate<bool>(Op::less_equal, a, b), a <= b);
            EXPECT_EQ(evaluate<bool>(Op::greater, a, b), a > b);
            EXPECT_EQ(evaluate<bool>(Op::greater_equal, a, b), a >= b);
            EXPECT_EQ(evaluate<bool>(Op::maximum, a, b), a || b);
            EXPECT_EQ(evaluate<bool>(Op::logical_xor, a, b), a != b);
            for (const bool c : {false, true})
                EXPECT_EQ(evaluate<bool>(Op::clip, a, b, c), std::min(std::max(a, b), c));
        }
}

TEST(LowerValues, logaddexp_neither_overflows_nor_loses_infinities) {
    EXPECT_DOUBLE_EQ(real2(Op::logaddexp, 1000, 1000), 1000 + std::log(2.0));
    EXPECT_DOUBLE_EQ(real2(Op::logaddexp, -1000, 3), 3);
    EXPECT_DOUBLE_EQ(real2(Op::logaddexp, 1, 2), std::log(std::exp(1.0) + std::exp(2.0)));
    EXPECT_TRUE(same(real2(Op::logaddexp, inf, inf), inf));
    EXPECT_TRUE(same(real2(Op::logaddexp, -inf, -inf), -inf));
    EXPECT_TRUE(same(real2(Op::logaddexp, -inf, inf), inf));
    EXPECT_TRUE(same(real2(Op::logaddexp, nan, 1), nan));
}

TEST(LowerValues, complex_multiply_is_not_contracted) {
    // A fused multiply-add would keep the low bits of 0.1 * 0.1 in the real part.
    EXPECT_TRUE(same(evaluate<C>(Op::multiply, C(0.1, 0.1), C(0.1, 0.1)), C(0, 0.1 * 0.1 * 2)));
    EXPECT_TRUE(same(evaluate<C>(Op::square, C(0.1, 0.1)), C(0, 0.1 * 0.1 * 2)));
    EXPECT_EQ(evaluate<double>(Op::norm, C(3, 4)), 25);
}

TEST(LowerValues, complex_divide_survives_large_and_zero_divisors) {
    EXPECT_TRUE(same(evaluate<C>(Op::divide, C(1, 2), C(3, -4)), C(-0.2, 0.4)));
    EXPECT_TRUE(same(evaluate<C>(Op::divide, C(1e300, 1e300), C(1e300, 1e300)), C(1, 0)));
    EXPECT_TRUE(same(evaluate<C>(Op::divide, C(1e300, 1e-300), C(1e300, 1e-300)), C(1, 0)));
    EXPECT_TRUE(same(evaluate<C>(Op::divide, C(1e-300, 1e300), C(1e-300, 1e300)), C(1, -0.0)));
    EXPECT_TRUE(same(evaluate<C>(Op::divide, C(1, -2), C(0, 0)), C(inf, -inf)));
    EXPECT_TRUE(same(evaluate<C>(Op::divide, C(0, 1), C(-0.0, 0)), C(nan, inf)));
    EXPECT_TRUE(same(evaluate<C>(Op::reciprocal, C(0, 2)), C(0, -0.5)));
}

TEST(LowerValues, complex_roots_keep_signs_of_zero_and_infinities) {
    const auto root = [](C z) { return evaluate<C>(Op::sqrt, z); };
    EXPECT_TRUE(same(root(C(-4, 0)), C(0, 2)));
    EXPECT_TRUE(same(root(C(-4, -0.0)), C(0, -2)));
    EXPECT_TRUE(same(root(C(-0.0, -0.0)), C(0, -0.0)));
    EXPECT_TRUE(same(root(C(3, -4)), C(2, -1)));
    EXPECT_TRUE(same(root(C(inf, -1)), C(inf, -0.0)));
    EXPECT_TRUE(same(root(C(-inf, 1)), C(0, inf)));
    EXPECT_TRUE(same(root(C(-inf, nan)), C(nan, inf)));
    EXPECT_TRUE(same(root(C(nan, -inf)), C(inf, -inf)));
    EXPECT_TRUE(same(root(C(1, nan)), C(nan, nan)));
    EXPECT_TRUE(
        same(evaluate<C32>(Op::sqrt, C32(float(inf), float(nan))), C32(float(inf), float(nan))));
}

TEST(LowerValues, complex_roots_are_close_over_the_whole_range) {
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> exponent(-1070, 1023.9), part(-1, 1);
    for (int i = 0; i < 2000; ++i) {
        const double scale = std::exp2(exponent(random));
        const C z(part(random) * scale, part(random) * scale);
        const std::complex<long double> want = std::sqrt(std::complex<long double>(z));
        const C got = evaluate<C>(Op::sqrt, z);
        const auto error = std::abs(std::complex<long double>(got) - want) / std::abs(want);
        EXPECT_LT(error, 4 * 0x1p-53L) << z;
    }
}

TEST(LowerValues, complex_sign_has_modulus_one) {
    EXPECT_TRUE(same(evaluate<C>(Op::sign, C(3, -4)), C(0.6, -0.8)));
    EXPECT_TRUE(same(evaluate<C>(Op::sign, C(0, -0.0)), C(0, 0)));
    EXPECT_TRUE(same(evaluate<C>(Op::sign, C(-inf, 3)), C(-1, 0)));
    EXPECT_TRUE(same(evaluate<C>(Op::sign, C(3, -inf)), C(0, -1)));
    EXPECT_TRUE(same(evaluate<C>(Op::sign, C(inf, inf)), C(nan, nan)));
    EXPECT_TRUE(same(evaluate<C>(Op::sign, C(nan, 1)), C(nan, nan)));
}

TEST(LowerValues, complex_predicates_look_at_both_parts) {
    EXPECT_TRUE(evaluate<bool>(Op::isnan, C(1, nan)));
    EXPECT_FALSE(evaluate<bool>(Op::isfinite, C(1, inf)));
    EXPECT_TRUE(evaluate<bool>(Op::isinf, C(nan, -inf)));
    EXPECT_FALSE(evaluate<bool>(Op::equal, C(1, 2), C(1, 3)));
    EXPECT_TRUE(evaluate<bool>(Op::not_equal, C(1, 2), C(1, 3)));
    EXPECT_TRUE(evaluate<bool>(Op::logical_and, C(0, 1), C(2, 0)));
    EXPECT_TRUE(evaluate<bool>(Op::logical_not, C(0, -0.0)));
}

Element cast_to(DType to, C z) {
    Kernel kernel;
    add_param(kernel, DType::complex128);
    add_param(kernel, to, true);
    Builder builder(kernel);
    builder.store(1, builder.cast(builder.load(0), to));
    const Kernel core = lower(kernel);
    return Evaluation(core, {to_element(z)}).element(1);
}

TEST(LowerValues, casts_from_complex_drop_the_imaginary_part_except_to_bool) {
    EXPECT_EQ(cast_to(DType::float32, C(1.5, 2)), to_element(1.5f));
    EXPECT_EQ(cast_to(DType::int8, C(-3, 2)), to_element(std::int8_t{-3}));
    EXPECT_EQ(cast_to(DType::bool_, C(0, 2)), to_element(true));
    EXPECT_EQ(cast_to(DType::bool_, C(0, 0)), to_element(false));
    EXPECT_EQ(cast_to(DType::complex64, C(1, 2)), to_element(C32(1, 2)));
}

template <class T>
struct Relative {
    double operator()(T got, long double want) const {
        return static_cast<double>(std::abs((static_cast<long double>(got) - want) / want)) /
               std::numeric_limits<T>::epsilon();
    }
};

TEST(LowerValues, inverse_hyperbolic_functions_are_finite_for_large_arguments) {
    for (const double x : {1e150, 1e154, 1.4e154, 1e200, 1e240, 1e241, 1e300, largest}) {
        EXPECT_LT(Relative<double>()(evaluate<double>(Op::acosh, x), std::acosh((long double)x)),
                  1);
        EXPECT_LT(Relative<double>()(evaluate<double>(Op::asinh, -x), std::asinh((long double)-x)),
                  1);
    }
    for (const float x : {1e18f, 2e19f, 1e25f, 1.3e30f, 3.4e38f}) {
        EXPECT_LT(Relative<float>()(evaluate<float>(Op::acosh, x), std::acosh((long double)x)), 1);
        EXPECT_LT(Relative<float>()(evaluate<float>(Op::asinh, -x), std::asinh((long double)-x)),
                  1);
    }
    EXPECT_TRUE(same(evaluate<double>(Op::asinh, -inf), -inf));
    EXPECT_TRUE(same(evaluate<double>(Op::asinh, -0.0), -0.0));
    EXPECT_TRUE(same(evaluate<double>(Op::acosh, inf), inf));
    EXPECT_TRUE(same(evaluate<double>(Op::acosh, 0.5), nan));
}

TEST(LowerValues, hyperbolic_functions_overflow_only_where_they_must) {
    for (const double x : {707.9, 708.1, 709.9, 710.4758}) {
        EXPECT_LT(Relative<double>()(evaluate<double>(Op::cosh, x), std::cosh((long double)x)), 2);
        EXPECT_LT(Relative<double>()(evaluate<double>(Op::sinh, -x), std::sinh((long double)-x)),
                  2);
    }
    for (const float x : {87.9f, 88.1f, 88.8f, 89.41f}) {
        EXPECT_LT(Relative<float>()(evaluate<float>(Op::cosh, -x), std::cosh((long double)-x)), 2);
        EXPECT_LT(Relative<float>()(evaluate<float>(Op::sinh, x), std::sinh((long double)x)), 2);
    }
    EXPECT_TRUE(same(evaluate<double>(Op::sinh, -0.0), -0.0));
    EXPECT_TRUE(same(evaluate<double>(Op::sinh, -711.0), -inf));
    EXPECT_TRUE(same(evaluate<double>(Op::cosh, -inf), inf));
}

TEST(LowerValues, logarithms_have_one_nan_and_log1p_no_early_infinity) {
    for (const Op op : {Op::log, Op::log2, Op::log10}) {
        EXPECT_EQ(to_bits(evaluate<double>(op, -1.0)), to_bits(nan));
        EXPECT_EQ(to_bits(evaluate<float>(op, -float(nan))), to_bits(float(nan)));
        EXPECT_TRUE(same(evaluate<double>(op, -0.0), -inf));
    }
    EXPECT_LT(
        Relative<double>()(evaluate<double>(Op::log1p, largest), std::log1p((long double)largest)),
        1);
    EXPECT_LT(Relative<float>()(evaluate<float>(Op::log1p, 3e38f), std::log1p(3e38L)), 1);
    EXPECT_TRUE(same(evaluate<double>(Op::log1p, -0.0), -0.0));
    EXPECT_TRUE(same(evaluate<double>(Op::log1p, -2.0), nan));
}

}  // namespace
}  // namespace tenon::kernel
