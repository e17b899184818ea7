// SPDX-License-Identifier: MIT
// float16. Core kernels load, store and convert it; they compute in float32, of which each float16
// is one, and round after every operation. For sums, products, quotients and roots that is the
// same as rounding the exact result once (S. A. Figueroa, When is double rounding innocuous?,
// SIGNUM Newsletter 30, 1995).
#include <limits>

#include "kernel/lower.hpp"

namespace tenon::kernel {

namespace {

using ops::Op;

constexpr double largest = 65504;

Real bits_of(Real x) { return x.cast(DType::float16).bitcast(DType::int16); }
Real from_bits(Real bits) { return bits.bitcast(DType::float16).cast(DType::float32); }

/// Of two zeros the first, where the wider types take the second, as NumPy does.
Real maximum(Real x, Real y) { return apply(Op::maximum, y, x); }
Real minimum(Real x, Real y) { return apply(Op::minimum, y, x); }

/// As nextafter of the wider types, on the bits of this one; of two zeros the first.
Real nextafter(Real x, Real y) {
    const Real zero = x.literal(0);
    const Real bits = bits_of(x);
    const Real away = (x < y) == (x > zero);
    const Real moved = from_bits(bits + select(away, bits.literal(1), bits.literal(-1)));
    const Real next = select(x == zero, copysign(x.literal(0x1p-24), y), moved);
    return select(x == y, x, select((x == x) & (y == y), next, x + y));
}

Real spacing(Real x, Real) {
    const Real bits = bits_of(x);
    const Real next = from_bits(bits + bits.literal(1));
    const Real step = select(x == x.literal(0), x.literal(0x1p-24), next - x);
    const Real not_number = x.literal(std::numeric_limits<double>::quiet_NaN());
    return select(is_infinite(x) | (x != x), not_number, step);
}

Real nan_to_num(Real x, Real) {
    const Real held =
        apply(Op::maximum, apply(Op::minimum, x, x.literal(largest)), x.literal(-largest));
    return select(x == x, held, x.literal(0));
}

/// float64 as float32 with a last bit of 1 if anything was lost: rounding that again is rounding
/// once (S. Boldo and G. Melquiond, Emulation of FMA and correctly rounded sums: proved algorithms
/// using rounding to odd, IEEE Trans. Computers 57, 2008).
Real rounded_to_odd(Real x) {
    const Real near = x.cast(DType::float32);
    const Real back = near.cast(DType::float64);
    const Real bits = near.bitcast(DType::int32);
    const Real one = bits.literal(1);
    const Real exact = (back == x) | (x != x) | ((bits & one) == one);
    const Real moved = bits + select(absolute(back) > absolute(x), bits.literal(-1), one);
    return select(exact, near, moved.bitcast(DType::float32));
}

}  // namespace

HalfRule half_rule(Op op) {
    switch (op) {
    case Op::maximum: return maximum;
    case Op::minimum: return minimum;
    case Op::nan_to_num: return nan_to_num;
    case Op::nextafter: return nextafter;
    case Op::spacing: return spacing;
    default: return nullptr;
    }
}

Real rounded_to_half(Real x) { return x.cast(DType::float16).cast(DType::float32); }

/// Whole numbers that float32 rounds are beyond float16.
Real as_half(Real x) {
    return rounded_to_half(x.type() == DType::float64 ? rounded_to_odd(x) : x.cast(DType::float32));
}

}  // namespace tenon::kernel
