// SPDX-License-Identifier: MIT
// Functions of complex numbers that are not arithmetic.
#include <limits>

#include "kernel/complex_math.hpp"

namespace tenon::kernel {

namespace {

using ops::Op;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Complex modulus(Complex z, Complex) { return {hypot(z.re, z.im), {}}; }

/// The parts of the root of |re| + i |im|.
struct Root {
    Real large, small;
};

/// sqrt((|re| + modulus) / 2) loses no digits, the other part is |im| divided by twice that.
Root root_of(Real re, Real im, Real modulus) {
    const Real large = sqrt((re + modulus) * re.literal(0.5));
    // Nothing is divided by zero at the origin; everywhere else the sum is 2 large, above 2^-490.
    return {large, im / (large + large + re.literal(0x1p-700))};
}

/// Scaled by powers of four where the sum would overflow, or lose digits of subnormal numbers.
Root scaled_root(Real re, Real im) {
    const Real limit = re.literal(0x1p1022);
    const Real huge = (re > limit) | (im > limit);
    const Real threshold = re.literal(0x1p-967);
    const Real tiny = (re < threshold) & (im < threshold);
    const auto pick = [&](double if_huge, double if_tiny) {
        return select(huge, re.literal(if_huge), select(tiny, re.literal(if_tiny), re.literal(1)));
    };
    const Real scale = pick(0x1p-2, 0x1p110);
    const Real back = pick(0x1p1, 0x1p-55);
    const Root root = root_of(re * scale, im * scale, hypot(re * scale, im * scale));
    return {root.large * back, root.small * back};
}

/// In float64 nothing made of float32 parts overflows or loses digits. An infinite part next to a
/// NaN still has an infinite modulus, as hypot has it.
Root widened_root(Real re, Real im) {
    const Real x = re.cast(DType::float64);
    const Real y = im.cast(DType::float64);
    const Real endless = x.literal(infinity);
    const Real modulus = select(x == endless, endless, sqrt(x * x + y * y));
    const Root root = root_of(x, y, modulus);
    return {root.large.cast(DType::float32), root.small.cast(DType::float32)};
}

/// The principal root, with signed zeros and infinities as C's annex G has them.
/// W. Kahan, Branch cuts for complex elementary functions, in: The State of the Art in Numerical
/// Analysis, Oxford 1987.
Complex square_root(Complex z, Complex) {
    const Real re = absolute(z.re);
    const Real im = absolute(z.im);
    const Root root = z.re.type() == DType::float32 ? widened_root(re, im) : scaled_root(re, im);
    const Real endless = re.literal(infinity);
    const Real upright = im == endless;  // the root is infinite whatever the real part is
    const Real large = select(upright, endless, root.large);
    const Real small = select(upright, endless, root.small);
    const Real left = z.re < re.literal(0);
    return {select(left, small, large), copysign(select(left, large, small), z.im)};
}

/// z / |z|; 0 of 0; of one infinite part the unit along it; NaN of NaN and of two infinite parts.
Complex sign(Complex z, Complex) {
    const Real size = hypot(z.re, z.im);
    const Real zero = size.literal(0);
    const Real not_number = size.literal(nan);
    const Real flat = is_infinite(z.re);
    const Real unit = size.literal(1);
    const Real along_re = select(is_infinite(z.im), not_number, copysign(unit, z.re));
    const Real rest_re = select(is_infinite(z.im), not_number, zero);
    const Real far_re = select(flat, along_re, zero);
    const Real far_im = select(flat, rest_re, copysign(unit, z.im));
    const Real far = is_infinite(size);
    const Real none = size == zero;
    return {select(far, far_re, select(none, zero, z.re / size)),
            select(far, far_im, select(none, zero, z.im / size))};
}

constexpr ComplexRule rules[] = {
    {Op::absolute, modulus},
    {Op::sign, sign},
    {Op::sqrt, square_root},
};

}  // namespace

Complex complex_sqrt(Complex z) { return square_root(z, {}); }

std::span<const ComplexRule> complex_function_rules() { return rules; }

}  // namespace tenon::kernel
