// SPDX-License-Identifier: MIT
#include "runtime/interrupt.hpp"

#include <atomic>

#include <tenon/error.hpp>

namespace tenon::runtime {
namespace {

std::atomic<bool> requested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

}  // namespace

void request_interrupt() noexcept { requested.store(true, std::memory_order_relaxed); }

bool interrupt_requested() noexcept { return requested.load(std::memory_order_relaxed); }

void clear_interrupt() noexcept { requested.store(false, std::memory_order_relaxed); }

void throw_if_interrupted() {
    // Looked at first: this is called often, and writing would move the cache line between cores.
    if (interrupt_requested() && requested.exchange(false, std::memory_order_relaxed))
        throw Interrupted("interrupted");
}

}  // namespace tenon::runtime
