// SPDX-License-Identifier: MIT
#include "runtime/device.hpp"

#include <utility>

#include "base/check.hpp"
#include "runtime/tiles.hpp"

namespace tenon::runtime {

Program::Program(Entry first) : current_(nullptr) { replace(std::move(first)); }

Program::~Program() = default;

void Program::replace(Entry better) {
    TENON_CHECK(better.function != nullptr, "an entry point has code");
    const std::lock_guard lock(replacing_);
    entries_.push_back(std::make_unique<const Entry>(std::move(better)));
    current_.store(entries_.back().get(), std::memory_order_release);
}

Ticket Device::run_tiles(const Tiling& tiling) {
    Ticket last;
    for (const TileLaunch& launch : tiling.launches)
        last = submit_now(*launch.program, launch.args, launch.space);
    return last;
}

bool Device::run_in_step(std::span<const PlainLaunch> launches, double /*small_ns*/) {
    for (const PlainLaunch& launch : launches)
        submit_now(*launch.program, launch.args, launch.space);
    return true;
}

}  // namespace tenon::runtime
