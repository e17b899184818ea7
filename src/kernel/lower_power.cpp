// SPDX-License-Identifier: MIT
// Integer powers.
#include "kernel/lower.hpp"

namespace tenon::kernel {

namespace {

using ops::Op;

/// Squares and multiplies, from the lowest bit of the exponent (D. E. Knuth, The Art of Computer
/// Programming, vol. 2, 4.6.3, algorithm A). Products wrap, so that any order gives the same bits.
/// Negative exponents are refused before a kernel is made; here they only have to end.
Real integer_power(Real x, Real exponent, Real) {
    Builder& builder = x.builder();
    const auto variable = [&](Real first) {
        const std::uint32_t var = builder.add_var(first.type());
        builder.write_var(var, first.id());
        return var;
    };
    const auto read = [&](std::uint32_t var) { return Real(builder, builder.read_var(var)); };
    const std::uint32_t result = variable(x.literal(1));
    const std::uint32_t power = variable(x);
    const std::uint32_t left = variable(exponent);

    const BlockId test = builder.begin_block();
    const Real again = read(left) > x.literal(0);
    builder.end_block();

    const BlockId step = builder.begin_block();
    const Real bits = read(left);
    const Real factor = read(power);
    const Real product = read(result);
    const Real odd = (bits & x.literal(1)) != x.literal(0);
    builder.write_var(result, select(odd, product * factor, product).id());
    builder.write_var(power, (factor * factor).id());
    builder.write_var(left, apply(Op::bitwise_right_shift, bits, x.literal(1)).id());
    builder.end_block();

    builder.while_(test, again.id(), step);
    return read(result);
}

constexpr RealRule rules[] = {{Op::power, integers, integer_power}};

}  // namespace

std::span<const RealRule> power_rules() { return rules; }

}  // namespace tenon::kernel
