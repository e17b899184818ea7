// SPDX-License-Identifier: MIT
/// The threads of one piece of work.
#pragma once

#include <functional>

namespace tenon::runtime::cpu {

/// One team works at a time: a second caller finds all cores busy and works alone.
class Team {
public:
    /// For work that is estimated to take `work_ns`; below `small_ns` one thread does it.
    Team(double work_ns, double small_ns);
    ~Team();
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    int threads() const { return threads_; }
    /// Calls work(thread, threads) on every thread of the team; it must not throw. There may be
    /// fewer than were asked for.
    void run(const std::function<void(int, int)>& work) const;

private:
    int threads_ = 1;
};

/// From now on the teams of this thread are of one. Such a thread never meets OpenMP, whose locks,
/// held during a fork, it would need even to end.
void work_alone() noexcept;

}  // namespace tenon::runtime::cpu
