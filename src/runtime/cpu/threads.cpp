// SPDX-License-Identifier: MIT
#include "runtime/cpu/threads.hpp"

#include <omp.h>

#include <atomic>
#include <exception>

#include <tenon/error.hpp>

#include "base/environment.hpp"
#include "runtime/cpu/dealer.hpp"
#include "runtime/cpu/float_flags.hpp"
#include "runtime/fork_guard.hpp"
#include "runtime/interrupt.hpp"

#ifndef __clang__
// GCC's omp.h does not declare what is libomp's own.
extern "C" void kmp_set_blocktime(int milliseconds);
#endif

namespace tenon::runtime::cpu {
namespace {

/// Work below this stays on the caller's thread without a further look. A region of two threads
/// costs 0.4 to 1 us, and the second core's caches are cold.
constexpr double small_work_ns = 4000;
/// Of compiled code, which takes a third or a quarter of what is estimated while its arrays are in
/// a cache: x + 2 * y runs as fast on one thread as on two where the estimate is 13 us.
constexpr double small_compiled_ns = 11'000;
/// Starting OpenMP and its threads costs from 0.4 to 5 ms, so it waits until that much work has
/// been there for it.
constexpr std::int64_t start_after_ns = 500'000;

struct Globals {
    std::atomic<int> threads{0};
    std::atomic<Schedule> schedule{Schedule::automatic};
    std::atomic<std::int64_t> chunk{0};
    std::atomic<std::int64_t> waited_ns{0};  ///< work done alone because OpenMP is not started
    /// One team at a time: a second caller finds all cores busy and works alone.
    std::atomic<bool> team_busy{false};
};
constinit Globals globals;

/// OpenMP knows this thread and how it shall wait.
constinit thread_local bool prepared = false;

double estimated_ns(const Space& space) {
    return static_cast<double>(space.outer) * static_cast<double>(space.inner) * space.cost_ns;
}

/// The right to use all cores.
class TeamTurn {
public:
    explicit TeamTurn(bool wanted)
        : held_(wanted && !globals.team_busy.exchange(true, std::memory_order_acquire)) {}
    ~TeamTurn() {
        if (held_)
            globals.team_busy.store(false, std::memory_order_release);
    }
    TeamTurn(const TeamTurn&) = delete;
    TeamTurn& operator=(const TeamTurn&) = delete;
    bool held() const { return held_; }

private:
    const bool held_;
};

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

/// For the first launch of a process that wants threads.
ForkRegistration start_openmp() {
    omp_get_max_threads();
    // libomp holds its locks during a fork; our threads that are drained then may need them.
    enclose_earlier_fork_handlers();
    return {ForkStage::threads, {{}, {}, [] {
                                     globals.team_busy.store(false);
                                     prepared = false;
                                 }}};
}

/// For the first launch of a thread: each has a team of its own.
void prepare_thread() {
    static const ForkRegistration registration = start_openmp();
    // Threads that wait by spinning take a core from a compile thread. 1 ms keeps a loop of small
    // regions fast (1 us each, against 30 when they sleep); libomp's default is 200.
    if (base::environment("KMP_BLOCKTIME") == nullptr &&
        base::environment("OMP_WAIT_POLICY") == nullptr)
        kmp_set_blocktime(1);
    prepared = true;
}

bool worth_starting(double work_ns) {
    if (globals.waited_ns.load(std::memory_order_relaxed) >= start_after_ns)
        return true;
    const auto work = static_cast<std::int64_t>(std::min(work_ns, 1e12));
    return globals.waited_ns.fetch_add(work, std::memory_order_relaxed) + work >= start_after_ns;
}

int threads_for(const Space& space, double small_ns) {
    const double work_ns = estimated_ns(space);
    if (!worth_starting(work_ns) || omp_in_parallel() != 0)
        return 1;
    const int threads = max_threads();
    // The more threads, the longer they take to meet.
    return work_ns < small_ns + 500.0 * (threads - 2) ? 1 : threads;
}

void run_team(Job& job, int threads) {
    if (!prepared)
        prepare_thread();
#pragma omp parallel num_threads(threads)
    work(job, omp_get_thread_num(), omp_get_num_threads());
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

int max_threads() {
    const int chosen = globals.threads.load(std::memory_order_relaxed);
    return chosen > 0 ? chosen : omp_get_max_threads();
}

void run_parallel(const Program& program, const std::int64_t* args, const Space& space) {
    throw_if_interrupted();
    if (space.outer <= 0 || space.inner <= 0)
        return;
    const Entry& entry = program.entry();
    const double small_ns = entry.compiled ? small_compiled_ns : small_work_ns;
    if (space.serial || estimated_ns(space) < small_ns) {
        const FloatFlagsOf flags(space.float_flags);
        entry.function(entry.context, args, 0, space.outer, 0, space.inner);
        return;
    }
    const int wanted = threads_for(space, small_ns);
    const TeamTurn turn(wanted > 1);
    const int threads = turn.held() ? wanted : 1;
    Partition cut;
    const Deal deal = choose_deal(space, threads, thread_settings(), &cut);
    Job job{program, args, cut, space.float_flags, Dealer(cut, deal)};
    if (turn.held())
        run_team(job, threads);
    else
        work(job, 0, 1);
    if (job.error)
        std::rethrow_exception(job.error);
    if (job.interrupted) {
        clear_interrupt();
        throw Interrupted("interrupted");
    }
}

}  // namespace tenon::runtime::cpu
