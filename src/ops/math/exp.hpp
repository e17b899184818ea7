// SPDX-License-Identifier: MIT
#pragma once

#include "ops/math/function.hpp"

namespace tenon::math {

/// e^x = 2^k e^r, k the integer next to x / ln 2 (W. J. Cody and W. Waite, "Software Manual for the
/// Elementary Functions", 1980). No argument is rare: beyond the range of results 2^k makes an
/// infinity, a subnormal number or zero by itself.
template <class Real>
Result<Real> exp(Real x) {
    const auto c = [x](double value) { return x.constant(value); };
    // A NaN is not less than anything, so it stays.
    x = select(x < c(-746), c(-746), x);
    x = select(c(710) < x, c(710), x);

    const Real shift = c(0x1.8p52);  // makes the last bit of a sum worth 1
    const Real k = fma(x, c(0x1.71547652b82fep0), shift) - shift;
    // The first difference is exact: both terms are multiples of 2^-54, and it is below 1/2.
    Real r = fma(k, c(-0x1.62e42fefa39efp-1), x);
    r = fma(k, c(-0x1.abc9e3b39803fp-56), r);

    // (e^r - 1 - r) / r^2, by even and odd powers side by side.
    const Real square = r * r;
    const Real even = polynomial(square, 0x1.28ad8578fd89ep-22, 0x1.a01999f95900cp-16,
                                 0x1.6c16c1843096fp-10, 0x1.5555555550862p-5, 0x1.000000000000ap-1);
    const Real odd = polynomial(square, 0x1.ad7f1b1bc9351p-26, 0x1.71df25a907b9ap-19,
                                0x1.a01a012a22171p-13, 0x1.1111111127cacp-7, 0x1.55555555554fap-3);
    const Real tail = fma(odd, r, even);
    // Not 1 + (r + r^2 tail), whose inner sum would be rounded to more than this one is.
    return {scale(fma(r, fma(r, tail, c(1)), c(1)), k), {}};
}

}  // namespace tenon::math
