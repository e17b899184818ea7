// SPDX-License-Identifier: MIT
/// A traced function: the body of a per-element kernel, to be inlined into fused kernels.
#pragma once

#include <vector>

#include "kernel/ir.hpp"

namespace tenon::detail {

/// `body.arguments` are the inputs; the body has no parameters and no stores.
struct Function {
    kernel::Kernel body;
    std::vector<kernel::ValueId> results;
    base::Hash128 key;

    DType input_type(std::size_t i) const { return body.arguments[i]; }
    DType output_type(std::size_t i) const { return body.instrs[results[i]].type; }
};

}  // namespace tenon::detail
