// SPDX-License-Identifier: MIT
/// Where a loop's roles have their bytes at each iteration, when all its iterations share memory:
/// storages that change hands keep theirs, and those that are made anew in each iteration take
/// turns in a ring of as many as are in use at once.
#pragma once

#include <cstdint>
#include <vector>

#include "tape/loop.hpp"

namespace tenon::engine {

class LoopTurns {
public:
    explicit LoopTurns(const tape::LoopBody& body);
    /// Counts the first iterations among those before the period until each storage that the loop
    /// writes has been written.
    void wait_for_writes() { prologue_ += period_ - 1; }

    /// Iterations from `prologue` on have the same addresses every `period` iterations; those
    /// before it still meet storages from before the loop.
    std::int64_t prologue() const { return prologue_; }
    std::int64_t period() const { return period_; }
    /// Iterations with equal numbers have the same addresses.
    std::size_t turn(std::int64_t iteration) const {
        return static_cast<std::size_t>(
            iteration < prologue_ ? iteration : prologue_ + (iteration - prologue_) % period_);
    }
    std::size_t turns() const { return static_cast<std::size_t>(prologue_ + period_); }
    /// The turn of the next iteration.
    std::size_t after(std::size_t turn) const {
        return turn + 1 < turns() ? turn + 1 : static_cast<std::size_t>(prologue_);
    }

    struct Where {
        bool before = false;     ///< a storage from before the loop: that of `role` at its first
        std::uint32_t role = 0;  ///< or the ring of what this role makes,
        std::int64_t place = 0;  ///< and which of it
    };
    Where where(std::uint32_t role, std::int64_t iteration) const;

    bool makes(std::uint32_t role) const { return paths_[role].made && paths_[role].steps == 0; }
    /// Of what such a role makes: in how many iterations it is used, one after the other.
    std::int64_t ring_size(std::uint32_t role) const { return paths_[role].length; }

private:
    /// How a role's storage came to it: made so many iterations before in role `from`, or round and
    /// round in a circle of `length` roles.
    struct Path {
        bool made = false;
        std::uint32_t from = 0;
        std::int64_t steps = 0;
        std::int64_t length = 1;
    };
    std::vector<std::uint32_t> from_;  // by role, as in LoopRole
    std::vector<Path> paths_;
    std::int64_t prologue_ = 0, period_ = 1;
};

}  // namespace tenon::engine
