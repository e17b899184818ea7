// SPDX-License-Identifier: MIT
#include "kernel/core_ops.hpp"

#include <array>

#include "kernel/type_set.hpp"

namespace tenon::kernel {

namespace {

using ops::Op;

constexpr unsigned core_types(Op op) {
    using enum Op;
    if (!ops::has(op, ops::core))
        return 0;
    switch (op) {
    case absolute: return signed_ints | floats;
    case add:
    case greater:
    case greater_equal:
    case less:
    case less_equal:
    case maximum:
    case minimum:
    case multiply:
    case negative:
    case subtract: return integers | floats;
    case bitwise_and:
    case bitwise_invert:
    case bitwise_or:
    case bitwise_xor: return booleans | integers;
    case bitwise_left_shift:
    case bitwise_right_shift:
    case quotient: return integers;
    case equal:
    case not_equal: return booleans | integers | floats;
    default: return floats;
    }
}

constexpr auto table = [] {
    std::array<unsigned, ops::op_count> types{};
    for (int i = 0; i < ops::op_count; ++i)
        types[i] = core_types(static_cast<Op>(i));
    return types;
}();

}  // namespace

bool is_core(Op op, DType compute_type) {
    return compute_type != DType::float16 &&
           (table[static_cast<std::size_t>(op)] & type_set(compute_type)) != 0;
}

bool is_core(ops::ReduceOp op, DType type) {
    using enum ops::ReduceOp;
    if (type == DType::float16)
        return false;
    switch (op) {
    case sum:
    case product:
    case minimum:
    case maximum:
    case argmin:
    case argmax: return (type_set(type) & (integers | floats)) != 0;
    case any:
    case all: return is_bool(type);
    case complex_product: return is_floating(type);
    }
    return false;
}

}  // namespace tenon::kernel
