// SPDX-License-Identifier: MIT
/// The engine's functions by name, for tests that go through the table of operations.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include <tenon/array.hpp>

namespace support {

/// tenon::<op>(inputs...), through the function or, where there is one, the operator.
tenon::Array engine_apply(std::string_view op, std::span<const tenon::Operand> inputs);

/// target <op>= value, for the operations that have such an operator.
void engine_update(std::string_view op, tenon::Array& target, const tenon::Operand& value);
inline constexpr std::string_view update_operations[] = {"add",
                                                         "subtract",
                                                         "multiply",
                                                         "divide",
                                                         "remainder",
                                                         "bitwise_and",
                                                         "bitwise_or",
                                                         "bitwise_xor",
                                                         "bitwise_left_shift",
                                                         "bitwise_right_shift"};

/// target(...) = value.
void engine_assign(const tenon::Array& target, const tenon::Operand& value);

}  // namespace support
