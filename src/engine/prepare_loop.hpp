// SPDX-License-Identifier: MIT
/// A loop that was found or told -> how its iterations will be run, and how many of them at a time.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/rollable_loop.hpp"
#include "tape/find_loop.hpp"

namespace tenon::engine {

/// Of fewer iterations a tape of their statements is run at least as fast.
inline constexpr std::int64_t least_iterations = 4;

/// By role, the storages of the last iteration.
std::vector<detail::Storage*> storages_of(const tape::Tape& tape, const tape::FoundLoop& found);
/// The loop that the tape's last statements are iterations of. It cannot be counted when at most
/// zero iterations may be recorded before they are run.
std::unique_ptr<tape::Loop> prepare_loop(const tape::Tape& tape, tape::FoundLoop& found);
/// Sets the mark for iterations to come.
void set_first_mark(tape::Loop& loop);
/// Iterations that the thread that runs ahead is given at once: so much work, or a pass.
std::int64_t iterations_at_once(const tape::Loop& loop);

/// By role: somebody can look at the storage, or the iteration that is `partial` reads it.
std::vector<bool> live_roles(std::span<detail::Storage* const> storages,
                             std::span<detail::Storage* const> partial);
/// Whether the flags that are raised between its first iteration and its last one can be told.
bool can_step(const SteppedPlan& stepped, unsigned events);

/// The plan with rows moved apart, where so many iterations are worth the copies; null elsewhere.
const SteppedPlan* plan_with_gaps(const tape::Loop& loop);

/// For people: what has been counted, and how it will be run.
std::string explain_loop(const tape::Loop& loop);
/// Empty: nothing speaks against it.
std::string why_not_rolled(const tape::Tape& tape, const tape::FoundLoop& found);

}  // namespace tenon::engine
