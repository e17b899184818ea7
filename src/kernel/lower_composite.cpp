// SPDX-License-Identifier: MIT
// Operations on real numbers that a few core operations make up.
#include <limits>
#include <numbers>

#include "kernel/lower.hpp"

namespace tenon::kernel {

namespace {

using ops::Op;

Real itself(Real x, Real, Real) { return x; }
Real zero(Real x, Real, Real) { return x.literal(0); }
Real square(Real x, Real, Real) { return x * x; }
Real reciprocal(Real x, Real, Real) { return x.literal(1) / x; }

/// A zero stays the one that it is between zeros, as in NumPy: of two equal operands, maximum and
/// minimum take the second.
Real clip(Real x, Real low, Real high) {
    return apply(Op::minimum, high, apply(Op::maximum, low, x));
}

Real constant_bool(Real x, bool value) {
    return {x.builder(), x.builder().constant_int(DType::bool_, value ? 1 : 0)};
}

Real never(Real x, Real, Real) { return constant_bool(x, false); }
Real always(Real x, Real, Real) { return constant_bool(x, true); }
Real isnan(Real x, Real, Real) { return x != x; }
Real isinf(Real x, Real, Real) { return is_infinite(x); }

Real isfinite(Real x, Real, Real) {
    return absolute(x) < x.literal(std::numeric_limits<double>::infinity());
}

Real is_negative(Real x, Real, Real) { return x < x.literal(0); }

Real signbit(Real x, Real, Real) {
    const Real bits = x.bitcast(x.type() == DType::float32 ? DType::int32 : DType::int64);
    return bits < bits.literal(0);
}

Real logical_and(Real a, Real b, Real) { return truth(a) & truth(b); }
Real logical_or(Real a, Real b, Real) { return truth(a) | truth(b); }
Real logical_xor(Real a, Real b, Real) { return truth(a) ^ truth(b); }
Real logical_not(Real x, Real, Real) { return x == x.literal(0); }

Real signed_sign(Real x, Real, Real) {
    const Real zero = x.literal(0);
    return select(x > zero, x.literal(1), select(x < zero, x.literal(-1), zero));
}

Real unsigned_sign(Real x, Real, Real) {
    return select(x != x.literal(0), x.literal(1), x.literal(0));
}

/// 0.0 of both zeros, NaN of NaN.
Real floating_sign(Real x, Real, Real) {
    const Real zero = x.literal(0);
    const Real of_rest = select(x == zero, zero, x);
    return select(x > zero, x.literal(1), select(x < zero, x.literal(-1), of_rest));
}

/// The larger one plus log1p(exp(-|difference|)): the exponential never overflows. Equal operands
/// are a case of their own because infinities of one sign have no difference.
Real logaddexp(Real a, Real b, Real) {
    const Real difference = a - b;
    const Real larger = select(difference > a.literal(0), a, b);
    const Real rest = apply(Op::log1p, apply(Op::exp, -absolute(difference)));
    return select(a == b, a + a.literal(std::numbers::ln2), larger + rest);
}

/// The same to base 2. log2(1 + t) is log1p(t) / log(2).
Real logaddexp2(Real a, Real b, Real) {
    const Real difference = a - b;
    const Real larger = select(difference > a.literal(0), a, b);
    const Real rest = apply(Op::log1p, apply(Op::exp2, -absolute(difference)));
    return select(a == b, a + a.literal(1), larger + rest * a.literal(std::numbers::log2e));
}

template <Op op>
Real the_operation(Real a, Real b, Real) {
    return apply(op, a, b);
}
template <Op op>
Real of_one(Real x, Real, Real) {
    return apply(op, x);
}

Real fmax(Real a, Real b, Real) { return select((a >= b) | (b != b), a, b); }
Real fmin(Real a, Real b, Real) { return select((a <= b) | (b != b), a, b); }

Real heaviside(Real x, Real middle, Real) {
    const Real zero = x.literal(0);
    const Real step = select(x < zero, zero, select(x > zero, x.literal(1), x));
    return select(x == zero, middle, step);
}

/// A quotient of numbers of the type, as NumPy has it.
template <class T>
constexpr T one_radian = 180 / std::numbers::pi_v<T>;
template <class T>
constexpr T one_degree = std::numbers::pi_v<T> / 180;

Real degrees(Real x, Real, Real) {
    return x * x.literal(x.type() == DType::float32 ? one_radian<float> : one_radian<double>);
}
Real radians(Real x, Real, Real) {
    return x * x.literal(x.type() == DType::float32 ? one_degree<float> : one_degree<double>);
}

/// Of real numbers, -0.0 lies on the negative axis.
Real angle(Real x, Real none, Real) {
    const Real of_number =
        select(signbit(x, none, none), x.literal(std::numbers::pi), x.literal(0));
    return select(x == x, of_number, x);
}

Real sinc(Real x, Real, Real) {
    const Real scaled = x * x.literal(std::numbers::pi);
    const Real arc = select(scaled == x.literal(0), x.literal(1e-20), scaled);
    return apply(Op::sin, arc) / arc;
}

constexpr unsigned numbers = integers | floats;

constexpr RealRule rules[] = {
    {Op::absolute, unsigned_ints, itself},
    {Op::angle, floats, angle},
    {Op::ceil, integers, itself},
    {Op::clip, numbers, clip},
    {Op::conj, numbers, itself},
    {Op::degrees, floats, degrees},
    {Op::fabs, floats, of_one<Op::absolute>},
    {Op::float_power, floats, the_operation<Op::power>},
    {Op::floor, integers, itself},
    {Op::fmax, integers, the_operation<Op::maximum>},
    {Op::fmax, floats, fmax},
    {Op::fmin, integers, the_operation<Op::minimum>},
    {Op::fmin, floats, fmin},
    {Op::heaviside, floats, heaviside},
    {Op::imag, numbers, zero},
    {Op::isfinite, integers, always},
    {Op::isfinite, floats, isfinite},
    {Op::isinf, integers, never},
    {Op::isinf, floats, isinf},
    {Op::isnan, integers, never},
    {Op::isnan, floats, isnan},
    {Op::logaddexp, floats, logaddexp},
    {Op::logaddexp2, floats, logaddexp2},
    {Op::logical_and, numbers, logical_and},
    {Op::logical_not, numbers, logical_not},
    {Op::logical_or, numbers, logical_or},
    {Op::logical_xor, numbers, logical_xor},
    {Op::nan_to_num, integers, itself},
    {Op::norm, numbers, square},
    {Op::positive, numbers, itself},
    {Op::radians, floats, radians},
    {Op::real, numbers, itself},
    {Op::reciprocal, floats, reciprocal},
    {Op::rint, floats, of_one<Op::round>},
    {Op::round, integers, itself},
    {Op::sign, signed_ints, signed_sign},
    {Op::sign, unsigned_ints, unsigned_sign},
    {Op::sign, floats, floating_sign},
    {Op::signbit, signed_ints, is_negative},
    {Op::signbit, unsigned_ints, never},
    {Op::signbit, floats, signbit},
    {Op::sinc, floats, sinc},
    {Op::square, numbers, square},
    {Op::trunc, integers, itself},
};

}  // namespace

std::span<const RealRule> composite_rules() { return rules; }

}  // namespace tenon::kernel
