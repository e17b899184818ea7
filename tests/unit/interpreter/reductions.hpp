// SPDX-License-Identifier: MIT
/// The reductions and their types, for the tests of leaves and of the tree above them.
#pragma once

#include <vector>

#include "kernel/core_ops.hpp"
#include "unit/interpreter/values.hpp"

namespace tenon::interpreter::test {

using ops::ReduceOp;

inline constexpr ReduceOp all_reductions[] = {
    ReduceOp::sum,     ReduceOp::product, ReduceOp::minimum,
    ReduceOp::maximum, ReduceOp::argmin,  ReduceOp::argmax,
    ReduceOp::any,     ReduceOp::all,     ReduceOp::complex_product};

inline bool with_index(ReduceOp op) { return op == ReduceOp::argmin || op == ReduceOp::argmax; }

inline std::vector<DType> types_of(ReduceOp op) {
    std::vector<DType> found;
    for (const DType type : core_types())
        if (kernel::is_core(op, type))
            found.push_back(type);
    return found;
}

}  // namespace tenon::interpreter::test
