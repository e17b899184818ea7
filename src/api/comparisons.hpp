// SPDX-License-Identifier: MIT
/// Comparisons of integers that have no common integer type: with a number that no element can
/// reach, and of signed integers with uint64.
#pragma once

#include "api/apply.hpp"

namespace tenon::api {

/// Whether the operation is a comparison whose operands, as `common`, would not keep their values.
bool loses_values(DType common, std::span<const Operand> operands);
inline bool compares_apart(ops::Op op, DType common, std::span<const Operand> operands) {
    return ops::info(op).rule == ops::TypeRule::compare && loses_values(common, operands);
}
/// Its answer.
Array compare_apart(ops::Op op, DType common, std::span<const Operand> operands);

}  // namespace tenon::api
