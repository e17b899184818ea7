// SPDX-License-Identifier: MIT
// Arithmetic, comparisons and predicates of complex numbers as pairs.
#include <limits>

#include "kernel/complex_math.hpp"

namespace tenon::kernel {

namespace {

using ops::Op;

Complex itself(Complex z, Complex) { return z; }
Complex conj(Complex z, Complex) { return {z.re, -z.im}; }
Complex negative(Complex z, Complex) { return {-z.re, -z.im}; }
Complex add(Complex a, Complex b) { return {a.re + b.re, a.im + b.im}; }
Complex subtract(Complex a, Complex b) { return {a.re - b.re, a.im - b.im}; }

/// As written: no fused multiply-add, no repair of infinities (C's annex G has one, NumPy none).
Complex multiply(Complex a, Complex b) {
    return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

Complex square(Complex z, Complex) { return multiply(z, z); }

/// R. L. Smith, Algorithm 116: Complex division, CACM 5 (1962): divides by the larger part of b
/// first, so that nothing overflows in between. By zero both parts are divided by 0.
Complex divide(Complex a, Complex b) {
    const Real size_re = absolute(b.re);
    const Real size_im = absolute(b.im);
    const Real by_re = size_re >= size_im;
    const Real large = select(by_re, b.re, b.im);
    const Real small = select(by_re, b.im, b.re);
    const Real ratio = small / large;
    const Real scale = large.literal(1) / (large + small * ratio);
    const Real re = select(by_re, a.re + a.im * ratio, a.re * ratio + a.im) * scale;
    const Real im = select(by_re, a.im - a.re * ratio, a.im * ratio - a.re) * scale;
    const Real zero = b.re.literal(0);
    const Real by_zero = (size_re == zero) & (size_im == zero);
    return {select(by_zero, a.re / size_re, re), select(by_zero, a.im / size_re, im)};
}

/// Smith's algorithm again, for a numerator of 1.
Complex reciprocal(Complex z, Complex) {
    const Real by_re = absolute(z.im) <= absolute(z.re);
    const Real large = select(by_re, z.re, z.im);
    const Real small = select(by_re, z.im, z.re);
    const Real ratio = small / large;
    const Real divisor = large + small * ratio;
    const Real one = large.literal(1);
    return {select(by_re, one, ratio) / divisor, select(by_re, -ratio, -one) / divisor};
}

Complex real(Complex z, Complex) { return {z.re, {}}; }
Complex imag(Complex z, Complex) { return {z.im, {}}; }
Complex norm(Complex z, Complex) { return {z.re * z.re + z.im * z.im, {}}; }

Complex angle(Complex z, Complex) { return {apply(Op::atan2, z.im, z.re), {}}; }
Complex rint(Complex z, Complex) { return {apply(Op::round, z.re), apply(Op::round, z.im)}; }
Complex nan_to_num(Complex z, Complex) { return {finite_part(z.re), finite_part(z.im)}; }

Complex equal(Complex a, Complex b) { return {(a.re == b.re) & (a.im == b.im), {}}; }
Complex not_equal(Complex a, Complex b) { return {(a.re != b.re) | (a.im != b.im), {}}; }

Complex isnan(Complex z, Complex) { return {(z.re != z.re) | (z.im != z.im), {}}; }
Complex isinf(Complex z, Complex) { return {is_infinite(z.re) | is_infinite(z.im), {}}; }

Complex isfinite(Complex z, Complex) {
    const Real limit = z.re.literal(std::numeric_limits<double>::infinity());
    return {(absolute(z.re) < limit) & (absolute(z.im) < limit), {}};
}

Real nonzero(Complex z) { return truth(z.re) | truth(z.im); }
Complex logical_and(Complex a, Complex b) { return {nonzero(a) & nonzero(b), {}}; }
Complex logical_or(Complex a, Complex b) { return {nonzero(a) | nonzero(b), {}}; }
Complex logical_xor(Complex a, Complex b) { return {nonzero(a) ^ nonzero(b), {}}; }
Complex logical_not(Complex z, Complex) { return {~nonzero(z), {}}; }

constexpr ComplexRule rules[] = {
    {Op::add, add},
    {Op::angle, angle},
    {Op::conj, conj},
    {Op::divide, divide},
    {Op::equal, equal},
    {Op::imag, imag},
    {Op::isfinite, isfinite},
    {Op::isinf, isinf},
    {Op::isnan, isnan},
    {Op::logical_and, logical_and},
    {Op::logical_not, logical_not},
    {Op::logical_or, logical_or},
    {Op::logical_xor, logical_xor},
    {Op::multiply, multiply},
    {Op::nan_to_num, nan_to_num},
    {Op::negative, negative},
    {Op::norm, norm},
    {Op::not_equal, not_equal},
    {Op::positive, itself},
    {Op::real, real},
    {Op::reciprocal, reciprocal},
    {Op::rint, rint},
    {Op::square, square},
    {Op::subtract, subtract},
};

}  // namespace

Complex complex_multiply(Complex a, Complex b) { return multiply(a, b); }
Complex complex_divide(Complex a, Complex b) { return divide(a, b); }
Complex complex_reciprocal(Complex z) { return reciprocal(z, {}); }

std::span<const ComplexRule> complex_arithmetic_rules() { return rules; }

}  // namespace tenon::kernel
