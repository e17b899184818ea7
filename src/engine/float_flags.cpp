// SPDX-License-Identifier: MIT
#include "engine/float_flags.hpp"

namespace tenon {

thread_local unsigned engine::float_flags_state = 0;
std::atomic<FloatModes> engine::float_modes_of_host{nullptr};

void set_float_modes(FloatModes modes) noexcept { engine::float_modes_of_host.store(modes); }

WatchFloatFlags::WatchFloatFlags(Flags flags) noexcept : before_(engine::float_flags_state) {
    engine::float_flags_state =
        flags == Flags::noted ? engine::watched_flags | engine::noted_flags : engine::watched_flags;
}
WatchFloatFlags::~WatchFloatFlags() { engine::float_flags_state = before_; }

bool WatchFloatFlags::raised() const noexcept {
    return (engine::float_flags_state & engine::raised_flags) != 0;
}

}  // namespace tenon
