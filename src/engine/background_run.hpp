// SPDX-License-Identifier: MIT
/// A loop's iterations, run while more of them are counted.
#pragma once

#include <atomic>
#include <cstdint>

namespace tenon::engine {

class BackgroundRun {
public:
    BackgroundRun() = default;
    virtual ~BackgroundRun() = default;
    BackgroundRun(const BackgroundRun&) = delete;
    BackgroundRun& operator=(const BackgroundRun&) = delete;

    /// Runs iterations up to this number, as far as that pays already, and until it shall stop. On
    /// any thread, while the loop counts more: of it, nothing that counting changes is looked at.
    virtual void advance(std::int64_t iterations, const std::atomic<bool>& stop) = 0;
    /// It has thrown: nobody shall look at what it has written.
    virtual void mark_lost() noexcept = 0;
};

}  // namespace tenon::engine
