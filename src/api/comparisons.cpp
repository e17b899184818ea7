// SPDX-License-Identifier: MIT
#include "api/comparisons.hpp"

#include <tenon/functions.hpp>
#include <tenon/manipulation.hpp>

namespace tenon::api {

namespace {

/// The number that no element of the dtype can reach, if there is one.
const Operand* out_of_reach(DType common, std::span<const Operand> operands) {
    if (!is_integer(common))
        return nullptr;
    for (const Operand& operand : operands)
        if (operand.is_scalar() && !fits(operand.scalar(), common))
            return &operand;
    return nullptr;
}

/// Comparing every element with a number above or below all of them.
bool constant_comparison(ops::Op op, const Scalar& number, bool number_is_first) {
    const bool above = number.kind() == Kind::unsigned_integer || number.integer() > 0;
    const bool first_is_less = above != number_is_first;
    switch (op) {
    case ops::Op::not_equal: return true;
    case ops::Op::less:
    case ops::Op::less_equal: return first_is_less;
    case ops::Op::greater:
    case ops::Op::greater_equal: return !first_is_less;
    default: return false;
    }
}

bool mixes_signs(std::span<const Operand> operands) {
    if (operands[0].is_scalar() || operands[1].is_scalar())
        return false;
    const DType a = operands[0].array().dtype();
    const DType b = operands[1].array().dtype();
    return (is_signed(a) && b == DType::uint64) || (a == DType::uint64 && is_signed(b));
}

/// Signed integers compared with uint64, for which there is no common integer type: where the
/// signed one is negative the answer is known, elsewhere both are uint64.
Array compare_mixed_signs(ops::Op op, const Array& a, const Array& b) {
    const bool first_signed = is_signed(a.dtype());
    const Array& with_sign = first_signed ? a : b;
    const Array plain = apply(op, a.astype(DType::uint64), b.astype(DType::uint64));
    const bool when_negative = constant_comparison(op, Scalar(-1), first_signed);
    return where(with_sign < 0, when_negative, plain);
}

}  // namespace

bool loses_values(DType common, std::span<const Operand> operands) {
    return out_of_reach(common, operands) != nullptr || mixes_signs(operands);
}

Array compare_apart(ops::Op op, DType common, std::span<const Operand> operands) {
    const Operand* number = out_of_reach(common, operands);
    if (number == nullptr)
        return compare_mixed_signs(op, operands[0].array(), operands[1].array());
    const char* operation = ops::info(op).name.data();
    const Shape shape = broadcast(operands, operation);
    Array result = new_array(result_layout(operands, DType::bool_, shape), operation);
    assign(result, constant_comparison(op, number->scalar(), number == operands.data()), operation);
    return result;
}

}  // namespace tenon::api
