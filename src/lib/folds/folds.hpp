// SPDX-License-Identifier: MIT
/// Joins one after the other, in the order of the elements: what a reduction tree may not do to
/// them, or has no leaf for.
#pragma once

#include <tenon/dtype.hpp>

#include "ops/ops.hpp"
#include "tape/tape.hpp"

namespace tenon::lib {

/// out (outer, inner) = ((x0 op x1) op x2) ... of x (outer, n, inner), n at least 1; null for an
/// operation and a dtype without a loop of their own.
const tape::Call* fold_call(ops::Op op, DType type);

/// out (outer, n, inner): the folds of the first 1, 2, ... n elements.
const tape::Call* accumulate_call(ops::Op op, DType type);

/// out (outer, k, inner) of x and starts (k,): element j folds x from start j to start j + 1, or
/// the end; only the element at start j when start j + 1 is not above it (NumPy's reduceat).
const tape::Call* reduceat_call(ops::Op op, DType type);

}  // namespace tenon::lib
