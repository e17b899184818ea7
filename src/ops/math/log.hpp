// SPDX-License-Identifier: MIT
#pragma once

#include "ops/math/function.hpp"

namespace tenon::math {

/// x = 2^e m with m in [3/4, 3/2), r = m / cell - 1: log x = e ln 2 + log(cell) + log1p(r). ln 2
/// comes in two parts, the first a multiple of 2^-43 as log(cell) is, so that their sum is exact.
/// Rare are numbers that are not positive, normal and finite.
template <class Real>
Result<Real> log(Real x) {
    // Of each cell of 16 in the significands' circle [3/4, 3/2): a number near the inverse of its
    // middle, 1 around 1, whose logarithm lies within 2^-63 of a multiple of 2^-43 (S. Gal,
    // "Computing elementary functions", 1986); and the negative of that logarithm.
    static constexpr Table inverse = {
        0x1.0000000000000p+0, 0x1.d410ff177433ep-1, 0x1.bac8a269d624bp-1, 0x1.a4285ab727727p-1,
        0x1.8f8eb9558f81ep-1, 0x1.7d10aa854feb4p-1, 0x1.6c0f5c15568efp-1, 0x1.5ca3cafd0f5cdp-1,
        0x1.4e614d0355a45p+0, 0x1.41448499e6ac2p+0, 0x1.3518d7903fefcp+0, 0x1.29ed3a78121cap+0,
        0x1.1f7fcefdfcd6dp+0, 0x1.15b1763e337f4p+0, 0x1.0ca192b08fda4p+0, 0x1.0000000000000p+0,
    };
    static constexpr Table log_of_cell = {
        0x0.0p+0,
        0x1.6f787208ce000p-4,
        0x1.29754098c5000p-3,
        0x1.94e0f0b996000p-3,
        0x1.fbd6122506000p-3,
        0x1.2e7161cf65000p-2,
        0x1.5d30a92f93800p-2,
        0x1.898214ae00000p-2,
        -0x1.1182e3f03f000p-2,
        -0x1.d1184c6069000p-3,
        -0x1.8200a9940f000p-3,
        -0x1.369ebc0339000p-3,
        -0x1.db4fb5e1c4000p-4,
        -0x1.4d2aa5e634000p-4,
        -0x1.8a8a951384000p-5,
        0x0.0p+0,
    };
    const auto c = [x](double value) { return x.constant(value); };
    const auto pattern = bits(x);
    const auto n = [pattern](std::uint64_t value) { return pattern.constant(value); };
    const auto above = pattern - n(0x3fe8000000000000);  // of 3/4
    const auto m = real(pattern - (above & n(0xfff0000000000000)));
    const Real shift = c(0x1.8p52);
    const Real e = real(shift_right(above, 52) + bits(shift)) - shift;
    const auto cell = shift_right(pattern, 48);  // the first four bits after the point

    // The product's rounding error is kept: next to the cells around 1 it would show.
    const Real by = x.lookup(inverse, cell);
    const Real product = m * by;
    const Real rest = fma(m, by, c(0) - product);
    const Real first = product - c(1);
    const Real r = first + rest;
    const Real high = fma(e, c(0x1.62e42fefa3800p-1), x.lookup(log_of_cell, cell));
    const Real low = fma(e, c(0x1.ef35793c76730p-45), rest);

    // (log1p(r) - r) / r^2, by even and odd powers side by side.
    const Real square = r * r;
    const Real even =
        polynomial(square, -0x1.67b366200e6c8p-4, -0x1.000b2761793aap-3, -0x1.55555415b0bddp-3,
                   -0x1.00000000017ebp-2, -0x1.0000000000001p-1);
    const Real odd = polynomial(square, 0x1.c5baa909728a5p-4, 0x1.2492d212a8f6bp-3,
                                0x1.9999997fbf637p-3, 0x1.555555555605dp-2);
    const Real tail = fma(odd, r, even);
    const auto smallest = n(0x0010000000000000);
    const auto ordinary = below(pattern - smallest, n(0x7ff0000000000000) - smallest);
    return {high + (first + fma(square, tail, low)), !ordinary};
}

}  // namespace tenon::math
