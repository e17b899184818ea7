// SPDX-License-Identifier: MIT
#include "ops/ops.hpp"

#include <array>
#include <string>

#include <tenon/error.hpp>

namespace tenon {

DType parse_dtype(std::string_view text) {
    for (int i = 0; i < dtype_count; ++i)
        if (detail::dtype_table[i].name == text)
            return static_cast<DType>(i);
    std::string known;
    for (const DTypeInfo& type : detail::dtype_table)
        known += (known.empty() ? "" : ", ") + std::string(type.name);
    throw DTypeError("unknown dtype \"" + std::string(text) + "\"; known are " + known);
}

}  // namespace tenon

namespace tenon::ops {

namespace {

[[noreturn]] void refuse(Op op, DType type, std::string_view remedy) {
    throw DTypeError(std::string(name(op)) + ": not defined for " + std::string(name(type)) + "; " +
                     std::string(remedy));
}

DType to_floating(DType type) {
    if (is_floating(type) || is_complex(type))
        return type;
    return size_of(type) == 1   ? DType::float16
           : size_of(type) == 2 ? DType::float32
                                : DType::float64;
}

}  // namespace

std::optional<Op> find_op(std::string_view text) {
    const auto* const found = std::ranges::lower_bound(op_table, text, {}, &OpInfo::name);
    if (found == op_table.end() || found->name != text)
        return std::nullopt;
    return static_cast<Op>(found - op_table.begin());
}

bool supports_complex(Op op) {
    switch (info(op).rule) {
    case TypeRule::promote_real:
    case TypeRule::integers:
    case TypeRule::rounding:
    case TypeRule::to_real_float:
    case TypeRule::exponent:
    case TypeRule::bit_count:
    case TypeRule::bits:
    case TypeRule::shift: return false;
    case TypeRule::compare: return op == Op::equal || op == Op::not_equal;
    case TypeRule::predicate: return op != Op::signbit;
    default: return true;
    }
}

OpTypes resolve_by_rule(Op op, DType common) {
    if (is_complex(common) && !supports_complex(op))
        refuse(op, common, "use real() or imag() first");
    switch (info(op).rule) {
    case TypeRule::promote: return {common, common};
    case TypeRule::promote_real:
        if (is_bool(common) && (op == Op::floor_divide || op == Op::remainder || op == Op::fmod))
            return {DType::int8, DType::int8};
        return {common, common};
    case TypeRule::numeric:
        if (is_bool(common))
            refuse(op, common,
                   op == Op::subtract   ? "use bitwise_xor (^) or logical_xor"
                   : op == Op::negative ? "use bitwise_invert (~) or logical_not"
                                        : "convert with astype first");
        return {common, common};
    case TypeRule::integers:
        if (!is_integer(common))
            refuse(op, common,
                   op == Op::quotient ? "use floor_divide or divide" : "use an integer type");
        return {common, common};
    case TypeRule::to_float:
    case TypeRule::to_real_float: return {to_floating(common), to_floating(common)};
    case TypeRule::wide_float: {
        const DType type = is_complex(common) ? DType::complex128 : DType::float64;
        return {type, type};
    }
    case TypeRule::divide: {
        const bool inexact = is_floating(common) || is_complex(common);
        const DType type = inexact ? common : DType::float64;
        return {type, type};
    }
    case TypeRule::power:
        return is_bool(common) ? OpTypes{DType::int8, DType::int8} : OpTypes{common, common};
    case TypeRule::rounding:
        if (is_bool(common))
            refuse(op, common, "convert with astype first");
        return {common, common};
    case TypeRule::magnitude: return {common, real_type(common)};
    case TypeRule::argument: {
        const DType type = is_bool(common) ? DType::float64 : to_floating(common);
        return {type, real_type(type)};
    }
    case TypeRule::exponent: return {to_floating(common), DType::int32};
    case TypeRule::bit_count:
        if (!is_bool(common) && !is_integer(common))
            refuse(op, common, "use an integer type");
        return {is_bool(common) ? DType::int8 : common, DType::uint8};
    case TypeRule::compare:
    case TypeRule::predicate:
    case TypeRule::logical: return {common, DType::bool_};
    case TypeRule::bits:
        if (!is_bool(common) && !is_integer(common))
            refuse(op, common, "use an integer type");
        return {common, common};
    case TypeRule::shift:
        if (is_bool(common))
            return {DType::int8, DType::int8};
        if (!is_integer(common))
            refuse(op, common, "use an integer type");
        return {common, common};
    }
    return {common, common};
}

}  // namespace tenon::ops
