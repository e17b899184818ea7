// SPDX-License-Identifier: MIT
/// Holes for tests that plant bugs: they show that the random tests would catch such a bug.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "engine/time_tiles.hpp"
#include "kernel/ir.hpp"
#include "schedule/plan.hpp"

namespace tenon::engine {

struct TestHooks {
    std::function<void(kernel::Kernel&)>
        kernel_mutator;  ///< applied to every core kernel of a new plan
    std::function<void(schedule::Plan&)> plan_mutator;  ///< applied to every new plan
    std::optional<TileLimits> tile_limits;              ///< in the place of the machine's
    enum class Roll : std::uint8_t { as_it_pays, never, always };
    /// Always: a loop is looked for at every statement. Asked at each of them, so it is found
    /// without a call.
    inline static Roll roll = Roll::as_it_pays;
    bool ahead = false;  ///< loops begin to be run as soon as they can be
    /// That the thread that runs them goes through before it looks for more iterations.
    std::int64_t most_slabs_ahead = INT64_MAX;
    /// Drops plans and kernels made before, so that mutators see all of them anew.
    static void forget_everything();
};
TestHooks& test_hooks();

}  // namespace tenon::engine
