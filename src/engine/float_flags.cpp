// SPDX-License-Identifier: MIT
#include "engine/float_flags.hpp"

namespace tenon {

thread_local unsigned engine::float_flags_state = 0;

WatchFloatFlags::WatchFloatFlags(Flags flags) noexcept : before_(engine::float_flags_state) {
    engine::float_flags_state =
        flags == Flags::noted ? engine::watched_flags | engine::noted_flags : engine::watched_flags;
}
WatchFloatFlags::~WatchFloatFlags() { engine::float_flags_state = before_; }

bool WatchFloatFlags::raised() const noexcept {
    return (engine::float_flags_state & engine::raised_flags) != 0;
}

}  // namespace tenon
