// SPDX-License-Identifier: MIT
/// Reductions and scans: what joins two partial results, and with what it starts.
#pragma once

#include <cstdint>
#include <string_view>

#include <tenon/dtype.hpp>

namespace tenon::ops {

/// `argmin` and `argmax` carry a pair (value, index); `complex_product` a pair (re, im).
enum class ReduceOp : std::uint8_t {
    sum,
    product,
    minimum,
    maximum,
    argmin,
    argmax,
    any,
    all,
    complex_product
};

inline constexpr std::string_view reduce_names[] = {
    "sum", "prod", "min", "max", "argmin", "argmax", "any", "all", "complex_prod"};
constexpr std::string_view name(ReduceOp op) { return reduce_names[static_cast<int>(op)]; }

/// How many values one partial result has.
constexpr int component_count(ReduceOp op) {
    return op == ReduceOp::argmin || op == ReduceOp::argmax || op == ReduceOp::complex_product ? 2
                                                                                               : 1;
}

/// Of these a partial result is a value and its position.
constexpr bool finds_position(ReduceOp op) {
    return op == ReduceOp::argmin || op == ReduceOp::argmax;
}

/// NumPy's dtype of sums and products: small integers grow to 64 bits.
constexpr DType accumulator_type(DType type) {
    if (is_bool(type) || is_signed(type))
        return DType::int64;
    return is_integer(type) ? DType::uint64 : type;
}

/// The fixed tree (docs/internals/reduction_tree.md). A leaf is a run of `leaf_size` consecutive
/// elements of one row; element j of a leaf goes to accumulator j % lane_count.
inline constexpr std::int64_t leaf_size = 1024;
inline constexpr int lane_count = 32;

}  // namespace tenon::ops
