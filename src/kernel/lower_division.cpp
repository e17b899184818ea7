// SPDX-License-Identifier: MIT
// Division of whole numbers and remainders, with Python's signs and NumPy's values where C has
// none.
#include "kernel/lower.hpp"

namespace tenon::kernel {

DType unsigned_form(DType type) {
    switch (size_of(type)) {
    case 1: return DType::uint8;
    case 2: return DType::uint16;
    case 4: return DType::uint32;
    default: return DType::uint64;
    }
}

namespace {

using ops::Op;

/// a minus the multiple of b nearest to it towards zero: C's %, but 0 where b is 0. (The quotient
/// of the smallest integer by -1 is itself, so that its remainder wraps to 0.)
Real integer_fmod(Real a, Real b, Real) {
    const Real rest = a - apply(Op::quotient, a, b) * b;
    return select(b == b.literal(0), b.literal(0), rest);
}

/// By an unsigned division only, in which no number is too small. For b > 0, a quotient of negative
/// numbers is the complement of that of their complements, which are not negative. For b < 0 it is
/// the complement of the quotient of a - 1 by -b. Signs are shifted down instead of compared: where
/// a comparison's mask is spread over a register again, some processors wait for what was in it.
Real signed_floor_divide(Real a, Real b, Real) {
    const DType type = a.type();
    const DType magnitude = unsigned_form(type);
    const auto sign = [&](Real x) {
        const double last_bit = 8.0 * static_cast<double>(size_of(type)) - 1;
        return apply(Op::bitwise_right_shift, x, x.literal(last_bit));
    };
    const Real flipped = sign(b);
    const Real moved = a + flipped;
    const Real below = sign(moved | a);  // a - 1 wraps where a is the smallest
    const Real n = (moved ^ below).cast(magnitude);
    const Real q = apply(Op::quotient, n, absolute(b).cast(magnitude)).cast(type);
    return select(b == b.literal(0), b.literal(0), q ^ (below ^ flipped));
}

Real signed_remainder(Real a, Real b, Real none) {
    const Real rest = a - signed_floor_divide(a, b, none) * b;
    return select(b == b.literal(0), b.literal(0), rest);
}

Real unsigned_floor_divide(Real a, Real b, Real) { return apply(Op::quotient, a, b); }

/// Where a remainder with C's sign must be moved by one divisor to get Python's.
Real wrong_sign(Real rest, Real b) {
    const Real zero = b.literal(0);
    return (rest != zero) & ((rest < zero) != (b < zero));
}

/// fmod is exact, and so is moving it by b but for its rounding. A zero has the sign of b.
/// By zero it is NaN, as fmod is.
Real floating_remainder(Real a, Real b, Real) {
    const Real zero = b.literal(0);
    const Real rest = apply(Op::fmod, a, b);
    const Real moved = select(wrong_sign(rest, b), rest + b, rest);
    return select(rest == zero, copysign(zero, b), moved);
}

/// (a - rest) / b is a whole number but for one rounding: it is snapped to the nearest one.
/// By zero it is a / b; a zero has the sign of a / b.
Real floating_floor_divide(Real a, Real b, Real) {
    const Real zero = b.literal(0);
    const Real one = b.literal(1);
    const Real rest = apply(Op::fmod, a, b);
    const Real exact = (a - rest) / b;
    const Real whole = select(wrong_sign(rest, b), exact - one, exact);
    const Real below = apply(Op::floor, whole);
    const Real snapped = select(whole - below > b.literal(0.5), below + one, below);
    const Real quotient = a / b;
    const Real finite = select(whole == zero, copysign(zero, quotient), snapped);
    return select(b == zero, quotient, finite);
}

constexpr RealRule rules[] = {
    {Op::floor_divide, signed_ints, signed_floor_divide},
    {Op::floor_divide, unsigned_ints, unsigned_floor_divide},
    {Op::floor_divide, floats, floating_floor_divide},
    {Op::fmod, integers, integer_fmod},
    {Op::remainder, signed_ints, signed_remainder},
    {Op::remainder, unsigned_ints, integer_fmod},
    {Op::remainder, floats, floating_remainder},
};

}  // namespace

std::span<const RealRule> division_rules() { return rules; }

}  // namespace tenon::kernel
