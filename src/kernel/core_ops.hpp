// SPDX-License-Identifier: MIT
/// What every back end must support, and what it must mean: the whole contract of core kernels.
#pragma once

#include "ops/ops.hpp"
#include "ops/reduce.hpp"

namespace tenon::kernel {

/// Whether core kernels may compute `op` on operands of `compute_type`; the result has the type
/// that ops::resolve gives. Beyond what the operations' names say:
///  - integers wrap; absolute and negative of the smallest integer are that integer;
///  - quotient by zero is 0, the smallest integer by -1 is itself; the flags that it raises are in
///    docs/internals/float_flags.md;
///  - bitwise_left_shift by a negative count or one that reaches the width is 0; so is
///    bitwise_right_shift of unsigned integers, of signed ones it is -1 or 0 by the sign;
///  - maximum is `a if a > b or a is NaN, else b`, minimum likewise with <;
///  - round is to the nearest, halves to the even one; fmod is C's, of floating point only;
///  - comparisons with NaN are false, not_equal is true.
/// Booleans (always 0 or 1) only meet the bitwise operations, equal and not_equal here, besides
/// select, cast (to bool: != 0), loads, stores and variables.
bool is_core(ops::Op op, DType compute_type);

/// Whether core kernels may reduce values of `type` by `op`.
bool is_core(ops::ReduceOp op, DType type);

}  // namespace tenon::kernel
