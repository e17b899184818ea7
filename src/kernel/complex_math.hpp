// SPDX-License-Identifier: MIT
/// Formulas on complex numbers under construction, shared by the files that lower their functions.
#pragma once

#include <limits>

#include "kernel/lower.hpp"

namespace tenon::kernel {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// Neither infinite nor NaN.
inline Real is_finite(Real x) { return absolute(x) < x.literal(infinity); }
inline Real is_nan(Real x) { return x != x; }
inline Real is_zero(Real x) { return x == x.literal(0); }

inline Complex operator-(Complex z) { return {-z.re, -z.im}; }
inline Complex select(Real condition, Complex yes, Complex no) {
    return {select(condition, yes.re, no.re), select(condition, yes.im, no.im)};
}
/// i z and -i z: turns by a quarter, without rounding.
inline Complex turned_left(Complex z) { return {-z.im, z.re}; }
inline Complex turned_right(Complex z) { return {z.im, -z.re}; }

// As the operations of these names have them, of either precision.
Complex complex_multiply(Complex a, Complex b);
Complex complex_divide(Complex a, Complex b);
Complex complex_reciprocal(Complex z);
Complex complex_sqrt(Complex z);

// Of float64 parts.
Complex complex_exp(Complex z);
Complex complex_log(Complex z);
Complex complex_sin(Complex z);
/// log |z|, neither overflowing nor losing digits of subnormal numbers.
Real log_modulus(Complex z);

/// Computes in float64, where nothing that is made of float32 parts overflows or loses digits, and
/// rounds once.
template <Complex (*function)(Complex)>
Complex widely(Complex z, Complex) {
    const DType type = z.re.type();
    const Complex w = function({z.re.cast(DType::float64), z.im.cast(DType::float64)});
    return {w.re.cast(type), w.im.cast(type)};
}
template <Complex (*function)(Complex, Complex)>
Complex both_widely(Complex a, Complex b) {
    const DType type = a.re.type(), wide = DType::float64;
    const Complex w =
        function({a.re.cast(wide), a.im.cast(wide)}, {b.re.cast(wide), b.im.cast(wide)});
    return {w.re.cast(type), w.im.cast(type)};
}

}  // namespace tenon::kernel
