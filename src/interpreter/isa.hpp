// SPDX-License-Identifier: MIT
/// What this CPU runs, and the loops made for it.
#pragma once

#include "interpreter/interpreter.hpp"
#include "interpreter/loops/table.hpp"

namespace tenon::interpreter {

bool has_isa(Isa isa);  ///< whether this CPU runs it, TENON_VECTOR_BITS aside
bool has_fma();         ///< which vector math functions give the bits: those for AVX2 with FMA
const LoopTable& loops(Isa isa);

/// As LoopTable::compute.
inline Loop find_compute(const LoopTable& table, ops::Op op, DType type, Form form) {
    const auto find = table.compute[static_cast<int>(family(op))];
    return find != nullptr ? find(op, type, form) : nullptr;
}

}  // namespace tenon::interpreter
