// SPDX-License-Identifier: MIT
/// How a map kernel with loops of different lengths is cut: into parts between the loops, which
/// visit elements in their order, and loops, which work on the elements that are still in them.
#pragma once

#include <optional>
#include <vector>

#include "codegen/llvm/analysis.hpp"

namespace tenon::codegen::simd {

/// What a part needs that was made before it, in the order of the elements.
struct PartPlan {
    std::vector<kernel::ValueId> instrs;    ///< of the body block
    Analysis facts;                         ///< earlier values come from memory: they vary
    std::vector<kernel::ValueId> recalled;  ///< kept in memory by the part that made them
    std::vector<kernel::ValueId> remade;    ///< loads and coordinates, cheaper to make again
    std::vector<std::uint32_t> vars;        ///< variables whose state comes from memory
};

struct DivergentLoop {
    kernel::ValueId loop;
    Analysis facts;  ///< inside, with all lanes in step
    /// Variables that change, different in each lane.
    std::vector<std::uint32_t> carried;
    /// Variables that change, the same in all lanes that have made equally many steps, and what
    /// they start from.
    struct Counter {
        std::uint32_t var;
        kernel::ValueId start;
    };
    std::vector<Counter> counters;
    std::vector<std::uint32_t> fixed;        ///< variables that are read only
    std::vector<kernel::ValueId> constants;  ///< values made before
    std::vector<kernel::ValueId> brought;    ///< loads and coordinates that stand inside
    bool masks_memory = false;  ///< dead lanes must not execute: a gather, an inner loop
    int weight = 0;             ///< instructions of one step
    int live = 1;               ///< registers that one vector of elements keeps
};

struct LoopPlan {
    std::vector<PartPlan> parts;  ///< one more than loops
    std::vector<DivergentLoop> loops;
    std::vector<std::uint32_t> vars;      ///< those kept in memory between parts
    std::vector<kernel::ValueId> values;  ///< those kept in memory between parts
};

/// Nothing when the kernel has no such loop, or one that must be executed in place.
std::optional<LoopPlan> plan_loops(const kernel::Kernel& core, const Analysis& facts);

}  // namespace tenon::codegen::simd
