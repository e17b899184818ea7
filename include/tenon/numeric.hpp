// SPDX-License-Identifier: MIT
/// Functions made of several element-wise operations: those with two results, and those with
/// settings.
#pragma once

#include <utility>

#include <tenon/functions.hpp>

namespace tenon {

/// floor_divide(x1, x2) and remainder(x1, x2).
TENON_API std::pair<Array, Array> divmod(const Operand& x1, const Operand& x2);
/// The mantissa and the exponent (int32) of x = m * 2^n.
TENON_API std::pair<Array, Array> frexp(const Operand& x);
/// The fraction and the whole part of x, both with its sign.
TENON_API std::pair<Array, Array> modf(const Operand& x);

/// True where |a - b| <= atol + rtol * |b|, and for equal infinities; for two NaNs where
/// `equal_nan`.
TENON_API Array isclose(const Operand& a, const Operand& b, double rtol = 1e-5, double atol = 1e-8,
                        bool equal_nan = false);

}  // namespace tenon
