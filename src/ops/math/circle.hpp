// SPDX-License-Identifier: MIT
#pragma once

#include "ops/math/function.hpp"

namespace tenon::math {

/// Sine of x + quarters * pi/2. x = k pi/2 + r with pi in three parts (Cody and Waite), |r| up to
/// pi/4, then the sine or the cosine of r with the sign that k says.
///
/// Below 1e6, k has 20 bits. x - k * first is exact, since both are multiples of 2^-53 and the
/// difference is below 1. What the second part takes off is kept beside it, for r rounded to 53
/// bits would cost up to 0.9 units in the last place.
template <class Real>
Result<Real> sine_of_quarters(Real x, int quarters) {
    const auto c = [x](double value) { return x.constant(value); };
    const Real shift = c(0x1.8p52);  // makes the last bit of a sum worth 1
    const Real sum = fma(x, c(0x1.45f306dc9c883p-1), shift);
    const Real k = sum - shift;
    const double second = 0x1.1a62633145c06p-54;
    const double third = 0x1.c1cd129024e08p-107;
    const Real high = fma(k, c(-0x1.921fb54442d18p+0), x);
    const Real low = k * c(-second);
    const Real r = fma(k, c(-third), fma(k, c(-second), high));
    const Real square = fma(high, high, high * (k * c(-2 * second)));  // of high + low

    const Real sine_tail =
        polynomial(square, 0x1.5d92f757b5059p-33, -0x1.ae5e661ce70e7p-26, 0x1.71de357795d3dp-19,
                   -0x1.a01a019c1179cp-13, 0x1.111111110f879p-7, -0x1.5555555555549p-3);
    // Next to a multiple of pi/2, high and low cancel, and r alone has all bits.
    const Real sine = select(c(0x1p-60) < square, high + fma(r * square, sine_tail, low), r);

    const Real cosine =
        polynomial(square, -0x1.8fae8f05a4313p-37, 0x1.1ee9ebd038d6fp-29, -0x1.27e4f809cd76dp-22,
                   0x1.a01a019cb18f4p-16, -0x1.6c16c16c1517cp-10, 0x1.555555555554cp-5, -0.5, 1.0);

    auto quadrant = bits(sum);
    if (quarters != 0)
        quadrant = quadrant + quadrant.constant(static_cast<std::uint64_t>(quarters));
    const auto sign = shift_left(quadrant, 62) & quadrant.constant(std::uint64_t{1} << 63);
    const Real value = select(odd(quadrant), cosine, sine);
    return {real(bits(value) ^ sign), !(absolute(x) < c(1e6))};
}

template <class Real>
Result<Real> sin(Real x) {
    return sine_of_quarters(x, 0);
}

template <class Real>
Result<Real> cos(Real x) {
    return sine_of_quarters(x, 1);
}

}  // namespace tenon::math
