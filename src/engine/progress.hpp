// SPDX-License-Identifier: MIT
/// Iterations of loops as they are run, counted while somebody watches (docs/internals/rolling.md).
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "tape/tape.hpp"

namespace tenon::engine {

struct ProgressCounts {
    std::atomic<int> watchers{0};
    std::atomic<std::int64_t> iterations{0};
    std::atomic<std::int64_t> expected{0};  ///< what `iterations` will be after the told loop
};
inline constinit ProgressCounts progress_counts;

inline bool progress_watched() {
    return progress_counts.watchers.load(std::memory_order_relaxed) > 0;
}

void count_iterations(std::int64_t iterations);
/// So many have been run.
inline void note_iterations(std::int64_t iterations) {
    if (progress_watched())
        count_iterations(iterations);
}
/// So many are to come, of a loop that has been told, after those that are pending.
void expect_iterations(std::int64_t iterations);

/// A loop of so many statements has been found at the end of the tape, which is run now: its
/// iterations on the tape count, too.
void note_rounds(const tape::Tape& tape, std::size_t period);
/// It has ended, with so many statements that are recorded now: an iteration whose end could not be
/// counted, or what completes one that had begun on the tape of note_rounds.
void note_rest(std::size_t statements, std::size_t period);
/// A tape has been run. What note_rest was told is in it, if the loop was not found again.
void count_rest();
inline void note_tape() {
    if (progress_watched())
        count_rest();
}

/// While one lives, iterations of this thread are what the outermost of them counts; loops that run
/// within are parts of these.
class CountedByCaller {
public:
    CountedByCaller() noexcept;
    ~CountedByCaller();
    CountedByCaller(const CountedByCaller&) = delete;
    CountedByCaller& operator=(const CountedByCaller&) = delete;

    static void count(std::int64_t iterations) noexcept;
};

/// Around such a caller's loop, while somebody watches: runs what is pending, which would count
/// for one side and belong to the other.
void run_for_count();

/// Of work that could be put off for so many iterations (4 s of it as estimated, roll.cpp), as much
/// as leaves the line moving. A loop's first part is a twentieth, the others are as long as takes
/// about 0.2 s.
std::int64_t part_of(std::int64_t iterations);
inline std::int64_t put_off_at_most(std::int64_t iterations) {
    return progress_watched() ? part_of(iterations) : iterations;
}

/// Lives while a part is run.
class LoopPart {
public:
    LoopPart() : start_(progress_watched() ? Clock::now() : Clock::time_point()) {}
    ~LoopPart() {
        if (start_ != Clock::time_point())
            set_pace(std::chrono::duration<double>(Clock::now() - start_).count());
    }
    LoopPart(const LoopPart&) = delete;
    LoopPart& operator=(const LoopPart&) = delete;

private:
    using Clock = std::chrono::steady_clock;
    static void set_pace(double seconds);
    Clock::time_point start_;
};

}  // namespace tenon::engine
