// SPDX-License-Identifier: MIT
/// Mathematical functions on vectors of float64, each written once and made twice: with the
/// processor's vectors for the interpreter (native.hpp), and with values of the code that is being
/// made (codegen/llvm/inline_math.cpp). Both do the same operations in the same order, and every
/// operation has one correct result, so both give the same bits, at every width.
///
/// A `Real` is a vector. It has
///     + - *, fma(a, b, c) = a * b + c rounded once, a < b, x.constant(value);
///     select(mask, yes, no), absolute(x), bits(x);
///     scale(x, k) = x * 2^k rounded once, for whole |k| < 1100 and |x| in [1/2, 2);
///     x.lookup(table, place), table[place mod 16].
/// `Bits` are 64-bit integers: + - &, shift_left, shift_right (of signed numbers), real(bits),
/// odd(bits), below(a, b) of unsigned numbers, constant(value).
#pragma once

#include <cstdint>
#include <optional>

namespace tenon::math {

/// Lanes whose argument is rare hold anything: a function of SLEEF serves them.
template <class Real>
struct Result {
    Real value;
    std::optional<typename Real::Mask> rare;  ///< none: no argument is
};

using Table = double[16];

/// Coefficients from the highest power down, by Horner's rule.
template <class Real, class... Lower>
Real polynomial(Real x, double highest, Lower... lower) {
    Real sum = x.constant(highest);
    ((sum = fma(sum, x, x.constant(lower))), ...);
    return sum;
}

}  // namespace tenon::math
