// SPDX-License-Identifier: MIT
/// Who runs which cells of a partition, and how many at a time.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "runtime/cpu/partition.hpp"

namespace tenon::runtime::cpu {

struct Deal {
    enum class Mode : std::uint8_t {
        shares,       ///< one run of cells for each thread, of equal length
        round_robin,  ///< chunks in turn, as OpenMP's schedule(static, chunk)
        dynamic,      ///< the next chunk to whoever is free
        guided,       ///< as dynamic, with chunks that shrink to `chunk`
    };
    Mode mode = Mode::shares;
    std::int64_t chunk = 1;  ///< cells
    std::int64_t parts = 2;  ///< guided: chunks for each thread in what is left
    bool exact = false;      ///< the user chose the chunk: it is not made smaller
};

/// Cuts a space and chooses the way of dealing for `threads` threads and the user's wishes.
Deal choose_deal(const Space& space, int threads, const ThreadSettings& settings, Partition* cut);

struct CellRun {
    std::int64_t begin = 0;
    std::int64_t end = 0;
};

/// Deals each cell once, to any number of threads at a time.
class Dealer {
public:
    Dealer(const Partition& cut, const Deal& deal) : cut_(cut), deal_(deal) {}

    /// One thread's place in the deal.
    struct Hand {
        int thread = 0;
        int threads = 1;
        std::int64_t next = -1;  ///< of a share: its next cell; of round robin: the next chunk
    };
    /// The next run for this hand, of about `wish` cells where the deal leaves that open; false
    /// when there is none left.
    bool next(Hand& hand, std::int64_t wish, CellRun* run);

private:
    bool next_of_share(Hand& hand, std::int64_t wish, CellRun* run) const;
    bool next_in_turn(Hand& hand, CellRun* run) const;
    bool next_free(std::int64_t wish, CellRun* run);
    bool next_guided(const Hand& hand, std::int64_t wish, CellRun* run);

    const Partition& cut_;
    const Deal deal_;
    alignas(64) std::atomic<std::int64_t> dealt_ = 0;
};

/// How many cells to run before looking up: for an interrupt (10 ms), or for better code while the
/// entry is a slow one (50 us). The estimate of the cost may be wrong by orders, so time is taken
/// whenever there is much to do.
class Pace {
public:
    Pace(const Partition& cut, int threads);
    std::int64_t wish(bool compiled) const;
    bool timed(bool compiled) const { return !compiled || !short_; }
    void ran(std::int64_t cells, std::chrono::nanoseconds time);

private:
    double cell_ns_;
    std::int64_t most_ = 0;  ///< four times the last run; 0: there was none
    bool short_;
};

}  // namespace tenon::runtime::cpu
