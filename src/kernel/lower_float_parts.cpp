// SPDX-License-Identifier: MIT
// Operations on the parts of floating-point numbers: sign, exponent, significand, neighbours.
#include <limits>

#include "kernel/lower.hpp"

namespace tenon::kernel {

namespace {

using ops::Op;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// A floating-point format, as far as bits are looked at.
struct Format {
    DType bits;          ///< the integer of the same size
    int significand;     ///< bits of it that are stored
    int bias;            ///< of the exponent field
    double lowest_step;  ///< the smallest number above 0
    double smallest;     ///< that is normal
    double largest;

    std::int64_t field() const { return 2 * std::int64_t{bias} + 1; }  ///< all ones
};

Format format_of(Real x) {
    if (x.type() == DType::float32)
        return {DType::int32, 23, 127, 0x1p-149, 0x1p-126, 0x1.fffffep127};
    return {DType::int64, 52, 1023, 0x1p-1074, 0x1p-1022, std::numeric_limits<double>::max()};
}

Real whole(Real like, std::int64_t value) {
    return {like.builder(), like.builder().constant_int(like.type(), value)};
}

/// x * 2^shift with a normal significand, and the exponent field of that; both are of no use where
/// x is zero, infinite or NaN.
struct Parts {
    Real special;   ///< whether it is one of those
    Real bits;      ///< of the scaled number
    Real exponent;  ///< n of m * 2^n, of the same integer type as the bits
};

Parts parts_of(Real x) {
    const Format format = format_of(x);
    const Real size = absolute(x);
    const Real small = size < x.literal(format.smallest);
    const double up = format.significand == 23 ? 0x1p30 : 0x1p60;
    const int shift = format.significand == 23 ? 30 : 60;
    const Real bits = select(small, x * x.literal(up), x).bitcast(format.bits);
    const Real field = apply(Op::bitwise_right_shift, bits, whole(bits, format.significand)) &
                       whole(bits, format.field());
    const Real bias =
        select(small, whole(bits, format.bias - 1 + shift), whole(bits, format.bias - 1));
    const Real ordinary = (size > x.literal(0)) & (size < x.literal(infinity));
    return {~ordinary, bits, field - bias};
}

Real frexp_mantissa(Real x, Real, Real) {
    const Format format = format_of(x);
    const Parts parts = parts_of(x);
    const std::int64_t place = format.field() << format.significand;
    const std::int64_t half = std::int64_t{format.bias - 1} << format.significand;
    const Real bits = (parts.bits & whole(parts.bits, ~place)) | whole(parts.bits, half);
    return select(parts.special, x, bits.bitcast(x.type()));
}

Real frexp_exponent(Real x, Real, Real) {
    const Parts parts = parts_of(x);
    return select(parts.special, whole(parts.bits, 0), parts.exponent).cast(DType::int32);
}

/// Up to three factors: the last one alone may round, because those before it either are exact or
/// leave a number so far below the subnormal ones that nothing of it is left.
Real ldexp(Real x, Real power, Real) {
    const Format format = format_of(x);
    const double most = format.bias;
    const double least = 1 - most;
    const double step = least + format.significand + 1;  // keeps a normal number's bits normal
    const auto power_of_two = [&](double n) {
        const auto field = static_cast<std::int64_t>(n) + format.bias;
        const Real bits{x.builder(),
                        x.builder().constant_int(format.bits, field << format.significand)};
        return bits.bitcast(x.type());
    };
    const Real up = power_of_two(most), down = power_of_two(step), one = x.literal(1);
    for (int i = 0; i < 2; ++i) {
        const Real above = power > x.literal(most), below = power < x.literal(least);
        x = x * select(above, up, select(below, down, one));
        power =
            power - select(above, x.literal(most), select(below, x.literal(step), x.literal(0)));
    }
    power = apply(Op::minimum, apply(Op::maximum, power, x.literal(least)), x.literal(most));
    const Real field = power.cast(format.bits);
    const Real bits = apply(Op::bitwise_left_shift, field + whole(field, format.bias),
                            whole(field, format.significand));
    return x * bits.bitcast(x.type());
}

Real modf_whole(Real x, Real, Real) { return apply(Op::trunc, x); }

Real modf_fraction(Real x, Real, Real) {
    const Real rest = x - apply(Op::trunc, x);
    return copysign(select(is_infinite(x), x.literal(0), rest), x);
}

/// The bits of numbers of one sign are ordered as their magnitudes are.
Real nextafter(Real x, Real y, Real) {
    const Format format = format_of(x);
    const Real zero = x.literal(0);
    const Real bits = x.bitcast(format.bits);
    const Real away = (x < y) == (x > zero);
    const Real moved = (bits + select(away, whole(bits, 1), whole(bits, -1))).bitcast(x.type());
    const Real next = select(x == zero, copysign(x.literal(format.lowest_step), y), moved);
    return select(x == y, y, select((x == x) & (y == y), next, x + y));
}

Real spacing(Real x, Real, Real) {
    const Format format = format_of(x);
    const Real bits = x.bitcast(format.bits);
    const Real next = (bits + whole(bits, 1)).bitcast(x.type());
    const Real step = select(x == x.literal(0), x.literal(format.lowest_step), next - x);
    const Real not_number = x.literal(std::numeric_limits<double>::quiet_NaN());
    return select(absolute(x) < x.literal(infinity), step, not_number);
}

Real nan_to_num(Real x, Real, Real) {
    const double largest = format_of(x).largest;
    const Real above = select(x == x.literal(infinity), x.literal(largest), x);
    const Real held = select(x == x.literal(-infinity), x.literal(-largest), above);
    return select(x == x, held, x.literal(0));
}

constexpr RealRule rules[] = {
    {Op::frexp_exponent, floats, frexp_exponent},
    {Op::frexp_mantissa, floats, frexp_mantissa},
    {Op::ldexp, floats, ldexp},
    {Op::modf_fraction, floats, modf_fraction},
    {Op::modf_whole, floats, modf_whole},
    {Op::nan_to_num, floats, nan_to_num},
    {Op::nextafter, floats, nextafter},
    {Op::spacing, floats, spacing},
};

}  // namespace

std::span<const RealRule> float_part_rules() { return rules; }

Real finite_part(Real x) { return nan_to_num(x, {}, {}); }

}  // namespace tenon::kernel
