// SPDX-License-Identifier: MIT
/// Vector math functions (ops/math) whose code stands in the kernel: no call ends the life of the
/// registers, and several vectors overlap.
#pragma once

#include "codegen/llvm/scalar_ops.hpp"

namespace tenon::codegen::simd {

/// Values of the function in each vector; wrong in the lanes of `rare`, which has no masks when no
/// argument of the function is rare.
struct InlineMath {
    Vectors values;
    Vectors rare;
};
InlineMath emit_inline_math(Frame& frame, ops::Op op, const Vectors& x);

/// The values with those of the rare arguments, for which all vectors share one branch.
Vectors serve_rare(Frame& frame, ops::Op op, const Vectors& x, const InlineMath& result);

/// A branch that is taken when any lane of any mask is set, which is rare.
void branch_if_rare(Frame& frame, const Vectors& masks, llvm::BasicBlock* rare,
                    llvm::BasicBlock* ordinary);

}  // namespace tenon::codegen::simd
