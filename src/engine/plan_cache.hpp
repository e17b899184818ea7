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
    /// Those that write past the caches, once more without; null for the others.
    std::vector<std::shared_ptr<LoadedKernel>> cached_kernels;
    LoadedKernel& kernel_in_tiles(std::size_t step) const {
        return cached_kernels[step] ? *cached_kernels[step] : *kernels[step];
    }
};

/// What is known of a tape.
struct PlanLookup {
    std::uint64_t hash = 0;
    std::shared_ptr<const CachedPlan> plan;  ///< null: none was made yet
    unsigned times_seen = 0;                 ///< how often it was looked up in vain before
};

/// Looks for the tape's plan; who can see its slots has been noted. The key is left in this
/// thread's scratch memory for make_plan.
PlanLookup look_up_plan(const tape::Tape& tape);
/// Plans the tape that was just looked up. Plans that many others have followed are forgotten; a
/// plan in use stays alive.
std::shared_ptr<const CachedPlan> make_plan(const tape::Tape& tape, std::uint64_t hash);
/// Both.
std::shared_ptr<const CachedPlan> find_plan(const tape::Tape& tape);
/// A plan that is kept elsewhere, with its kernels.
std::shared_ptr<CachedPlan> load_plan(schedule::Plan plan);
void forget_plans();

}  // namespace tenon::engine
