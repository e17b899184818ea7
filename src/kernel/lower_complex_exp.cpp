// SPDX-License-Identifier: MIT
// Exponentials, logarithms and powers of complex numbers. Signed zeros, infinities and NaNs are
// those of C's annex G.6.3, which NumPy follows.
#include <numbers>

#include "kernel/complex_math.hpp"

namespace tenon::kernel {

namespace {

using ops::Op;

constexpr double e_to_64 = 0x1.425982cf597cdp+92;

Real exp(Real x) { return apply(Op::exp, x); }
Real log(Real x) { return apply(Op::log, x); }
Real log1p(Real x) { return apply(Op::log1p, x); }

/// size * factor * (cos + i sin), for exp(re) = size * factor. Each part is multiplied by the two
/// one after the other: it may be finite where the size alone is not.
Complex spiral(Complex z, Real size, Real factor, Complex direction) {
    const Real zero = z.re.literal(0);
    const Real lost = ~is_finite(z.im);  // no direction, which does not matter for 0 and infinity
    const Real vanished = z.re == z.re.literal(-infinity);
    const Real far = is_infinite(z.re);
    const Real re = select(lost & far, select(vanished, zero, z.re), size * direction.re * factor);
    const Real im = select(lost & vanished, copysign(zero, z.im), size * direction.im * factor);
    return {re, select(is_zero(z.im), z.im, im)};
}

/// NumPy's formula. The exponential alone is right where 1 is nothing to it.
Complex expm1(Complex z) {
    const Complex whole = complex_exp(z);
    const Real sine = apply(Op::sin, z.im * z.im.literal(0.5));
    const Real near = apply(Op::expm1, z.re) * apply(Op::cos, z.im) - sine.literal(2) * sine * sine;
    return {select(z.re > z.re.literal(40), whole.re, near), whole.im};
}

/// y log(2) as a number and what it lacks, for which the factors are cut into halves whose products
/// are exact (T. J. Dekker, A floating-point technique for extending the available precision,
/// Numer. Math. 18, 1971).
struct Angle {
    Real value, rest;
};
Angle angle_of_two(Real y) {
    const Real bits = y.bitcast(DType::int64);
    const Real mask{y.builder(), y.builder().constant_int(DType::int64, ~std::int64_t{0x7ffffff})};
    const Real high = (bits & mask).bitcast(DType::float64);
    const Real low = y - high;
    const Real log2_high = y.literal(0x1.62e42f8p-1), log2_low = y.literal(0x1.be8e7bcd5e4f2p-27);
    const Real value = y * y.literal(std::numbers::ln2);
    const Real rest =
        ((high * log2_high - value) + high * log2_low + low * log2_high) + low * log2_low;
    return {value, select(absolute(rest) < rest.literal(0x1p-26), rest, rest.literal(0))};
}

Complex exp2(Complex z) {
    const Real far = z.re > z.re.literal(1000);
    const Real size = apply(Op::exp2, select(far, z.re - z.re.literal(64), z.re));
    const Angle angle = angle_of_two(z.im);
    const Real sine = apply(Op::sin, angle.value), cosine = apply(Op::cos, angle.value);
    return spiral(z, size, select(far, z.re.literal(0x1p64), z.re.literal(1)),
                  {cosine - angle.rest * sine, sine + angle.rest * cosine});
}

/// The logarithm of z, given |z|^2 - 1 without cancellation: next to the unit circle that decides.
Complex logarithm(Complex z, Real excess) {
    const Real near = (excess > excess.literal(-0.5)) & (excess < excess.literal(2));
    const Real half = excess.literal(0.5);
    return {select(near, half * log1p(select(near, excess, half)), log_modulus(z)),
            apply(Op::atan2, z.im, z.re)};
}

Complex scaled(Complex z, double factor) {
    return {z.re * z.re.literal(factor), z.im * z.im.literal(factor)};
}
Complex log2(Complex z) { return scaled(complex_log(z), std::numbers::log2e); }
Complex log10(Complex z) { return scaled(complex_log(z), std::numbers::log10e); }

Complex log1p(Complex z) {
    const Real moved = z.re + z.re.literal(1);
    return logarithm({moved, z.im}, z.re * (z.re + z.re.literal(2)) + z.im * z.im);
}

/// Whole exponents below 100, by squaring, as NumPy does it: small whole numbers stay whole.
Complex small_power(Complex z, Real exponent) {
    const Real one = exponent.literal(1), zero = exponent.literal(0);
    const Real bits = absolute(exponent).cast(DType::int64);
    Complex result{one, zero}, power = z;
    for (int i = 0; i < 7; ++i) {
        const Real bit{bits.builder(), bits.builder().constant_int(DType::int64, 1 << i)};
        const Real used = (bits & bit) != bits.literal(0);
        const Real none_yet = (bits & (bit - bits.literal(1))) == bits.literal(0);
        const Complex product = select(none_yet, power, complex_multiply(result, power));
        result = select(used, product, result);
        power = complex_multiply(power, power);
    }
    return select(exponent < zero, complex_reciprocal(result), result);
}

Complex power(Complex a, Complex b) {
    const Real zero = a.re.literal(0), limit = a.re.literal(100);
    const Complex general = complex_exp(complex_multiply(b, complex_log(a)));
    const Real real = is_zero(b.im);
    const Real small = real & (absolute(b.re) < limit) & (apply(Op::trunc, b.re) == b.re);
    const Complex result = select(small, small_power(a, b.re), general);
    const Real not_number = zero.literal(std::numeric_limits<double>::quiet_NaN());
    const Real vanishes = b.re > zero;
    const Complex of_zero{select(vanishes, zero, not_number), select(vanishes, zero, not_number)};
    const Complex defined = select(is_zero(a.re) & is_zero(a.im), of_zero, result);
    return select(real & is_zero(b.re), {zero.literal(1), zero}, defined);
}

constexpr ComplexRule rules[] = {
    {Op::exp, widely<complex_exp>},  {Op::exp2, widely<exp2>},
    {Op::expm1, widely<expm1>},      {Op::float_power, both_widely<power>},
    {Op::log, widely<complex_log>},  {Op::log10, widely<log10>},
    {Op::log1p, widely<log1p>},      {Op::log2, widely<log2>},
    {Op::power, both_widely<power>},
};

}  // namespace

Complex complex_exp(Complex z) {
    const Real far = z.re > z.re.literal(700);
    const Real size = exp(select(far, z.re - z.re.literal(64), z.re));
    return spiral(z, size, select(far, z.re.literal(e_to_64), z.re.literal(1)),
                  {apply(Op::cos, z.im), apply(Op::sin, z.im)});
}

Real log_modulus(Complex z) {
    const Real size = apply(Op::maximum, absolute(z.re), absolute(z.im));
    const Real large = size > size.literal(0x1p1020), small = size < size.literal(0x1p-900);
    const auto pick = [&](double if_large, double if_small, double otherwise) {
        return select(large, size.literal(if_large),
                      select(small, size.literal(if_small), size.literal(otherwise)));
    };
    const Real scale = pick(0x1p-2, 0x1p110, 1);
    const Real shift = pick(0x1.62e42fefa39efp+0, -0x1.30fc1931f09cap+6, 0);
    return log(hypot(z.re * scale, z.im * scale)) + shift;
}

/// (b - 1) (b + 1) + t t, for the larger part b and the smaller one t.
Complex complex_log(Complex z) {
    const Real re = absolute(z.re), im = absolute(z.im);
    const Real large = apply(Op::maximum, re, im), small = apply(Op::minimum, re, im);
    const Real one = large.literal(1);
    return logarithm(z, (large - one) * (large + one) + small * small);
}

std::span<const ComplexRule> complex_exp_rules() { return rules; }

}  // namespace tenon::kernel
