// SPDX-License-Identifier: MIT
/// How a map kernel with loops of different lengths is cut: into parts between the loops, which
/// visit elements in their order, and loops, which work on the elements that are still in them.
#pragma once

#include <map>
#include <optional>
#include <utility>
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

/// A sum x * 2^k + c with k > 0. The product is exact unless it overflows, so one fused operation
/// gives the same bits; where it overflows the result is infinite either way unless c nearly
/// reaches the largest number, which is looked for beforehand.
struct ExactFusion {
    kernel::ValueId x, c;
    double scale;  ///< negative where the product is subtracted
    bool negate_c;
};
/// Below this, c cannot bring an overflowing product back: a quarter of the distance between the
/// two largest numbers.
double fusion_limit(DType type);

/// What tells that a condition, which stays false in all steps once it is so, still holds.
struct AbsorbingExit {
    /// `value` is none of these numbers; without numbers the condition itself.
    kernel::ValueId value = kernel::no_value;
    std::vector<std::int64_t> numbers;
    /// It stays false only if these complex constants are of at most this modulus.
    std::vector<std::pair<kernel::ValueId, kernel::ValueId>> constants;
    double most = 0;
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
    /// Sums that blocks may fuse when each c is below its limit; c is the same in all steps.
    std::map<kernel::ValueId, ExactFusion> fusions;
    /// Tests "sum of some squares <= limit" that hold when each square is below 2, and the squares.
    /// The highest exponent bit says that, and these bits of all steps are joined by one
    /// instruction, where the sum and its comparison take two.
    std::map<kernel::ValueId, std::vector<kernel::ValueId>> bounded_squares;
    /// Conditions that need not be tested at each step.
    std::map<kernel::ValueId, AbsorbingExit> absorbing;
    bool masks_memory = false;  ///< dead lanes must not execute: a gather, an inner loop
    bool straight = true;       ///< neither branches nor calls: vectors follow each other
    int packing = 16;           ///< what packing a vector costs, in steps times 16
    int flight = 1;             ///< vectors in flight
};

struct LoopPlan {
    std::vector<PartPlan> parts;  ///< one more than loops
    std::vector<DivergentLoop> loops;
    /// The last part is short: lanes execute it when they leave the last loop.
    bool ends_at_leaving = false;
    std::vector<std::uint32_t> vars;      ///< those kept in memory between parts
    std::vector<kernel::ValueId> values;  ///< those kept in memory between parts
};

class Frame;

/// Nothing when the kernel has no such loop, or one that must be executed in place.
std::optional<LoopPlan> plan_loops(Frame& frame);

}  // namespace tenon::codegen::simd
