// SPDX-License-Identifier: MIT
/// The table of scalar operations as typed data: everything else is derived from `op_table`.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include <tenon/dtype.hpp>

namespace tenon::ops {

enum class Op : std::uint8_t {
#define OP(name, ...) name,
#include "ops/ops.def"
};

/// How operand dtypes give the dtype in which the operation computes, and that of its result.
enum class TypeRule : std::uint8_t {
    promote,        ///< the common type; booleans stay booleans (add is OR, multiply is AND)
    promote_real,   ///< as promote, complex refused
    numeric,        ///< as promote, booleans refused
    integers,       ///< as promote, integers only
    to_float,       ///< the common type, integers to floating point
    to_real_float,  ///< as to_float, complex refused
    divide,         ///< as to_float, but integers always become float64
    wide_float,     ///< float64; complex128 of complex
    power,          ///< as promote, booleans become int8
    rounding,       ///< integers as they are, floating point rounded, booleans and complex refused
    magnitude,      ///< complex to its real type, others as they are
    argument,       ///< complex to its real type, others as to_float; booleans become float64
    exponent,       ///< computed as to_real_float, int32 out
    bit_count,      ///< integers (booleans become int8), uint8 out
    compare,        ///< compared in the common type, bool out
    predicate,      ///< bool out, operand as it is
    logical,        ///< operands compared with zero first, bool out
    bits,           ///< booleans and integers
    shift,          ///< integers
};

enum Trait : std::uint8_t {
    none = 0,
    core = 1,
    commutative = 2,
    associative = 4,
    call = 8,
};

struct OpInfo {
    std::string_view name;
    std::uint8_t arity;
    TypeRule rule;
    std::uint8_t traits;
    std::string_view doc;
};

inline constexpr auto op_table = std::to_array<OpInfo>({
#define OP(name, arity, rule, traits, doc)                                                         \
    {#name, arity, TypeRule::rule, static_cast<std::uint8_t>(traits), doc},
#include "ops/ops.def"
});
inline constexpr int op_count = static_cast<int>(op_table.size());

constexpr const OpInfo& info(Op op) { return op_table[static_cast<std::size_t>(op)]; }
constexpr std::string_view name(Op op) { return info(op).name; }
constexpr bool has(Op op, Trait trait) { return (info(op).traits & trait) != 0; }

static_assert(std::ranges::all_of(op_table,
                                  [](const OpInfo& op) {
                                      return op.arity >= 1 && op.arity <= 3 && !op.doc.empty();
                                  }),
              "every operation has one to three operands and a sentence");
static_assert(std::ranges::is_sorted(op_table, {}, &OpInfo::name), "ops.def is alphabetical");

std::optional<Op> find_op(std::string_view name);

/// The dtype in which `op` computes (operands are cast to it) and the dtype of its result.
struct OpTypes {
    DType compute;
    DType result;
};

OpTypes resolve_by_rule(Op op, DType common);
/// Applies the type rule to operand types that promotion has already joined into `common`.
/// @throws DTypeError naming the operation when it is not defined for the type.
inline OpTypes resolve(Op op, DType common) {
    const TypeRule rule = info(op).rule;
    if ((rule == TypeRule::promote || rule == TypeRule::numeric) && is_floating(common))
        return {common, common};
    return resolve_by_rule(op, common);
}

/// Whether complex operands are taken.
bool supports_complex(Op op);

}  // namespace tenon::ops
