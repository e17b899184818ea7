// SPDX-License-Identifier: MIT
// Generated from src/ops/ops.def by tenon-gen (tools/gen): do not edit.
#include <tenon/functions.hpp>

#include "api/apply.hpp"

namespace tenon {

using api::apply;
using ops::Op;

Array absolute(const Operand& x) { return apply(Op::absolute, x); }
Array acos(const Operand& x) { return apply(Op::acos, x); }
Array acosh(const Operand& x) { return apply(Op::acosh, x); }
Array add(const Operand& x1, const Operand& x2) { return apply(Op::add, x1, x2); }
Array angle(const Operand& x) { return apply(Op::angle, x); }
Array asin(const Operand& x) { return apply(Op::asin, x); }
Array asinh(const Operand& x) { return apply(Op::asinh, x); }
Array atan(const Operand& x) { return apply(Op::atan, x); }
Array atan2(const Operand& x1, const Operand& x2) { return apply(Op::atan2, x1, x2); }
Array atanh(const Operand& x) { return apply(Op::atanh, x); }
Array bitwise_and(const Operand& x1, const Operand& x2) { return apply(Op::bitwise_and, x1, x2); }
Array bitwise_count(const Operand& x) { return apply(Op::bitwise_count, x); }
Array bitwise_invert(const Operand& x) { return apply(Op::bitwise_invert, x); }
Array bitwise_left_shift(const Operand& x1, const Operand& x2) {
    return apply(Op::bitwise_left_shift, x1, x2);
}
Array bitwise_or(const Operand& x1, const Operand& x2) { return apply(Op::bitwise_or, x1, x2); }
Array bitwise_right_shift(const Operand& x1, const Operand& x2) {
    return apply(Op::bitwise_right_shift, x1, x2);
}
Array bitwise_xor(const Operand& x1, const Operand& x2) { return apply(Op::bitwise_xor, x1, x2); }
Array cbrt(const Operand& x) { return apply(Op::cbrt, x); }
Array ceil(const Operand& x) { return apply(Op::ceil, x); }
Array clip(const Operand& x1, const Operand& x2, const Operand& x3) {
    return apply(Op::clip, x1, x2, x3);
}
Array conj(const Operand& x) { return apply(Op::conj, x); }
Array copysign(const Operand& x1, const Operand& x2) { return apply(Op::copysign, x1, x2); }
Array cos(const Operand& x) { return apply(Op::cos, x); }
Array cosh(const Operand& x) { return apply(Op::cosh, x); }
Array degrees(const Operand& x) { return apply(Op::degrees, x); }
Array divide(const Operand& x1, const Operand& x2) { return apply(Op::divide, x1, x2); }
Array equal(const Operand& x1, const Operand& x2) { return apply(Op::equal, x1, x2); }
Array erf(const Operand& x) { return apply(Op::erf, x); }
Array erfc(const Operand& x) { return apply(Op::erfc, x); }
Array exp(const Operand& x) { return apply(Op::exp, x); }
Array exp2(const Operand& x) { return apply(Op::exp2, x); }
Array expm1(const Operand& x) { return apply(Op::expm1, x); }
Array fabs(const Operand& x) { return apply(Op::fabs, x); }
Array float_power(const Operand& x1, const Operand& x2) { return apply(Op::float_power, x1, x2); }
Array floor(const Operand& x) { return apply(Op::floor, x); }
Array floor_divide(const Operand& x1, const Operand& x2) { return apply(Op::floor_divide, x1, x2); }
Array fmax(const Operand& x1, const Operand& x2) { return apply(Op::fmax, x1, x2); }
Array fmin(const Operand& x1, const Operand& x2) { return apply(Op::fmin, x1, x2); }
Array fmod(const Operand& x1, const Operand& x2) { return apply(Op::fmod, x1, x2); }
Array frexp_exponent(const Operand& x) { return apply(Op::frexp_exponent, x); }
Array frexp_mantissa(const Operand& x) { return apply(Op::frexp_mantissa, x); }
Array gcd(const Operand& x1, const Operand& x2) { return apply(Op::gcd, x1, x2); }
Array greater(const Operand& x1, const Operand& x2) { return apply(Op::greater, x1, x2); }
Array greater_equal(const Operand& x1, const Operand& x2) {
    return apply(Op::greater_equal, x1, x2);
}
Array heaviside(const Operand& x1, const Operand& x2) { return apply(Op::heaviside, x1, x2); }
Array hypot(const Operand& x1, const Operand& x2) { return apply(Op::hypot, x1, x2); }
Array imag(const Operand& x) { return apply(Op::imag, x); }
Array isfinite(const Operand& x) { return apply(Op::isfinite, x); }
Array isinf(const Operand& x) { return apply(Op::isinf, x); }
Array isnan(const Operand& x) { return apply(Op::isnan, x); }
Array lcm(const Operand& x1, const Operand& x2) { return apply(Op::lcm, x1, x2); }
Array ldexp(const Operand& x1, const Operand& x2) { return apply(Op::ldexp, x1, x2); }
Array less(const Operand& x1, const Operand& x2) { return apply(Op::less, x1, x2); }
Array less_equal(const Operand& x1, const Operand& x2) { return apply(Op::less_equal, x1, x2); }
Array lgamma(const Operand& x) { return apply(Op::lgamma, x); }
Array log(const Operand& x) { return apply(Op::log, x); }
Array log10(const Operand& x) { return apply(Op::log10, x); }
Array log1p(const Operand& x) { return apply(Op::log1p, x); }
Array log2(const Operand& x) { return apply(Op::log2, x); }
Array logaddexp(const Operand& x1, const Operand& x2) { return apply(Op::logaddexp, x1, x2); }
Array logaddexp2(const Operand& x1, const Operand& x2) { return apply(Op::logaddexp2, x1, x2); }
Array logical_and(const Operand& x1, const Operand& x2) { return apply(Op::logical_and, x1, x2); }
Array logical_not(const Operand& x) { return apply(Op::logical_not, x); }
Array logical_or(const Operand& x1, const Operand& x2) { return apply(Op::logical_or, x1, x2); }
Array logical_xor(const Operand& x1, const Operand& x2) { return apply(Op::logical_xor, x1, x2); }
Array maximum(const Operand& x1, const Operand& x2) { return apply(Op::maximum, x1, x2); }
Array minimum(const Operand& x1, const Operand& x2) { return apply(Op::minimum, x1, x2); }
Array modf_fraction(const Operand& x) { return apply(Op::modf_fraction, x); }
Array modf_whole(const Operand& x) { return apply(Op::modf_whole, x); }
Array multiply(const Operand& x1, const Operand& x2) { return apply(Op::multiply, x1, x2); }
Array nan_to_num(const Operand& x) { return apply(Op::nan_to_num, x); }
Array negative(const Operand& x) { return apply(Op::negative, x); }
Array nextafter(const Operand& x1, const Operand& x2) { return apply(Op::nextafter, x1, x2); }
Array norm(const Operand& x) { return apply(Op::norm, x); }
Array not_equal(const Operand& x1, const Operand& x2) { return apply(Op::not_equal, x1, x2); }
Array positive(const Operand& x) { return apply(Op::positive, x); }
Array power(const Operand& x1, const Operand& x2) { return apply(Op::power, x1, x2); }
Array quotient(const Operand& x1, const Operand& x2) { return apply(Op::quotient, x1, x2); }
Array radians(const Operand& x) { return apply(Op::radians, x); }
Array real(const Operand& x) { return apply(Op::real, x); }
Array reciprocal(const Operand& x) { return apply(Op::reciprocal, x); }
Array remainder(const Operand& x1, const Operand& x2) { return apply(Op::remainder, x1, x2); }
Array rint(const Operand& x) { return apply(Op::rint, x); }
Array round(const Operand& x) { return apply(Op::round, x); }
Array sign(const Operand& x) { return apply(Op::sign, x); }
Array signbit(const Operand& x) { return apply(Op::signbit, x); }
Array sin(const Operand& x) { return apply(Op::sin, x); }
Array sinc(const Operand& x) { return apply(Op::sinc, x); }
Array sinh(const Operand& x) { return apply(Op::sinh, x); }
Array spacing(const Operand& x) { return apply(Op::spacing, x); }
Array sqrt(const Operand& x) { return apply(Op::sqrt, x); }
Array square(const Operand& x) { return apply(Op::square, x); }
Array subtract(const Operand& x1, const Operand& x2) { return apply(Op::subtract, x1, x2); }
Array tan(const Operand& x) { return apply(Op::tan, x); }
Array tanh(const Operand& x) { return apply(Op::tanh, x); }
Array tgamma(const Operand& x) { return apply(Op::tgamma, x); }
Array trunc(const Operand& x) { return apply(Op::trunc, x); }

}  // namespace tenon
