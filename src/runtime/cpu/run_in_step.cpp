// SPDX-License-Identifier: MIT
#include "runtime/cpu/run_in_step.hpp"

#include <immintrin.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>

#include <tenon/error.hpp>

#include "runtime/cpu/float_flags.hpp"
#include "runtime/cpu/team.hpp"
#include "runtime/interrupt.hpp"

namespace tenon::runtime::cpu {

namespace {

/// How many launches a thread has run its part of; on a cache line of its own.
struct alignas(64) Done {
    std::atomic<std::int64_t> launches{0};
};

class StepRun {
public:
    StepRun(std::span<const PlainLaunch> launches, double small_ns, int threads)
        : launches_(launches), small_ns_(small_ns), most_threads_(threads),
          done_(std::make_unique<Done[]>(static_cast<std::size_t>(threads))) {}

    /// One thread's parts.
    void work(int thread, int threads) noexcept {
        threads = std::min(threads, most_threads_);
        if (thread >= threads)
            return;
        const FloatFlagsOf flags(launches_.front().space.float_flags);
        try {
            const std::int64_t end = std::ssize(launches_);
            for (std::int64_t i = 0; i < end; ++i) {
                if (!wait_for_others(thread, threads, i))
                    return;
                const bool alone = alone_from_.load(std::memory_order_relaxed) <= i;
                if (alone && thread > 0)
                    return;
                run_part(launches_[static_cast<std::size_t>(i)], thread, alone ? 1 : threads);
                // The others see this before they see that the launch is done.
                if (thread == 0 && !alone && late_.load(std::memory_order_relaxed))
                    alone_from_.store(i + 1, std::memory_order_relaxed);
                done_[thread].launches.store(i + 1, std::memory_order_release);
            }
        } catch (...) {
            if (!failed_.exchange(true))
                error_ = std::current_exception();
            stop_.store(true, std::memory_order_relaxed);
        }
    }

    void finish() {
        if (error_)
            std::rethrow_exception(error_);
    }
    bool kept_up() const { return !late_.load(std::memory_order_relaxed); }

private:
    /// Until all have run the launches before this one. False: the run is being given up.
    bool wait_for_others(int thread, int threads, std::int64_t launch) {
        for (int other = 0; other < threads; ++other) {
            // Those that have left are not waited for: the first one waits until they have done
            // the last launch that they take part in, and then goes on alone.
            if (other == thread || (thread == 0 && launch > alone_from_))
                continue;
            const std::atomic<std::int64_t>& there = done_[other].launches;
            constexpr int spins_before_yield = 2000;  // some 50 us
            for (int spins = 0; there.load(std::memory_order_acquire) < launch; ++spins) {
                if (stop_.load(std::memory_order_relaxed))
                    return false;
                if (spins < spins_before_yield) {
                    _mm_pause();
                    continue;
                }
                // At the first launch some may not have woken up yet.
                if (launch > 1)
                    late_.store(true, std::memory_order_relaxed);
                sched_yield();
            }
        }
        return !stop_.load(std::memory_order_relaxed);
    }

    void run_part(const PlainLaunch& launch, int thread, int threads) const {
        const Space& space = launch.space;
        if (space.outer <= 0 || space.inner <= 0)
            return;
        if (space.serial || space.work_ns() < small_ns_)
            threads = 1;
        if (thread >= threads)
            return;
        const Entry& entry = launch.program->entry();
        const auto part = [&](std::int64_t count, std::int64_t piece, int k) {
            return k == threads ? count : count * k / threads / piece * piece;
        };
        std::int64_t begin[] = {0, 0}, end[] = {space.outer, space.inner};
        if (space.outer >= threads) {
            begin[0] = part(space.outer, 1, thread);
            end[0] = part(space.outer, 1, thread + 1);
        } else {
            constexpr std::int64_t line = 64;  // elements, so that no line is shared
            const std::int64_t piece = (line + space.grain - 1) / space.grain * space.grain;
            begin[1] = part(space.inner, piece, thread);
            end[1] = part(space.inner, piece, thread + 1);
        }
        if (begin[0] < end[0] && begin[1] < end[1])
            entry.function(entry.context, launch.args, begin[0], end[0], begin[1], end[1]);
    }

    const std::span<const PlainLaunch> launches_;
    const double small_ns_;
    const int most_threads_;
    std::unique_ptr<Done[]> done_;
    std::atomic<bool> late_{false};  ///< somebody has waited for long
    std::atomic<std::int64_t> alone_from_{
        INT64_MAX};  ///< the first thread has all from this one on
    std::atomic<bool> stop_{false};
    std::atomic<bool> failed_{false};
    std::exception_ptr error_ = nullptr;  ///< written by the thread that set `failed_`
};

double estimated_ns(std::span<const PlainLaunch> launches) {
    double total = 0;
    for (const PlainLaunch& launch : launches)
        total += launch.space.work_ns();
    return total;
}

}  // namespace

bool run_in_step_parallel(std::span<const PlainLaunch> launches, double small_ns) {
    throw_if_interrupted();
    if (launches.empty())
        return true;
    const double work = estimated_ns(launches);
    const Team team(work, 10 * small_ns);
    // The more meet at each launch, the longer it takes.
    const double mean = work / static_cast<double>(launches.size());
    const double most =
        std::clamp(mean / std::max(small_ns, 1.0), 1.0, static_cast<double>(team.threads()));
    StepRun run(launches, small_ns, small_ns > 0 ? static_cast<int>(most) : team.threads());
    team.run([&run](int thread, int threads) { run.work(thread, threads); });
    run.finish();
    return run.kept_up();
}

}  // namespace tenon::runtime::cpu
