// SPDX-License-Identifier: MIT
#include "time_loop.hpp"

#include <algorithm>
#include <bit>

namespace tenon::jobs {

namespace {

/// Steps that are recorded before they are run to show how far the loop is: enough for passes over
/// many steps at once, and about a second's work of a large grid. A power of two, so that few
/// different tapes come about.
std::int64_t steps_at_once(std::int64_t elements) {
    constexpr std::int64_t updates = std::int64_t{1} << 30;
    const auto wanted = static_cast<std::uint64_t>(updates / std::max<std::int64_t>(elements, 1));
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(std::bit_floor(wanted)), 32, 1024);
}

}  // namespace

void Watch::every(std::int64_t steps, OnFrame on_frame) {
    every_ = steps;
    on_frame_ = std::move(on_frame);
}

void Watch::after(std::int64_t step, const Array& state) const {
    if (every_ > 0 && step % every_ == 0)
        on_frame_(state);
    if (!on_steps_ || step == 0 || step % steps_at_once(state.size()) != 0)
        return;
    state.eval();
    on_steps_(step);
}

}  // namespace tenon::jobs
