// SPDX-License-Identifier: MIT
/// The table of operations as data, for bindings: what include/tenon/functions.hpp names one by
/// one.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <tenon/array.hpp>

namespace tenon {

/// An element-wise operation: its place in operations().
enum class Operation : std::uint16_t {};

struct OperationInfo {
    std::string_view name;
    int arity = 1;
    bool commutative = false, associative = false;
    std::string_view documentation;  ///< one sentence
};

TENON_API std::span<const OperationInfo> operations();
TENON_API std::optional<Operation> find_operation(std::string_view name);

/// What the function of the operation's name returns.
TENON_API Array apply(Operation operation, std::span<const Operand> operands);
/// The same, stored in `out`: its shape must be that of the result, its dtype of the same kind or a
/// higher one (NumPy's casting "same_kind").
TENON_API void apply_to(Operation operation, std::span<const Operand> operands, const Array& out);
/// The dtype of what apply returns, without recording anything.
/// @throws DTypeError when the operation is not defined for the operands.
TENON_API DType result_type(Operation operation, std::span<const Operand> operands);

/// target[...] = value, any dtype to any, broadcasting.
TENON_API void assign(const Array& target, const Operand& value);

}  // namespace tenon
