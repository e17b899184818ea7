// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "runtime/device.hpp"

namespace tenon::runtime::cpu {

/// Launches one after the other, each by all threads of one team, which meet behind each of them:
/// thread k has the same part of every space, so that what it wrote is in its own caches. Small
/// launches are the first thread's. False: threads were kept from running, and the first one has
/// done what was left alone.
/// @throws what an entry throws, Interrupted; some launches have run then.
bool run_in_step_parallel(std::span<const PlainLaunch> launches, double small_ns);

}  // namespace tenon::runtime::cpu
