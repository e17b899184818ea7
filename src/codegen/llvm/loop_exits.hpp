// SPDX-License-Identifier: MIT
/// Conditions of divergent loops that, once they are false, stay false in all steps that follow.
/// Steps may be made without looking then: a lane whose condition holds at the end has not left.
#pragma once

#include "codegen/llvm/frame.hpp"
#include "codegen/llvm/loop_terms.hpp"

namespace tenon::codegen::simd {

void find_absorbing_exits(Frame& frame, const LoopTerms& terms, DivergentLoop& loop);

}  // namespace tenon::codegen::simd
