// SPDX-License-Identifier: MIT
#include "runtime/cpu/threads.hpp"

#include <atomic>
#include <exception>

#include <tenon/error.hpp>

#include "base/environment.hpp"
#include "runtime/cpu/dealer.hpp"
#include "runtime/cpu/float_flags.hpp"
#include "runtime/cpu/team.hpp"
#include "runtime/interrupt.hpp"

namespace tenon::runtime::cpu {
namespace {

/// Work below this stays on the caller's thread without a further look. A region of two threads
/// costs 0.4 to 1 us, and the second core's caches are cold.
constexpr double small_work_ns = 4000;
/// Of compiled code, which takes a third or a quarter of what is estimated while its arrays are in
/// a cache: x + 2 * y runs as fast on one thread as on two where the estimate is 13 us.
constexpr double small_compiled_ns = 11'000;

struct Globals {
    std::atomic<int> threads{0};
    std::atomic<Schedule> schedule{Schedule::automatic};
    std::atomic<std::int64_t> chunk{0};
};
constinit Globals globals;

/// What the threads of one launch share.
struct Job {
    const Program& program;
    const std::int64_t* args;
    const Partition& cut;
    std::atomic<unsigned>* float_flags;
    Dealer dealer;
    std::atomic<bool> stop{false};
    std::atomic<bool> interrupted{false};
    std::atomic<bool> failed{false};
    std::exception_ptr error = nullptr;  ///< written by the thread that set `failed`
};

void run_cells(const Job& job, const Entry& entry, const CellRun& run) {
    for_each_rectangle(job.cut, run.begin, run.end,
                       [&](auto... bounds) { entry.function(entry.context, job.args, bounds...); });
}

/// One thread's part of a launch.
void work(Job& job, int thread, int threads) noexcept {
    const FloatFlagsOf flags(job.float_flags);
    try {
        Pace pace(job.cut, threads);
        Dealer::Hand hand{thread, threads};
        const Entry* entry = &job.program.entry();
        for (CellRun run; !job.stop.load(std::memory_order_relaxed) &&
                          job.dealer.next(hand, pace.wish(entry->compiled), &run);
             entry = &job.program.entry()) {
            if (interrupt_requested()) {
                job.interrupted.store(true, std::memory_order_relaxed);
                job.stop.store(true, std::memory_order_relaxed);
                return;
            }
            if (!pace.timed(entry->compiled)) {
                run_cells(job, *entry, run);
                continue;
            }
            const auto start = std::chrono::steady_clock::now();
            run_cells(job, *entry, run);
            pace.ran(run.end - run.begin, std::chrono::steady_clock::now() - start);
        }
    } catch (...) {
        if (!job.failed.exchange(true))
            job.error = std::current_exception();
        job.stop.store(true, std::memory_order_relaxed);
    }
}

}  // namespace

ThreadSettings thread_settings() {
    return {globals.threads.load(std::memory_order_relaxed),
            globals.schedule.load(std::memory_order_relaxed),
            globals.chunk.load(std::memory_order_relaxed)};
}

void set_thread_settings(const ThreadSettings& settings) {
    if (settings.threads < 0)
        throw ValueError("the number of threads is negative: " + std::to_string(settings.threads));
    if (settings.chunk < 0)
        throw ValueError("a chunk has a negative size: " + std::to_string(settings.chunk));
    globals.threads.store(settings.threads, std::memory_order_relaxed);
    globals.schedule.store(settings.schedule, std::memory_order_relaxed);
    globals.chunk.store(settings.chunk, std::memory_order_relaxed);
}

void check_thread_environment() {
    base::check_environment_counts("OMP_NUM_THREADS");
    base::check_environment_words("OMP_WAIT_POLICY", "active", "passive");
}

void run_parallel(const Program& program, const std::int64_t* args, const Space& space) {
    throw_if_interrupted();
    if (space.outer <= 0 || space.inner <= 0)
        return;
    const Entry& entry = program.entry();
    const double small_ns = entry.compiled ? small_compiled_ns : small_work_ns;
    if (space.serial || space.work_ns() < small_ns) {
        const FloatFlagsOf flags(space.float_flags);
        entry.function(entry.context, args, 0, space.outer, 0, space.inner);
        return;
    }
    const Team team(space.work_ns(), small_ns);
    Partition cut;
    const Deal deal = choose_deal(space, team.threads(), thread_settings(), &cut);
    Job job{program, args, cut, space.float_flags, Dealer(cut, deal)};
    team.run([&job](int thread, int threads) { work(job, thread, threads); });
    if (job.error)
        std::rethrow_exception(job.error);
    if (job.interrupted) {
        clear_interrupt();
        throw Interrupted("interrupted");
    }
}

}  // namespace tenon::runtime::cpu
