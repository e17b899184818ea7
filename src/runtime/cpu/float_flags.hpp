// SPDX-License-Identifier: MIT
/// The processor's floating-point flags around one thread's part of a launch.
#pragma once

#include <immintrin.h>

#include <atomic>

namespace tenon::runtime::cpu {

/// Adds the flags that were raised while it lived to `to`, if that is not null.
class FloatFlagsOf {
public:
    explicit FloatFlagsOf(std::atomic<unsigned>* to) : to_(to) {
        if (to_ != nullptr)
            _mm_setcsr(_mm_getcsr() & ~unsigned{_MM_EXCEPT_MASK});
    }
    ~FloatFlagsOf() {
        if (to_ == nullptr)
            return;
        if (const unsigned raised = _mm_getcsr() & _MM_EXCEPT_MASK; raised != 0)
            to_->fetch_or(raised, std::memory_order_relaxed);
    }
    FloatFlagsOf(const FloatFlagsOf&) = delete;
    FloatFlagsOf& operator=(const FloatFlagsOf&) = delete;

private:
    std::atomic<unsigned>* to_;
};

}  // namespace tenon::runtime::cpu
