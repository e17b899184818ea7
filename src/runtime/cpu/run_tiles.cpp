// SPDX-License-Identifier: MIT
#include "runtime/cpu/run_tiles.hpp"

#include <immintrin.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>

#include <tenon/error.hpp>

#include "base/check.hpp"
#include "runtime/cpu/float_flags.hpp"
#include "runtime/cpu/next_tile.hpp"
#include "runtime/cpu/run_box.hpp"
#include "runtime/cpu/team.hpp"
#include "runtime/interrupt.hpp"

namespace tenon::runtime::cpu {

namespace {

/// How many tiles there are along each dimension, all launches being covered.
GridVector tile_counts(const Tiling& tiling) {
    GridVector counts{1, 1, 1};
    for (const TileLaunch& launch : tiling.launches)
        for (std::size_t d = 0; d < counts.size(); ++d) {
            const std::int64_t reach = launch.extents[d] + launch.shift[d];
            counts[d] = std::max(counts[d], (reach + tiling.width[d] - 1) / tiling.width[d]);
        }
    return counts;
}

/// How many launches of its tiles a strip has run; on a cache line of its own.
struct alignas(64) Progress {
    std::atomic<std::int64_t> launches{0};
};

/// A strip that another one stays behind, and how far it was when last looked at: to look costs as
/// much as a line that comes from another core.
struct Ahead {
    std::int64_t strip = -1;  ///< -1: none
    std::int64_t launches = 0;
};

/// For the second-level cache. An address beyond an array does no harm.
void ask_for(std::int64_t address) {
    __builtin_prefetch(reinterpret_cast<const void*>(address), 0, 2);
}

class TileRun {
public:
    explicit TileRun(const Tiling& tiling)
        : tiling_(tiling), counts_(tile_counts(tiling)), along_(counts_[0] > 1 ? 0 : 1) {
        if (along_ == 1 && counts_[1] == 1)
            along_ = 0;
        strips_ = counts_[0] * counts_[1] * counts_[2] / counts_[along_];
        progress_ = std::make_unique<Progress[]>(static_cast<std::size_t>(strips_));
    }

    std::int64_t strips() const { return strips_; }

    /// One thread's strips.
    void work(int thread, int threads) noexcept {
        const FloatFlagsOf flags(tiling_.launches.front().space.float_flags);
        try {
            for (std::int64_t strip = thread; strip < strips_; strip += threads)
                if (!run_strip(strip))
                    return;
        } catch (...) {
            if (!failed_.exchange(true))
                error_ = std::current_exception();
            stop_.store(true, std::memory_order_relaxed);
        }
    }

    void finish() {
        if (error_)
            std::rethrow_exception(error_);
        if (stop_.load(std::memory_order_relaxed)) {
            clear_interrupt();
            throw Interrupted("interrupted");
        }
    }

private:
    bool run_strip(std::int64_t strip) {
        GridVector tile{};
        if (along_ == 0)
            tile = {0, strip / counts_[2], strip % counts_[2]};
        else
            tile = {0, 0, strip};
        const std::int64_t left = tile[2] > 0 ? strip - 1 : -1;
        const std::int64_t above = along_ == 0 && tile[1] > 0 ? strip - counts_[2] : -1;
        Ahead to_the_left{left}, over_it{above};
        NextTile next(tiling_);
        std::int64_t done = 0;
        for (tile[along_] = 0; tile[along_] < counts_[along_]; ++tile[along_]) {
            if (interrupt_requested())
                stop_.store(true, std::memory_order_relaxed);
            next.begin({tile[0], tile[1] + 1, tile[2]}, along_ == 1 && tile[1] + 1 < counts_[1]);
            for (std::size_t at = 0; at < tiling_.launches.size();) {
                if (stop_.load(std::memory_order_relaxed))
                    return false;
                const std::size_t together = have_all_rows(at, tile) ? 2 : 1;
                done += static_cast<std::int64_t>(together);
                if (!wait_for(to_the_left, done) || !wait_for(over_it, done))
                    return false;
                for (std::size_t i = 0; i < together; ++i)
                    next.share(ask_for);
                if (together == 2)
                    run_with_next(tiling_.launches[at], tile);
                else
                    run_tile(tiling_.launches[at], tile);
                at += together;
                progress_[strip].launches.store(done, std::memory_order_release);
            }
        }
        return true;
    }

    /// Whether a launch and the next one can be run at once on this tile.
    bool have_all_rows(std::size_t at, const GridVector& tile) const {
        if (tiling_.launches[at].with_next == nullptr || counts_[0] > 1)
            return false;
        for (const std::size_t number : {at, at + 1}) {
            const TileLaunch& launch = tiling_.launches[number];
            const std::int64_t row = first_of(launch, tile, 1), column = first_of(launch, tile, 2);
            if (row < 0 || row + tiling_.width[1] > launch.extents[1] ||
                column + tiling_.width[2] <= 0 || column >= launch.extents[2])
                return false;
        }
        return true;
    }

    void run_with_next(const TileLaunch& launch, const GridVector& tile) const {
        const Entry& entry = launch.with_next->entry();
        const std::int64_t row = first_of(launch, tile, 1), column = first_of(launch, tile, 2);
        entry.function(entry.context, launch.args_with_next, row, row + tiling_.width[1], column,
                       column + tiling_.width[2]);
    }

    std::int64_t first_of(const TileLaunch& launch, const GridVector& tile, std::size_t d) const {
        return tile[d] * tiling_.width[d] - launch.shift[d];
    }

    void run_tile(const TileLaunch& launch, const GridVector& tile) const {
        Box box{};
        for (std::size_t d = 0; d < tile.size(); ++d) {
            const std::int64_t first = first_of(launch, tile, d);
            box.begin[d] = std::max<std::int64_t>(first, 0);
            box.end[d] = std::min(first + tiling_.width[d], launch.extents[d]);
            if (box.begin[d] >= box.end[d])
                return;
        }
        run_box(launch, box);
    }

    /// A strip that has come as far as this one will has waited for those before it in turn: so all
    /// of them have. False: the run is being given up.
    bool wait_for(Ahead& ahead, std::int64_t launches) const {
        if (ahead.strip < 0 || ahead.launches >= launches)
            return true;
        const std::atomic<std::int64_t>& there = progress_[ahead.strip].launches;
        ahead.launches = there.load(std::memory_order_acquire);
        if (ahead.launches >= launches)
            return true;
        // One tile more, so as not to meet again at each launch.
        const std::int64_t in_tile = std::ssize(tiling_.launches);
        const std::int64_t enough = std::min(launches + in_tile, counts_[along_] * in_tile);
        constexpr int spins_before_yield = 2000;
        for (int spins = 0; ahead.launches < enough; ++spins) {
            if (stop_.load(std::memory_order_relaxed))
                return false;
            if (spins < spins_before_yield)
                _mm_pause();
            else
                sched_yield();  // its thread may be waiting for this core
            ahead.launches = there.load(std::memory_order_acquire);
        }
        return true;
    }

    const Tiling& tiling_;
    const GridVector counts_;
    std::size_t along_;
    std::int64_t strips_ = 1;
    std::unique_ptr<Progress[]> progress_;
    std::atomic<bool> stop_{false};
    std::atomic<bool> failed_{false};
    std::exception_ptr error_ = nullptr;  ///< written by the thread that set `failed_`
};

double estimated_ns(const Tiling& tiling) {
    double total = 0;
    for (const TileLaunch& launch : tiling.launches)
        total += launch.space.work_ns();
    return total;
}

}  // namespace

void run_tiles_parallel(const Tiling& tiling) {
    throw_if_interrupted();
    if (tiling.launches.empty())
        return;
    TENON_CHECK(std::ranges::all_of(tiling.width, [](auto width) { return width > 0; }),
                "tiles have elements");
    TileRun run(tiling);
    // Where strips depend on each other at once, threads work as a chain: it pays from a few on.
    const Team team(estimated_ns(tiling), 20'000);
    team.run([&run](int thread, int threads) { run.work(thread, threads); });
    run.finish();
}

}  // namespace tenon::runtime::cpu
