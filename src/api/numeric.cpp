// SPDX-License-Identifier: MIT
#include <tenon/numeric.hpp>

#include "api/apply.hpp"

namespace tenon {

using api::apply;
using ops::Op;

namespace {

/// An operand that more than one operation may take.
Operand kept(const Operand& x) { return x.is_scalar() ? Operand(x.scalar()) : Operand(x.array()); }

std::pair<Array, Array> both(Op first, Op second, const Operand& x) {
    return {apply(first, kept(x)), apply(second, kept(x))};
}

}  // namespace

std::pair<Array, Array> divmod(const Operand& x1, const Operand& x2) {
    return {apply(Op::floor_divide, kept(x1), kept(x2)), apply(Op::remainder, kept(x1), kept(x2))};
}

std::pair<Array, Array> frexp(const Operand& x) {
    return both(Op::frexp_mantissa, Op::frexp_exponent, x);
}

std::pair<Array, Array> modf(const Operand& x) {
    return both(Op::modf_fraction, Op::modf_whole, x);
}

/// The second one is compared with as floating point, as NumPy does: differences of whole numbers
/// could wrap.
Array isclose(const Operand& a, const Operand& b, double rtol, double atol, bool equal_nan) {
    const Operand x = kept(a);
    const DType type = ops::resolve(Op::divide, api::common_type({&b, 1})).compute;
    const Array converted = b.is_scalar() ? Array() : b.array().astype(type);
    const Operand y = !b.is_scalar()                       ? Operand(converted)
                      : b.scalar().kind() == Kind::complex ? b
                                                           : Operand(b.scalar().real());
    const Array near = less_equal(absolute(subtract(x, y)), add(atol, multiply(rtol, absolute(y))));
    Array close = bitwise_or(bitwise_and(near, isfinite(y)), equal(x, y));
    if (equal_nan)
        close = bitwise_or(close, bitwise_and(isnan(x), isnan(y)));
    return close;
}

}  // namespace tenon
