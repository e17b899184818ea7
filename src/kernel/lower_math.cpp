// SPDX-License-Identifier: MIT
// Math functions whose vector form (SLEEF 3.5) errs at the ends of its range: the argument is moved
// to where the function is right and the result is moved back, with one call as before.
#include <limits>

#include "kernel/lower.hpp"

namespace tenon::kernel {

namespace {

using ops::Op;

bool is_single(Real x) { return x.type() == DType::float32; }

/// A constant that depends on the type.
Real pick(Real x, double single, double wide) { return x.literal(is_single(x) ? single : wide); }

/// The sign of the NaN of a negative number differs between vector widths; here it is always +.
template <Op op>
Real logarithm(Real x, Real, Real) {
    const Real not_number = x.literal(std::numeric_limits<double>::quiet_NaN());
    return select(x >= x.literal(0), apply(op, x), not_number);
}

/// log1p is infinite from 1e307 (1e38) on. There log1p(x) = log1p(x / 2^k) + k log(2), for a k
/// whose multiple of log(2) is almost a number of the type.
Real log1p(Real x, Real, Real) {
    const Real large = x > pick(x, 0x1p100, 0x1p1000);
    const Real scale = select(large, pick(x, 0x1p-56, 0x1p-914), x.literal(1));
    const Real shift =
        select(large, pick(x, 0x1.3687a9f1af2b1p5, 0x1.3cc4acc9658b6p9), x.literal(0));
    return apply(Op::log1p, x * scale) + copysign(shift, x);  // -0 stays -0
}

/// What brings arguments of acosh and asinh down to where their squares are finite.
struct Scale {
    Real factor, shift;
};

Scale scale_of(Real size) {
    const Real large = size >= pick(size, 0x1p60, 0x1p500);
    const Real huge = size >= pick(size, 0x1p100, 0x1p800);
    const auto choose = [&](Real if_huge, Real if_large, double otherwise) {
        return select(huge, if_huge, select(large, if_large, size.literal(otherwise)));
    };
    return {choose(pick(size, 0x1p-72, 0x1p-732), pick(size, 0x1p-40, 0x1p-460), 1),
            choose(pick(size, 0x1.8f40b5ed9812dp5, 0x1.fb623c889bed4p8),
                   pick(size, 0x1.bb9d3beb8c86bp4, 0x1.3ed903114d00dp8), 0)};
}

Real acosh(Real x, Real, Real) {
    const Scale scale = scale_of(x);
    return apply(Op::acosh, x * scale.factor) + scale.shift;
}

Real asinh(Real x, Real, Real) {
    const Scale scale = scale_of(absolute(x));
    return apply(Op::asinh, x * scale.factor) + copysign(scale.shift, x);
}

/// cosh and sinh are infinite where exp is, log(2) too early. There f(x) = f(x -+ c) exp(c), for a
/// c whose exponential is almost a number of the type.
struct Step {
    Real size, factor;
};

Step step_of(Real x) {
    const Real large = absolute(x) > pick(x, 88, 708);
    return {select(large, pick(x, 0x1.d8dp1, 0x1.0915p2), x.literal(0)),
            select(large, pick(x, 0x1.419802p5, 0x1.f761a84509a3fp5), x.literal(1))};
}

Real cosh(Real x, Real, Real) {
    const Step step = step_of(x);
    return apply(Op::cosh, absolute(x) - step.size) * step.factor;
}

Real sinh(Real x, Real, Real) {
    const Step step = step_of(x);
    return apply(Op::sinh, copysign(absolute(x) - step.size, x)) * step.factor;
}

/// value / (x (x + 1) ... (x + steps - 1)), of float32 with one rounding.
Real step_down(Real value, Real x, int steps) {
    const DType type = value.type();
    const Real wide = x.cast(DType::float64);
    Real product = wide;
    for (int i = 1; i < steps; ++i)
        product = product * (wide + wide.literal(i));
    return (value.cast(DType::float64) / product).cast(type);
}

/// Where the result is subnormal its last digits are wrong, but nearer to zero they are right, and
/// gamma(x) = gamma(x + 1) / x. A zero gets the sign that alternates between the poles.
Real tgamma(Real x, Real, Real) {
    const Real one = x.literal(1), two = x.literal(2);
    const int steps = is_single(x) ? 4 : 2;
    const Real far = x < pick(x, -33, -170);
    const Real value = apply(Op::tgamma, select(far, x + x.literal(steps), x));
    const Real result = select(far, step_down(value, x, steps), value);
    const Real whole = apply(Op::floor, x);
    const Real odd = whole - two * apply(Op::floor, whole * x.literal(0.5));
    return select(x < x.literal(0), copysign(result, one - two * odd), result);
}

Real hypot_rule(Real a, Real b, Real) { return hypot(a, b); }

constexpr RealRule rules[] = {
    {Op::acosh, floats, acosh},
    {Op::asinh, floats, asinh},
    {Op::cosh, floats, cosh},
    {Op::hypot, floats, hypot_rule},
    {Op::log, floats, logarithm<Op::log>},
    {Op::log10, floats, logarithm<Op::log10>},
    {Op::log1p, floats, log1p},
    {Op::log2, floats, logarithm<Op::log2>},
    {Op::sinh, floats, sinh},
    {Op::tgamma, floats, tgamma},
};

}  // namespace

/// The function divides the smaller part by the larger one, also 0 by 0. Its result is right, but
/// the flag would send whoever watches for invalid operations looking for one.
Real hypot(Real a, Real b) {
    const Real zero = a.literal(0);
    const Real origin = (a == zero) & (b == zero);
    return select(origin, zero, apply(Op::hypot, select(origin, a.literal(1), a), b));
}

std::span<const RealRule> math_rules() { return rules; }

}  // namespace tenon::kernel
