// SPDX-License-Identifier: MIT
// Circular and hyperbolic functions of complex numbers and their inverses. Signed zeros, infinities
// and NaNs are those of C's annex G.6.1 and G.6.2, which NumPy follows; circular functions are
// hyperbolic ones of a number turned by a quarter, as annex G defines them.
#include <numbers>

#include "kernel/complex_math.hpp"

namespace tenon::kernel {

namespace {

using ops::Op;

constexpr double half_e_to_64 = 0x1.425982cf597cdp+91;
constexpr double half_pi = std::numbers::pi / 2;

/// sinh and cosh of a number, and of very large ones 2 e^-64 times those; then `factor` gives the
/// rest back after a product that may be finite.
struct Hyperbola {
    Real sinh, cosh, factor;
};
Hyperbola hyperbola(Real x) {
    const Real far = absolute(x) > x.literal(700);
    const Real size = apply(Op::exp, absolute(x) - x.literal(64));
    return {select(far, copysign(size, x), apply(Op::sinh, x)),
            select(far, size, apply(Op::cosh, x)),
            select(far, x.literal(half_e_to_64), x.literal(1))};
}

Complex sinh(Complex z) {
    const Hyperbola h = hyperbola(z.re);
    const Real lost = ~is_finite(z.im) & (is_zero(z.re) | is_infinite(z.re));
    const Real re = h.sinh * apply(Op::cos, z.im) * h.factor;
    const Real im = h.cosh * apply(Op::sin, z.im) * h.factor;
    return {select(lost, z.re, re), select(is_zero(z.im), z.im, im)};
}

Complex cosh(Complex z) {
    const Hyperbola h = hyperbola(z.re);
    const Real no_direction = ~is_finite(z.im);
    const Real re = h.cosh * apply(Op::cos, z.im) * h.factor;
    const Real im = h.sinh * apply(Op::sin, z.im) * h.factor;
    const Real zero = im.literal(0);
    const Real signed_zero = copysign(zero, z.re) * copysign(im.literal(1), z.im);
    const Real flat = is_zero(z.im) | (is_zero(z.re) & no_direction);
    return {select(is_infinite(z.re) & no_direction, absolute(z.re), re),
            select(flat, signed_zero, im)};
}

/// (sinh x cosh x + i sin y cos y) / (sinh^2 x + cos^2 y), in which nothing cancels.
Complex tanh(Complex z) {
    const Real sinh = apply(Op::sinh, z.re), sine = apply(Op::sin, z.im);
    const Real cosh = apply(Op::cosh, z.re), cosine = apply(Op::cos, z.im);
    const Real size = sinh * sinh + cosine * cosine;
    const Real one = size.literal(1), zero = size.literal(0);
    const Real far = absolute(z.re) > z.re.literal(20);
    const Real re = select(far, copysign(one, z.re), sinh * cosh / size);
    const Real lost = is_infinite(z.re) & ~is_finite(z.im);
    const Real im = select(lost, copysign(zero, z.im), sine * cosine / size);
    return {select(is_zero(z.re), z.re, re), select(is_zero(z.im), z.im, im)};
}

Complex cos(Complex z) { return cosh(turned_left(z)); }
Complex tan(Complex z) { return turned_right(tanh(turned_left(z))); }

/// The roots of 1 - z and 1 + z. Where they are multiplied below, both terms have one sign.
/// W. Kahan, Branch cuts for complex elementary functions, in: The State of the Art in Numerical
/// Analysis, Oxford 1987.
struct Roots {
    Complex minus, plus;
};
Roots roots_of(Complex z) {
    const Real one = z.re.literal(1);
    return {complex_sqrt({one - z.re, -z.im}), complex_sqrt({one + z.re, z.im})};
}

/// So far away that 1 is nothing to z: there the inverse functions are logarithms of 2 z.
Real is_far(Complex z) {
    const Real limit = z.re.literal(0x1p400);
    return (absolute(z.re) > limit) | (absolute(z.im) > limit);
}
Real log_of_double(Complex z) { return log_modulus(z) + z.re.literal(std::numbers::ln2); }
Real asinh_of_reals(Real x) { return apply(Op::asinh, x); }

Complex asin(Complex z) {
    const Roots roots = roots_of(z);
    const Complex a = roots.minus, b = roots.plus;
    const Real far = is_far(z);
    const Real re = apply(Op::atan2, z.re, select(far, absolute(z.im), a.re * b.re - a.im * b.im));
    const Real im = asinh_of_reals(a.re * b.im - a.im * b.re);
    return {select(is_zero(z.re), z.re, re), select(far, copysign(log_of_double(z), z.im), im)};
}

Complex acos(Complex z) {
    const Roots roots = roots_of(z);
    const Complex a = roots.minus, b = roots.plus;
    const Real far = is_far(z);
    const Real two = z.re.literal(2);
    const Real re =
        select(far, apply(Op::atan2, absolute(z.im), z.re), two * apply(Op::atan2, a.re, b.re));
    const Real im = asinh_of_reals(b.re * a.im - b.im * a.re);
    return {select(is_zero(z.re), z.re.literal(half_pi), re),
            select(far, -copysign(log_of_double(z), z.im), im)};
}

Complex acosh(Complex z) {
    const Complex w = acos(z);
    return {absolute(w.im), copysign(w.re, z.im)};
}

Complex asinh(Complex z) { return turned_right(asin(turned_left(z))); }

/// log1p(4 x / ((1 - x)^2 + y^2)) / 4 for x >= 0, whose sign is given back. Next to 1 the divisor
/// is y^2, which may vanish; far away the real part is that of 1 / z.
Real atanh_real_part(Complex z) {
    const Real x = absolute(z.re), one = x.literal(1);
    const Real rest = one - x;
    const Real near = apply(Op::log1p, x * x.literal(4) / (rest * rest + z.im * z.im));
    const Real tiny = is_zero(rest) & (absolute(z.im) < x.literal(0x1p-400));
    const Real steep =
        x.literal(0.5) * (x.literal(std::numbers::ln2) - apply(Op::log, absolute(z.im)));
    const Real size = hypot(z.re, z.im);
    const Real flat = select(is_infinite(size), x.literal(0), x / size / size);
    const Real part = select(tiny, steep, x.literal(0.25) * near);
    return copysign(select(is_far(z), flat, part), z.re);
}

Complex atanh(Complex z) {
    const Real one = z.re.literal(1), half = z.re.literal(0.5);
    const Real x = absolute(z.re);
    const Real beside = (one - x) * (one + x) - z.im * z.im;
    const Real im = half * apply(Op::atan2, z.im + z.im, beside);
    const Real limit = z.re.literal(0x1p400);
    const Real upright = (absolute(z.im) > limit) | ((x > limit) & ~is_nan(z.im));
    const Real quarter = copysign(z.im.literal(half_pi), z.im);
    return {select(is_zero(z.re), z.re, atanh_real_part(z)), select(upright, quarter, im)};
}

Complex atan(Complex z) { return turned_right(atanh(turned_left(z))); }

Complex sine_by_arc(Complex arc) { return complex_divide(complex_sin(arc), arc); }

/// sin(pi z) / (pi z), for the product that NumPy makes: rounded to the type.
Complex sinc(Complex z, Complex none) {
    const Real pi = z.re.literal(std::numbers::pi);
    const Complex scaled{z.re * pi, z.im * pi};
    const Real middle = is_zero(scaled.re) & is_zero(scaled.im);
    return widely<sine_by_arc>({select(middle, pi.literal(1e-20), scaled.re), scaled.im}, none);
}

constexpr ComplexRule rules[] = {
    {Op::acos, widely<acos>},   {Op::acosh, widely<acosh>}, {Op::asin, widely<asin>},
    {Op::asinh, widely<asinh>}, {Op::atan, widely<atan>},   {Op::atanh, widely<atanh>},
    {Op::cos, widely<cos>},     {Op::cosh, widely<cosh>},   {Op::sin, widely<complex_sin>},
    {Op::sinc, sinc},           {Op::sinh, widely<sinh>},   {Op::tan, widely<tan>},
    {Op::tanh, widely<tanh>},
};

}  // namespace

Complex complex_sin(Complex z) { return turned_right(sinh(turned_left(z))); }

std::span<const ComplexRule> complex_circle_rules() { return rules; }

}  // namespace tenon::kernel
