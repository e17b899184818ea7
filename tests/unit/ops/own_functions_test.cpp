// SPDX-License-Identifier: MIT
// Accuracy of the functions in ops/math, judged by long double where its 64 bits suffice. The
// functions run in plain C++ here (support/scalar_real.hpp); vector_math_test.cpp and the
// interpreter's tests compare vectors with each other and with this form.
#include <cmath>
#include <functional>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "ops/math/functions.hpp"
#include "support/scalar_real.hpp"

namespace tenon::ops {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr long double half_pi = 1.57079632679489661923132169163975144L;

struct Value {
    double value;
    bool rare;
};

Value ours(Op op, double x) {
    Value result{};
    math::with_function(op, [&]<Op known>() {
        const auto [value, rare] = math::apply<known>(support::ScalarReal{x});
        result = {value.v, rare.value_or(false)};
    });
    return result;
}

long double wanted(Op op, double x) {
    switch (op) {
    case Op::cos: return cosl(x);
    case Op::exp: return expl(x);
    case Op::log: return logl(x);
    default: return sinl(x);
    }
}

/// In units of the last place of the wanted result, subnormal ones included.
double error_in_ulp(double got, long double want) {
    if (got == static_cast<double>(want) || (std::isnan(got) && std::isnan(want)))
        return 0;
    int exponent = 0;
    std::frexp(want, &exponent);
    exponent = std::max(exponent, std::numeric_limits<double>::min_exponent);
    return static_cast<double>(std::fabs(static_cast<long double>(got) - want) /
                               std::ldexp(1.0L, exponent - 53));
}

using Arguments = std::function<double(std::mt19937_64&)>;

Arguments between(double low, double high) {
    return [=](std::mt19937_64& random) {
        return std::uniform_real_distribution<double>(low, high)(random);
    };
}

/// Every magnitude in the range as often, of both signs.
Arguments magnitudes(double low, double high) {
    return [=](std::mt19937_64& random) {
        const double x = std::exp(between(std::log(low), std::log(high))(random));
        return random() % 2 == 0 ? x : -x;
    };
}

/// No argument is rare, and no error passes `most`.
void expect_accurate(Op op, double most, const Arguments& arguments) {
    std::mt19937_64 random(21);
    double worst = 0;
    double at = 0;
    for (int i = 0; i < 60000; ++i) {
        const double x = arguments(random);
        const auto [value, rare] = ours(op, x);
        ASSERT_FALSE(rare) << name(op) << " of " << x;
        const double error = error_in_ulp(value, wanted(op, x));
        if (!(error <= worst)) {
            worst = error;
            at = x;
        }
    }
    EXPECT_LE(worst, most) << name(op) << " of " << std::hexfloat << at;
}

TEST(OwnFunctions, exp_is_within_one_ulp) {
    expect_accurate(Op::exp, 0.97, between(-1, 1));
    expect_accurate(Op::exp, 0.97, between(-708, 709.7));
    expect_accurate(Op::exp, 0.97, magnitudes(1e-300, 700));
    expect_accurate(Op::exp, 0.97, between(-746, -708));  // subnormal results
}

TEST(OwnFunctions, log_is_within_one_ulp) {
    expect_accurate(Op::log, 0.85, between(0.5, 2));
    expect_accurate(Op::log, 0.85, between(0.93, 1.07));
    const Arguments one = magnitudes(0x1p-52, 0.1);
    expect_accurate(Op::log, 0.85, [&](std::mt19937_64& random) { return 1 + one(random); });
    const Arguments all = magnitudes(0x1p-1022, 0x1p1023);
    expect_accurate(Op::log, 0.85, [&](std::mt19937_64& random) { return std::fabs(all(random)); });
}

TEST(OwnFunctions, sin_and_cos_are_within_one_ulp) {
    for (const Op op : {Op::sin, Op::cos}) {
        expect_accurate(op, 0.92, between(-1, 1));
        expect_accurate(op, 0.92, between(-30, 30));
        expect_accurate(op, 0.92, between(-1e6, 1e6));
        expect_accurate(op, 0.92, magnitudes(5e-324, 1e6));
        // Next to multiples of pi/2 nearly all bits of the argument cancel.
        expect_accurate(op, 1.0, [](std::mt19937_64& random) {
            const auto k = static_cast<long double>(random() % 600000);
            const double x = static_cast<double>(k * half_pi);
            const double away = std::ldexp(static_cast<double>(random() % 64), -58);
            return random() % 2 == 0 ? x * (1 + away) : -x;
        });
    }
}

TEST(OwnFunctions, give_exact_results_where_there_are_any) {
    EXPECT_EQ(ours(Op::exp, 0).value, 1);
    EXPECT_EQ(ours(Op::exp, -0.0).value, 1);
    EXPECT_EQ(ours(Op::exp, infinity).value, infinity);
    EXPECT_EQ(ours(Op::exp, -infinity).value, 0);
    EXPECT_EQ(ours(Op::exp, 1e300).value, infinity);
    EXPECT_EQ(ours(Op::exp, -1e300).value, 0);
    EXPECT_TRUE(std::isnan(ours(Op::exp, std::nan("")).value));
    EXPECT_EQ(ours(Op::log, 1).value, 0);
    EXPECT_FALSE(std::signbit(ours(Op::log, 1).value));
    EXPECT_EQ(ours(Op::cos, 0).value, 1);
    EXPECT_EQ(ours(Op::sin, 0).value, 0);
    EXPECT_FALSE(std::signbit(ours(Op::sin, 0).value));
    EXPECT_TRUE(std::signbit(ours(Op::sin, -0.0).value));
    EXPECT_EQ(ours(Op::sin, 5e-324).value, 5e-324);
}

TEST(OwnFunctions, exp_is_finite_as_far_as_its_result_is) {
    EXPECT_EQ(error_in_ulp(ours(Op::exp, 0x1.62e42fefa39efp+9).value, expl(0x1.62e42fefa39efp+9)),
              0);
    EXPECT_EQ(ours(Op::exp, 0x1.62e42fefa39f0p+9).value, infinity);
    EXPECT_EQ(ours(Op::exp, -745.13).value, 5e-324);
    EXPECT_EQ(ours(Op::exp, -745.14).value, 0);
}

TEST(OwnFunctions, leave_to_others_what_they_do_not_serve) {
    for (const double x : {0.0, -0.0, -1.0, 5e-324, infinity, -infinity, std::nan("")})
        EXPECT_TRUE(ours(Op::log, x).rare) << x;
    for (const double x : {1e6, -1e6, 1e300, infinity, -infinity, std::nan("")})
        for (const Op op : {Op::sin, Op::cos})
            EXPECT_TRUE(ours(op, x).rare) << x;
    EXPECT_FALSE(ours(Op::log, 0x1p-1022).rare);
    EXPECT_FALSE(ours(Op::log, std::numeric_limits<double>::max()).rare);
    EXPECT_FALSE(ours(Op::sin, std::nextafter(1e6, 0)).rare);
}

}  // namespace
}  // namespace tenon::ops
