// SPDX-License-Identifier: MIT
/// Loops that a program says are loops: some iterations are recorded, the others follow from them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tape/tape.hpp"

namespace tenon::engine {

class ToldLoop {
public:
    static constexpr std::int64_t rounds = 3;  ///< that are to be recorded

    /// Runs what is pending: the rounds have a tape of their own.
    ToldLoop();
    ~ToldLoop();
    ToldLoop(const ToldLoop&) = delete;
    ToldLoop& operator=(const ToldLoop&) = delete;

    void end_round();
    /// After the rounds: runs them, and `iterations` more, unless they are no iterations of one
    /// loop. `results` are views of what the last round left and become views of what the last
    /// iteration leaves; their new storages come with a handle. False: nothing has been done.
    bool run(std::int64_t iterations, std::span<tape::ViewRef> results);

private:
    tape::Tape& tape_;
    std::vector<std::size_t> ends_;
};

}  // namespace tenon::engine
