// SPDX-License-Identifier: MIT
/// Runs iterations of a loop on a thread of its own while its program records more of them.
#pragma once

#include <atomic>
#include <exception>
#include <memory>

#include "engine/stepped_loop.hpp"

namespace tenon::engine {

/// The thread works for one loop at a time. It is drained before a fork; in the child, and for all
/// other loops, what it would have done is done by whoever finishes the run.
class RunAhead {
public:
    /// Null: the thread works for another loop.
    static std::unique_ptr<RunAhead> start(std::unique_ptr<SteppedRun> run);
    ~RunAhead();
    RunAhead(const RunAhead&) = delete;
    RunAhead& operator=(const RunAhead&) = delete;

    /// So many iterations may be run.
    void allow(std::int64_t iterations);
    /// Stops the thread: the run is the caller's alone from now on. @throws what the thread has
    /// met; the values are lost then.
    SteppedRun& stop();

private:
    friend class AheadThread;
    explicit RunAhead(std::unique_ptr<SteppedRun> run) : run_(std::move(run)) {}
    bool has_work() const { return error_ == nullptr && allowed_ > seen_; }
    void work(std::int64_t iterations) noexcept;

    std::unique_ptr<SteppedRun> run_;
    std::int64_t allowed_ = 0;  ///< both are the thread's mutex's
    std::int64_t seen_ = 0;     ///< what was allowed when it last worked
    std::atomic<bool> stop_{false};
    std::exception_ptr error_;
};

}  // namespace tenon::engine
