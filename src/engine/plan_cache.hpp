// SPDX-License-Identifier: MIT
/// Plans of this process by canonical key.
#pragma once

#include <memory>
#include <vector>

#include "engine/kernel_store.hpp"
#include "schedule/plan.hpp"

namespace tenon::engine {

struct CachedPlan {
    std::vector<std::uint64_t> key;
    schedule::Plan plan;
    std::vector<std::shared_ptr<LoadedKernel>> kernels;  ///< of each step; null for scans and calls
};

/// The plan for the tape, made when its key is new. Plans that many others have followed are
/// forgotten; a plan in use stays alive.
std::shared_ptr<const CachedPlan> find_plan(tape::Tape& tape);
void forget_plans();

}  // namespace tenon::engine
