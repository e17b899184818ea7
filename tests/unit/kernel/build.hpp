// SPDX-License-Identifier: MIT
/// Small kernels for tests.
#pragma once

#include <optional>
#include <string>

#include <tenon/error.hpp>

#include "kernel/builder.hpp"
#include "kernel/ir.hpp"

namespace tenon::kernel::test {

/// Adds a parameter and gives its number.
inline std::uint32_t add_param(Kernel& kernel, DType type, bool written = false) {
    kernel.params.push_back({.dtype = type, .written = written});
    return static_cast<std::uint32_t>(kernel.params.size() - 1);
}

/// The type of the result when `op` computes in `type`; empty where it never does.
inline std::optional<DType> result_type(ops::Op op, DType type) {
    try {
        const ops::OpTypes types = ops::resolve(op, type);
        if (types.compute == type)
            return types.result;
    } catch (const DTypeError&) {
    }
    return std::nullopt;
}

/// result[i] = op(x0[i], x1[i], ...), parameters 0, 1, ... read and the last one written.
inline Kernel element_wise(ops::Op op, DType type) {
    Kernel kernel;
    const int arity = ops::info(op).arity;
    for (int i = 0; i < arity; ++i)
        add_param(kernel, type);
    const DType result = result_type(op, type).value();
    const std::uint32_t out = add_param(kernel, result, true);
    Builder builder(kernel);
    ValueId operands[3] = {no_value, no_value, no_value};
    for (int i = 0; i < arity; ++i)
        operands[i] = builder.load(static_cast<std::uint32_t>(i));
    builder.store(out, builder.compute(op, result, operands[0], operands[1], operands[2]));
    return kernel;
}

}  // namespace tenon::kernel::test
