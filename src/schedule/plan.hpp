// SPDX-License-Identifier: MIT
/// A plan: the steps that run a tape, in order, for any sizes of its canonical form.
///
/// Steps name views, slots and scalars by their numbers on the tape; addresses and sizes are bound
/// when the plan is run.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "kernel/ir.hpp"
#include "tape/canonical.hpp"

namespace tenon::schedule {

/// A dimension of a kernel: the axes first .. last of the space, joined. `stride_axis` is the axis
/// whose stride moves along it.
struct Dimension {
    int first = 0;
    int last = -1;
    int stride_axis = 0;
};

/// What one reduction of a kernel leaves: partial results, joined into `result`.
struct ReduceResult {
    ops::ReduceOp op = ops::ReduceOp::sum;
    DType type = DType::float64;    ///< of the result
    std::uint32_t result_view = 0;  ///< contiguous
    std::uint32_t partial_param[2] = {0, 0};
};

/// A parameter that writes the view `params` names in place of another one, which it reads.
struct InPlaceParam {
    std::uint32_t param = 0, read = 0;
};

enum class StepKind : std::uint8_t { kernel, scan, call };

struct Step {
    StepKind kind = StepKind::kernel;
    std::vector<std::uint32_t> statements;  ///< for explanations

    // kernel
    std::shared_ptr<const kernel::Kernel> kernel;  ///< core
    base::Hash128 kernel_key;
    std::uint32_t space_view = 0;       ///< the index space has this view's sizes
    std::vector<Dimension> dimensions;  ///< empty: one element
    int kept = 0;  ///< reductions: how many dimensions come before the reduced ones
    std::vector<std::uint32_t> params;  ///< view of each parameter; partials come last
    std::vector<bool> param_is_read;
    std::vector<InPlaceParam> in_place;
    std::vector<std::uint32_t>
        gather_strides;                  ///< scalar number of each gathered parameter, in order
    std::vector<std::uint32_t> scalars;  ///< tape scalar of each kernel argument
    std::vector<ReduceResult> reductions;
    double cost_ns = 1;  ///< of one element
    bool irregular = false;

    // scan and call: operands are views, outputs first
    ops::ReduceOp scan_op = ops::ReduceOp::sum;
    std::uint32_t scan_axis = 0;
    std::uint32_t call = 0;  ///< number of the call on the tape
    std::vector<std::uint32_t> operands;
    std::uint32_t output_count = 1;

    std::string why_not_fused;  ///< with the step before; empty for the first
};

/// When the bytes of a slot are needed.
struct SlotPlan {
    static constexpr std::uint32_t no_slot = std::numeric_limits<std::uint32_t>::max();
    bool stored = false;     ///< some step writes or reads it in memory
    bool temporary = false;  ///< stored, but nobody can look at it afterwards
    bool spent = false;      ///< it had bytes before, and nobody can look at it afterwards
    std::uint32_t in_place_of = no_slot;  ///< whose memory it takes over in its first step
    std::uint32_t first_step = 0;
    std::uint32_t last_step = 0;  ///< after which the memory of these two may serve another
};

struct Plan {
    std::vector<Step> steps;
    std::vector<SlotPlan> slots;
    bool has_temporaries = false;
    bool has_spent = false;
};

/// Fuses the statements of a tape into steps. `functions` are the tape's.
Plan schedule(const tape::CanonicalTape& tape,
              const std::vector<std::shared_ptr<const tape::Function>>& functions);

/// @throws InternalError when a step reads a slot that no earlier step or the past wrote.
void verify(const Plan& plan, const tape::CanonicalTape& tape);
/// Steps with their loop nests and what they touch, then the slots that are temporary or never
/// stored; without the kernels, which kernel::to_text prints.
std::string to_text(const Plan& plan, const tape::CanonicalTape& tape);

}  // namespace tenon::schedule
