// SPDX-License-Identifier: MIT
/// Runs iterations of a loop on a thread of its own while its program records more of them.
#pragma once

#include <atomic>
#include <chrono>
#include <exception>
#include <memory>

#include "engine/background_run.hpp"

namespace tenon::engine {

/// The thread works for one loop at a time. It is drained before a fork; in the child, and for all
/// other loops, what it would have done is done by whoever finishes the run.
class RunAhead {
public:
    /// After so long, in which who looks at a value finds nothing begun. Null: the thread works for
    /// another loop.
    static std::unique_ptr<RunAhead> start(std::unique_ptr<BackgroundRun> run,
                                           std::chrono::microseconds wait);
    ~RunAhead();
    RunAhead(const RunAhead&) = delete;
    RunAhead& operator=(const RunAhead&) = delete;

    /// So many iterations may be run.
    void allow(std::int64_t iterations);
    /// Stops the thread: the run is the caller's alone from now on. @throws what the thread has
    /// met; the values are lost then.
    BackgroundRun& stop();

private:
    friend class AheadThread;
    using Clock = std::chrono::steady_clock;
    RunAhead(std::unique_ptr<BackgroundRun> run, Clock::time_point begin)
        : run_(std::move(run)), begin_(begin) {}
    bool has_work() const { return error_ == nullptr && allowed_ > seen_; }
    void work(std::int64_t iterations) noexcept;

    std::unique_ptr<BackgroundRun> run_;
    const Clock::time_point begin_;
    std::int64_t allowed_ = 0;  ///< both are the thread's mutex's
    std::int64_t seen_ = 0;     ///< what was allowed when it last worked
    std::atomic<bool> stop_{false};
    std::exception_ptr error_;
};

}  // namespace tenon::engine
