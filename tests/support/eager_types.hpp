// SPDX-License-Identifier: MIT
/// NumPy 2's type rules, written down a second time: the oracle must not trust the engine's table.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <tenon/dtype.hpp>

namespace eager {

using tenon::DType;
using tenon::Kind;

/// The common type of two arrays.
DType promote(DType a, DType b);

/// The type that a C++ number of kind `number` and an array of `type` meet in (NEP 50: the number
/// bends to the array where the kind allows).
DType promote_weak(DType type, Kind number);

/// The dtype a number has when no array is near.
DType default_type(Kind number);

/// One operand of an operation: an array's dtype, or only the kind of a number.
struct OperandType {
    bool weak = false;
    DType type = DType::float64;
    Kind kind = Kind::floating;
};
DType common_type(std::span<const OperandType> operands);

struct Types {
    DType compute;  ///< operands are converted to it
    DType result;
};

/// Nothing when NumPy refuses the operation for the type.
std::optional<Types> types_of(std::string_view op, DType common);
int arity_of(std::string_view op);
std::vector<std::string_view> all_operations();

/// Whether the operation is a mathematical function: right within units in the last place, where
/// all others are right to the bit. Complex results of division and roots belong here.
bool is_approximate(std::string_view op, DType compute);

/// NumPy's casting="same_kind", which in-place operations ask for.
bool can_cast_same_kind(DType from, DType to);

/// What sum, prod and their scans give for elements of a type.
DType sum_type(DType type);
/// What mean, var and std compute in.
DType mean_type(DType type);

}  // namespace eager
