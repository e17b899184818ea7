// SPDX-License-Identifier: MIT
/// What Statistics reports, countable from any thread.
#pragma once

#include <atomic>
#include <cstdint>

#include <tenon/runtime.hpp>

namespace tenon::engine {

struct Counters {
    std::atomic<std::uint64_t> statements{0}, evaluations{0}, plans_made{0}, launches{0},
        launches_in_tiles{0}, kernels_interpreted{0}, kernels_compiled{0}, kernels_cached{0},
        bytes_read{0}, bytes_written{0}, temporaries{0}, looked_again{0}, iterations_rolled{0},
        compile_nanoseconds{0};
    /// Of those in tiles: by code that takes several rows together. Not in Statistics.
    std::atomic<std::uint64_t> launches_of_rows{0};
    std::atomic<std::uint64_t> launches_in_pairs{0};  ///< of these, two by one call
    std::atomic<std::uint64_t> launches_in_step{0};   ///< that threads took together
    std::atomic<std::uint64_t> runs_with_gaps{0};     ///< between rows: see row_pitch.hpp
    std::atomic<std::uint64_t> slabs_ahead{0};        ///< run by a LoopAhead
    std::atomic<std::uint64_t> passes_found{0};       ///< that no PassMemo had
    Statistics read() const;
    void reset();
};
Counters& counters();

inline void count(std::atomic<std::uint64_t>& counter, std::uint64_t by = 1) {
    counter.fetch_add(by, std::memory_order_relaxed);
}

inline void count_launches(std::uint64_t all, std::uint64_t in_tiles, std::int64_t bytes_read,
                           std::int64_t bytes_written) {
    count(counters().launches, all);
    count(counters().launches_in_tiles, in_tiles);
    count(counters().bytes_read, static_cast<std::uint64_t>(bytes_read));
    count(counters().bytes_written, static_cast<std::uint64_t>(bytes_written));
}

}  // namespace tenon::engine
