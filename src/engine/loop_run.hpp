// SPDX-License-Identifier: MIT
/// One run of a loop's kernel.
#pragma once

#include <vector>

#include "engine/loop_ahead.hpp"
#include "engine/loop_launch.hpp"

namespace tenon::engine {

class LoopRun {
public:
    /// `ahead`: iterations that have been run already; null: none.
    LoopRun(const tape::Loop& loop, const LoopKernel& kernel, const LoopAhead* ahead);
    ~LoopRun();
    LoopRun(const LoopRun&) = delete;
    LoopRun& operator=(const LoopRun&) = delete;

    /// All memory and code. `keep`: `take_back` may be asked for.
    /// @throws MemoryError, CompileError with nothing changed.
    void acquire(bool keep);
    /// The floating-point flags that were raised, when `watch`.
    unsigned execute(bool watch);
    /// It is to stay as it is now,
    void finish() noexcept;
    /// or to be as if it had not been run.
    void take_back() noexcept;

private:
    struct Copy {
        detail::Storage* of;
        void* bytes;
    };
    /// The iterations that a slab has not gone through.
    struct Rest {
        Slab slab;
        LoopLaunch launch;
    };
    void bind();
    LoopLaunch launch_from(std::int64_t iteration) const;
    void place(detail::Storage& storage);
    void keep_copy(detail::Storage& storage);
    void mark_lost() noexcept;

    const tape::Loop& loop_;
    const LoopKernel& kernel_;
    const LoopAhead* ahead_;
    DevicePlace* place_;
    std::vector<Rest> rest_;
    std::vector<detail::Storage*> placed_;
    std::vector<Copy> copies_;
};

}  // namespace tenon::engine
