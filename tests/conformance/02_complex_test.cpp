// SPDX-License-Identifier: MIT
// Rung 2, functions of complex numbers: signed zeros, infinities and NaNs as C's annex G has them
// (glibc's functions, which NumPy calls, are the oracle), and the ends of the range.
#include <cmath>
#include <complex>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/modes.hpp"

namespace {

using C = std::complex<double>;
using Wide = std::complex<long double>;
using tenon::Array;
using tenon::Operand;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Function {
    const char* name;
    Array (*ours)(const Operand&);
    C (*libc)(const C&);
    Wide (*wide)(const Wide&);
};

const Function functions[] = {
#define FUNCTION(name)                                                                             \
    {#name, tenon::name, [](const C& z) { return std::name(z); },                                  \
     [](const Wide& z) { return std::name(z); }}
    FUNCTION(acos),  FUNCTION(acosh), FUNCTION(asin), FUNCTION(asinh), FUNCTION(atan),
    FUNCTION(atanh), FUNCTION(cos),   FUNCTION(cosh), FUNCTION(exp),   FUNCTION(log),
    FUNCTION(sin),   FUNCTION(sinh),  FUNCTION(sqrt), FUNCTION(tan),   FUNCTION(tanh),
#undef FUNCTION
};

enum class Kind { number, zero, infinite, none };
Kind kind_of(double x) {
    return std::isnan(x)   ? Kind::none
           : std::isinf(x) ? Kind::infinite
           : x == 0        ? Kind::zero
                           : Kind::number;
}

class ComplexFunctions : public ::testing::TestWithParam<Function> {
protected:
    void SetUp() override { support::apply_mode(); }
};

/// Where a part is not finite, C leaves signs open: of zeros and infinities beside a NaN, and of
/// those that come from a direction that an infinity does not have.
bool sign_matters(C z, C w) {
    const bool finite = std::isfinite(z.real()) && std::isfinite(z.imag());
    return finite || !(std::isnan(w.real()) || std::isnan(w.imag()) || std::isnan(z.real()) ||
                       std::isnan(z.imag()));
}

TEST_P(ComplexFunctions, have_the_special_values_of_annex_g) {
    std::vector<C> in;
    for (const double re : {0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 2.0, -3.0, inf, -inf, nan})
        for (const double im : {0.0, -0.0, 0.5, -0.5, 1.0, -2.0, 1.6, -1.7, 3.5, inf, -inf, nan})
            in.emplace_back(re, im);
    const std::vector<C> got = GetParam().ours(tenon::array(in)).values<C>();
    for (std::size_t i = 0; i < in.size(); ++i) {
        const C want = GetParam().libc(in[i]);
        const auto part = [&](double x, double y) {
            if (kind_of(x) == Kind::number && kind_of(y) == Kind::number)
                return std::fabs(x - y) <= 1e-15 * std::fmax(std::abs(want), std::fabs(y));
            return kind_of(x) == kind_of(y) && (std::isnan(x) || !sign_matters(in[i], want) ||
                                                std::signbit(x) == std::signbit(y));
        };
        EXPECT_TRUE(part(got[i].real(), want.real()) && part(got[i].imag(), want.imag()))
            << GetParam().name << in[i] << " is " << want << ", got " << got[i];
    }
}

/// Next to 0, to the branch points, to the unit circle, and at the ends of the range.
std::vector<C> delicate_values() {
    std::vector<C> list;
    const double tiny = 0x1p-1074, small = 0x1.8p-600, huge = 0x1.8p1000, most = 0x1.fp1023;
    for (const C at : {C(0, 0), C(1, 0), C(-1, 0), C(0, 1), C(0, -1)})
        for (const double size : {0x1p-52, 1e-12, 1e-7, 1e-3, 0.1})
            for (double turn = 0.1; turn < 6.3; turn += 0.37)
                list.push_back(at + std::polar(size, turn));
    for (double turn = 0.01; turn < 6.3; turn += 0.11)
        for (const double size : {0.5, 1.0, 1.0000001, 3.0, 30.0})
            list.push_back(std::polar(size, turn));
    for (const double x : {0.0, tiny, small, 1e-310, 0.3, 1.0, 20.5, 355.0, 705.0, 709.9, 711.0,
                           1e4, 1e155, huge, most})
        for (const double y :
             {tiny, small, 1e-310, 0.7, 1.5707963267948966, 3.0, 1e4, 1e155, huge, most}) {
            list.emplace_back(x, y);
            list.emplace_back(-x, y);
            list.emplace_back(x, -y);
        }
    return list;
}

TEST_P(ComplexFunctions, are_right_within_four_units_of_the_modulus) {
    const std::vector<C> in = delicate_values();
    const std::vector<C> got = GetParam().ours(tenon::array(in)).values<C>();
    for (std::size_t i = 0; i < in.size(); ++i) {
        const Wide exact = GetParam().wide(Wide(in[i]));
        const C want(static_cast<double>(exact.real()), static_cast<double>(exact.imag()));
        if (!std::isfinite(want.real()) || !std::isfinite(want.imag())) {
            EXPECT_FALSE(std::isfinite(got[i].real()) && std::isfinite(got[i].imag()))
                << GetParam().name << in[i] << " is " << want << ", got " << got[i];
            continue;
        }
        const double size = std::min(std::abs(want), 0x1p1023);
        const long double unit = std::nextafter(size, inf) - static_cast<long double>(size);
        const auto near = [&](double x, long double y) { return std::fabs(x - y) <= 4 * unit; };
        EXPECT_TRUE(near(got[i].real(), exact.real()) && near(got[i].imag(), exact.imag()))
            << GetParam().name << in[i] << " is " << want << ", got " << got[i];
    }
}

class ComplexPowers : public ::testing::Test {
protected:
    void SetUp() override { support::apply_mode(); }
};

TEST_F(ComplexPowers, of_whole_exponents_are_products) {
    const Array z = tenon::array<C>({C(1, 2), C(3, -1), C(0, 1)});
    const auto power = [&](const Operand& exponent) {
        return tenon::power(z, exponent).values<C>();
    };
    EXPECT_EQ(power(3), (std::vector<C>{C(-11, -2), C(18, -26), C(0, -1)}));
    EXPECT_EQ(power(C(-1, 0)), tenon::reciprocal(z).values<C>());
    EXPECT_EQ(power(tenon::array<C>({C(0, 0), C(1, 0), C(99, 0)})),
              (std::vector<C>{C(1, 0), C(3, -1), C(0, -1)}));
}

TEST_F(ComplexPowers, of_zero_are_zero_one_or_nothing) {
    const Array exponents = tenon::array<C>({C(2, 0), C(0.5, 3), C(0, 0), C(0, 1), C(-1, 0)});
    const std::vector<C> got =
        tenon::power(tenon::zeros({5}, tenon::DType::complex128), exponents).values<C>();
    EXPECT_EQ(got[0], C(0, 0));
    EXPECT_EQ(got[1], C(0, 0));
    EXPECT_EQ(got[2], C(1, 0));
    for (const int i : {3, 4})
        EXPECT_TRUE(std::isnan(got[i].real()) && std::isnan(got[i].imag()));
}

INSTANTIATE_TEST_SUITE_P(Each, ComplexFunctions, ::testing::ValuesIn(functions),
                         [](const auto& test) { return std::string(test.param.name); });

/// Numbers around the limit, one unit in the last place apart, and those whose squares say nothing.
template <class Real>
std::vector<std::complex<Real>> around(Real limit) {
    constexpr Real large = std::numeric_limits<Real>::max(),
                   least = std::numeric_limits<Real>::min();
    std::vector<std::complex<Real>> numbers{
        {0, 0},         {-limit, 0},      {0, limit},     {large, large},
        {large, 0},     {least, least},   {limit, least}, {0, -least / 8},
        {limit, limit}, {Real(inf), 0},   {Real(nan), 0}, {Real(inf), Real(nan)},
        {1, 0},         {limit / 2, 0.25}};
    for (int i = 0; i < 200; ++i) {
        const Real x = limit * static_cast<Real>(std::sin(i * 0.03)),
                   y = limit * static_cast<Real>(std::cos(i * 0.03));
        numbers.emplace_back(x, y);
        numbers.emplace_back(std::nextafter(x, Real(0)), y);
        numbers.emplace_back(x, std::nextafter(y, large));
        numbers.emplace_back(x * Real(0.6), y * Real(1.4));
    }
    return numbers;
}

template <class Real>
void expect_the_moduli_answers(Real limit) {
    const auto numbers = around(limit);
    const Array z = tenon::array<std::complex<Real>>(numbers);
    const Array size = tenon::abs(z).eval();
    const auto same = [&](const Array& fused, const Array& apart) {
        EXPECT_EQ(fused.values<bool>(), apart.values<bool>()) << limit;
    };
    same(tenon::abs(z) > limit, size > limit);
    same(tenon::abs(z) >= limit, size >= limit);
    same(tenon::abs(z) < limit, size < limit);
    same(tenon::abs(z) <= limit, size <= limit);
    same(limit < tenon::abs(z), limit < size);
    same(limit >= tenon::abs(z), limit >= size);
}

using ComplexModuli = ComplexPowers;

TEST_F(ComplexModuli, that_are_only_compared_compare_as_if_rounded) {
    for (const double limit :
         {2.0, 1.0, 0.3, 1e-3, 1e150, 1e-150, 1e160, 1e-170, 0.0, -1.0, inf, nan})
        expect_the_moduli_answers(limit);
    for (const float limit : {2.0F, 0.3F, 1e-18F, 1e18F, 0.0F, -2.0F})
        expect_the_moduli_answers(limit);
}

}  // namespace
