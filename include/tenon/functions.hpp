// SPDX-License-Identifier: MIT
// Generated from src/ops/ops.def by tenon-gen (tools/gen): do not edit.
/// Element-wise functions: operands broadcast and promote as in NumPy 2.
#pragma once

#include <tenon/array.hpp>

namespace tenon {

/// Absolute value; of a complex number its modulus.
TENON_API Array absolute(const Operand& x);
/// Inverse cosine, in radians.
TENON_API Array acos(const Operand& x);
/// Inverse hyperbolic cosine.
TENON_API Array acosh(const Operand& x);
/// Sum, element by element.
TENON_API Array add(const Operand& x1, const Operand& x2);
/// Argument of a complex number, in radians; of a real number 0 or pi.
TENON_API Array angle(const Operand& x);
/// Inverse sine, in radians.
TENON_API Array asin(const Operand& x);
/// Inverse hyperbolic sine.
TENON_API Array asinh(const Operand& x);
/// Inverse tangent, in radians.
TENON_API Array atan(const Operand& x);
/// Angle of the point (x2, x1), in radians, quadrants kept.
TENON_API Array atan2(const Operand& x1, const Operand& x2);
/// Inverse hyperbolic tangent.
TENON_API Array atanh(const Operand& x);
/// Bitwise AND; of booleans the logical one.
TENON_API Array bitwise_and(const Operand& x1, const Operand& x2);
/// Number of ones in the magnitude of x.
TENON_API Array bitwise_count(const Operand& x);
/// Bitwise NOT; of booleans the logical one.
TENON_API Array bitwise_invert(const Operand& x);
/// x1 shifted left by x2 bits; 0 when x2 is the width or more.
TENON_API Array bitwise_left_shift(const Operand& x1, const Operand& x2);
/// Bitwise OR; of booleans the logical one.
TENON_API Array bitwise_or(const Operand& x1, const Operand& x2);
/// x1 shifted right by x2 bits, the sign kept.
TENON_API Array bitwise_right_shift(const Operand& x1, const Operand& x2);
/// Bitwise XOR; of booleans the logical one.
TENON_API Array bitwise_xor(const Operand& x1, const Operand& x2);
/// Cube root.
TENON_API Array cbrt(const Operand& x);
/// Smallest whole number not below x.
TENON_API Array ceil(const Operand& x);
/// x1 held between the bounds x2 and x3.
TENON_API Array clip(const Operand& x1, const Operand& x2, const Operand& x3);
/// Complex conjugate; of a real number the number itself.
TENON_API Array conj(const Operand& x);
/// Magnitude of x1 with the sign of x2.
TENON_API Array copysign(const Operand& x1, const Operand& x2);
/// Cosine of an angle in radians.
TENON_API Array cos(const Operand& x);
/// Hyperbolic cosine.
TENON_API Array cosh(const Operand& x);
/// Radians as degrees.
TENON_API Array degrees(const Operand& x);
/// Quotient; of integers as float64.
TENON_API Array divide(const Operand& x1, const Operand& x2);
/// True where x1 == x2.
TENON_API Array equal(const Operand& x1, const Operand& x2);
/// Error function.
TENON_API Array erf(const Operand& x);
/// 1 - erf(x), exact where that is small.
TENON_API Array erfc(const Operand& x);
/// e to the power x.
TENON_API Array exp(const Operand& x);
/// 2 to the power x.
TENON_API Array exp2(const Operand& x);
/// exp(x) - 1, exact near 0.
TENON_API Array expm1(const Operand& x);
/// Absolute value as floating point.
TENON_API Array fabs(const Operand& x);
/// x1 to the power x2 in float64 at least.
TENON_API Array float_power(const Operand& x1, const Operand& x2);
/// Largest whole number not above x.
TENON_API Array floor(const Operand& x);
/// Quotient rounded towards minus infinity.
TENON_API Array floor_divide(const Operand& x1, const Operand& x2);
/// The larger of the two; of a number and NaN the number.
TENON_API Array fmax(const Operand& x1, const Operand& x2);
/// The smaller of the two; of a number and NaN the number.
TENON_API Array fmin(const Operand& x1, const Operand& x2);
/// Remainder with the sign of x1, as C's fmod and % give it.
TENON_API Array fmod(const Operand& x1, const Operand& x2);
/// The n of x = m * 2^n with 1/2 <= |m| < 1; 0 where x has none.
TENON_API Array frexp_exponent(const Operand& x);
/// The m of x = m * 2^n with 1/2 <= |m| < 1.
TENON_API Array frexp_mantissa(const Operand& x);
/// Greatest common divisor; not negative.
TENON_API Array gcd(const Operand& x1, const Operand& x2);
/// True where x1 > x2.
TENON_API Array greater(const Operand& x1, const Operand& x2);
/// True where x1 >= x2.
TENON_API Array greater_equal(const Operand& x1, const Operand& x2);
/// 0 where x1 < 0, 1 where x1 > 0, x2 where it is zero.
TENON_API Array heaviside(const Operand& x1, const Operand& x2);
/// sqrt(x1*x1 + x2*x2) without overflow in between.
TENON_API Array hypot(const Operand& x1, const Operand& x2);
/// Imaginary part; of a real number 0.
TENON_API Array imag(const Operand& x);
/// True where x is neither infinite nor NaN.
TENON_API Array isfinite(const Operand& x);
/// True where x is infinite.
TENON_API Array isinf(const Operand& x);
/// True where x is not a number.
TENON_API Array isnan(const Operand& x);
/// Least common multiple; not negative.
TENON_API Array lcm(const Operand& x1, const Operand& x2);
/// x1 * 2^x2 for whole numbers x2.
TENON_API Array ldexp(const Operand& x1, const Operand& x2);
/// True where x1 < x2.
TENON_API Array less(const Operand& x1, const Operand& x2);
/// True where x1 <= x2.
TENON_API Array less_equal(const Operand& x1, const Operand& x2);
/// Logarithm of the gamma function's absolute value.
TENON_API Array lgamma(const Operand& x);
/// Natural logarithm.
TENON_API Array log(const Operand& x);
/// Logarithm to base 10.
TENON_API Array log10(const Operand& x);
/// log(1 + x), exact near 0.
TENON_API Array log1p(const Operand& x);
/// Logarithm to base 2.
TENON_API Array log2(const Operand& x);
/// log(exp(x1) + exp(x2)) without overflow in between.
TENON_API Array logaddexp(const Operand& x1, const Operand& x2);
/// log2(exp2(x1) + exp2(x2)) without overflow in between.
TENON_API Array logaddexp2(const Operand& x1, const Operand& x2);
/// True where both are non-zero.
TENON_API Array logical_and(const Operand& x1, const Operand& x2);
/// True where x is zero.
TENON_API Array logical_not(const Operand& x);
/// True where one is non-zero.
TENON_API Array logical_or(const Operand& x1, const Operand& x2);
/// True where exactly one is non-zero.
TENON_API Array logical_xor(const Operand& x1, const Operand& x2);
/// The larger of the two; NaN if one is.
TENON_API Array maximum(const Operand& x1, const Operand& x2);
/// The smaller of the two; NaN if one is.
TENON_API Array minimum(const Operand& x1, const Operand& x2);
/// x without its whole part, with the sign of x.
TENON_API Array modf_fraction(const Operand& x);
/// x rounded towards zero, as floating point.
TENON_API Array modf_whole(const Operand& x);
/// Product, element by element.
TENON_API Array multiply(const Operand& x1, const Operand& x2);
/// x with 0 for NaN and the largest numbers for infinities.
TENON_API Array nan_to_num(const Operand& x);
/// -x.
TENON_API Array negative(const Operand& x);
/// The next number after x1 in the direction of x2.
TENON_API Array nextafter(const Operand& x1, const Operand& x2);
/// Squared modulus, as C++'s std::norm: re*re + im*im; of a real number x*x.
TENON_API Array norm(const Operand& x);
/// True where x1 != x2.
TENON_API Array not_equal(const Operand& x1, const Operand& x2);
/// x itself.
TENON_API Array positive(const Operand& x);
/// x1 to the power x2.
TENON_API Array power(const Operand& x1, const Operand& x2);
/// Whole quotient rounded towards zero, as C's /; by zero it is 0.
TENON_API Array quotient(const Operand& x1, const Operand& x2);
/// Degrees as radians.
TENON_API Array radians(const Operand& x);
/// Real part.
TENON_API Array real(const Operand& x);
/// 1 / x.
TENON_API Array reciprocal(const Operand& x);
/// Remainder with the sign of x2, as Python's %.
TENON_API Array remainder(const Operand& x1, const Operand& x2);
/// Nearest whole number as floating point, halves to the even one.
TENON_API Array rint(const Operand& x);
/// Nearest whole number, halves to the even one.
TENON_API Array round(const Operand& x);
/// -1, 0 or 1; NaN of NaN; of a complex number z / |z|.
TENON_API Array sign(const Operand& x);
/// True where the sign bit is set, -0.0 included.
TENON_API Array signbit(const Operand& x);
/// Sine of an angle in radians.
TENON_API Array sin(const Operand& x);
/// sin(pi x) / (pi x); 1 at 0.
TENON_API Array sinc(const Operand& x);
/// Hyperbolic sine.
TENON_API Array sinh(const Operand& x);
/// Distance to the next number away from zero, with the sign of x.
TENON_API Array spacing(const Operand& x);
/// Square root.
TENON_API Array sqrt(const Operand& x);
/// x * x.
TENON_API Array square(const Operand& x);
/// Difference, element by element.
TENON_API Array subtract(const Operand& x1, const Operand& x2);
/// Tangent of an angle in radians.
TENON_API Array tan(const Operand& x);
/// Hyperbolic tangent.
TENON_API Array tanh(const Operand& x);
/// Gamma function.
TENON_API Array tgamma(const Operand& x);
/// x rounded towards zero.
TENON_API Array trunc(const Operand& x);

// Second names, of NumPy and of the Python Array API standard.

inline Array abs(const Operand& x) { return absolute(x); }
inline Array arccos(const Operand& x) { return acos(x); }
inline Array arccosh(const Operand& x) { return acosh(x); }
inline Array arcsin(const Operand& x) { return asin(x); }
inline Array arcsinh(const Operand& x) { return asinh(x); }
inline Array arctan(const Operand& x) { return atan(x); }
inline Array arctan2(const Operand& x1, const Operand& x2) { return atan2(x1, x2); }
inline Array arctanh(const Operand& x) { return atanh(x); }
inline Array bitwise_not(const Operand& x) { return bitwise_invert(x); }
inline Array conjugate(const Operand& x) { return conj(x); }
inline Array deg2rad(const Operand& x) { return radians(x); }
inline Array invert(const Operand& x) { return bitwise_invert(x); }
inline Array left_shift(const Operand& x1, const Operand& x2) { return bitwise_left_shift(x1, x2); }
inline Array mod(const Operand& x1, const Operand& x2) { return remainder(x1, x2); }
inline Array pow(const Operand& x1, const Operand& x2) { return power(x1, x2); }
inline Array rad2deg(const Operand& x) { return degrees(x); }
inline Array right_shift(const Operand& x1, const Operand& x2) {
    return bitwise_right_shift(x1, x2);
}
inline Array true_divide(const Operand& x1, const Operand& x2) { return divide(x1, x2); }

}  // namespace tenon
