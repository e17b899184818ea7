// SPDX-License-Identifier: MIT
/// Code that makes two neighbouring steps of a pass at once (kernel/two_steps.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/kernel_store.hpp"

namespace tenon::engine {

/// A step of two dimensions as it is bound.
struct StepOfPair {
    const LoadedKernel& kernel;
    std::span<const std::int64_t> args;
};

/// How far the second step stays behind the first one, as tiles are shifted.
struct StepLag {
    std::int64_t rows = 0, columns = 0;
    bool operator==(const StepLag&) const = default;
};

/// Null: these two cannot be made at once, or there is no code for it yet. `work_ns` as for
/// LoadedKernel::program.
std::shared_ptr<const runtime::Program> program_for_pair(const StepOfPair& first,
                                                         const StepOfPair& second,
                                                         const StepLag& lag, double work_ns,
                                                         Execution execution);

/// The argument block of such code.
std::vector<std::int64_t> args_of_pair(const StepOfPair& first, const StepOfPair& second,
                                       const StepLag& lag);

}  // namespace tenon::engine
