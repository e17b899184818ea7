// SPDX-License-Identifier: MIT
// Divisors and bits of whole numbers.
#include "kernel/lower.hpp"

namespace tenon::kernel {

namespace {

using ops::Op;

Real magnitude(Real x) {
    return is_signed(x.type()) ? absolute(x).cast(unsigned_form(x.type())) : x;
}

/// Euclid's algorithm on unsigned numbers.
Real divisor_of(Real a, Real b) {
    Builder& builder = a.builder();
    const std::uint32_t larger = builder.add_var(a.type());
    const std::uint32_t smaller = builder.add_var(a.type());
    builder.write_var(larger, a.id());
    builder.write_var(smaller, b.id());
    const auto read = [&](std::uint32_t var) { return Real(builder, builder.read_var(var)); };

    const BlockId test = builder.begin_block();
    const Real again = read(smaller) != a.literal(0);
    builder.end_block();

    const BlockId step = builder.begin_block();
    const Real x = read(larger), y = read(smaller);
    const Real rest = x - apply(Op::quotient, x, y) * y;
    builder.write_var(larger, y.id());
    builder.write_var(smaller, rest.id());
    builder.end_block();

    builder.while_(test, again.id(), step);
    return read(larger);
}

Real gcd(Real a, Real b, Real) { return divisor_of(magnitude(a), magnitude(b)).cast(a.type()); }

/// A quotient by zero is 0, and so is the multiple of two zeros.
Real lcm(Real a, Real b, Real) {
    const Real x = magnitude(a), y = magnitude(b);
    return (apply(Op::quotient, x, divisor_of(x, y)) * y).cast(a.type());
}

/// Counts in pairs, in fours, in bytes; a product adds up the bytes in the highest one (H. S.
/// Warren, Hacker's Delight, 2nd ed., 5-1).
Real bitwise_count(Real number, Real, Real) {
    Real x = magnitude(number);
    const int width = 8 * static_cast<int>(size_of(x.type()));
    const auto each = [&](std::uint64_t byte) {  // in all bytes
        return Real(x.builder(), x.builder().constant(x.type(), byte * 0x0101010101010101u));
    };
    const auto shifted = [&](Real value, int count) {
        return apply(Op::bitwise_right_shift, value, value.literal(count));
    };
    x = x - (shifted(x, 1) & each(0x55));
    x = (x & each(0x33)) + (shifted(x, 2) & each(0x33));
    x = (x + shifted(x, 4)) & each(0x0f);
    if (width > 8)
        x = shifted(x * each(0x01), width - 8);
    return x.cast(DType::uint8);
}

constexpr RealRule rules[] = {
    {Op::bitwise_count, integers, bitwise_count},
    {Op::gcd, integers, gcd},
    {Op::lcm, integers, lcm},
};

}  // namespace

std::span<const RealRule> integer_rules() { return rules; }

}  // namespace tenon::kernel
