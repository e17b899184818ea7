// SPDX-License-Identifier: MIT
#include "engine/float_flags.hpp"

namespace tenon {

namespace engine {

std::atomic<bool> float_flags_watched{false};
thread_local int float_flags_ignored = 0;

}  // namespace engine

void watch_float_flags(bool watch) noexcept {
    engine::float_flags_watched.store(watch, std::memory_order_relaxed);
}

IgnoreFloatFlags::IgnoreFloatFlags() noexcept { ++engine::float_flags_ignored; }
IgnoreFloatFlags::~IgnoreFloatFlags() { --engine::float_flags_ignored; }

}  // namespace tenon
