// SPDX-License-Identifier: MIT
#include "engine/float_flags.hpp"

namespace tenon {

thread_local int engine::float_flags_watches = 0;

WatchFloatFlags::WatchFloatFlags() noexcept { ++engine::float_flags_watches; }
WatchFloatFlags::~WatchFloatFlags() { --engine::float_flags_watches; }

}  // namespace tenon
