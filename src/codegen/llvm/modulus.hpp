// SPDX-License-Identifier: MIT
/// Bounds of the absolute value of complex numbers that a kernel computes in pairs of real ones.
#pragma once

#include <optional>

#include "codegen/llvm/loop_terms.hpp"

namespace tenon::codegen::simd {

/// The variables that hold a complex number z, in a step of a loop.
struct ComplexVars {
    std::uint32_t re, im;
};

/// When |z|, computed from its squares, is at least the root of `limit` (or not a number) before a
/// step, and the pairs `constants` are of at most the modulus `most`, it is so after the step.
struct Escape {
    std::vector<std::pair<kernel::ValueId, kernel::ValueId>> constants;
    double most;
};
std::optional<Escape> find_escape(const LoopTerms& terms, const ComplexVars& z, double limit,
                                  DType type);

}  // namespace tenon::codegen::simd
