// SPDX-License-Identifier: MIT
#include "runtime/cpu/team.hpp"

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "base/environment.hpp"
#include "runtime/cpu/threads.hpp"
#include "runtime/fork_guard.hpp"

#ifndef __clang__
// GCC's omp.h does not declare what is libomp's own.
extern "C" void kmp_set_blocktime(int milliseconds);
#endif

namespace tenon::runtime::cpu {
namespace {

/// Starting OpenMP and its threads costs from 0.4 to 5 ms, so it waits until that much work has
/// been there for it.
constexpr std::int64_t start_after_ns = 500'000;

constinit std::atomic<std::int64_t> waited_ns{0};  ///< work done alone: OpenMP is not started
constinit std::atomic<bool> team_busy{false};

/// OpenMP knows this thread and how it shall wait.
constinit thread_local bool prepared = false;

/// For the first launch of a process that wants threads.
ForkRegistration start_openmp() {
    omp_get_max_threads();
    // libomp holds its locks during a fork; our threads that are drained then may need them.
    enclose_earlier_fork_handlers();
    return {ForkStage::threads, {{}, {}, [] {
                                     team_busy.store(false);
                                     prepared = false;
                                 }}};
}

void openmp_is_started() { static const ForkRegistration registration = start_openmp(); }

/// For the first launch of a thread: each has a team of its own.
void prepare_thread() {
    openmp_is_started();
    // Threads that wait by spinning take a core from a compile thread. 1 ms keeps a loop of small
    // regions fast (1 us each, against 30 when they sleep); libomp's default is 200.
    if (base::environment("KMP_BLOCKTIME") == nullptr &&
        base::environment("OMP_WAIT_POLICY") == nullptr)
        kmp_set_blocktime(1);
    prepared = true;
}

constinit thread_local bool alone = false;

bool worth_starting(double work_ns) {
    if (waited_ns.load(std::memory_order_relaxed) >= start_after_ns)
        return true;
    const auto work = static_cast<std::int64_t>(std::min(work_ns, 1e12));
    return waited_ns.fetch_add(work, std::memory_order_relaxed) + work >= start_after_ns;
}

int threads_for(double work_ns, double small_ns) {
    if (alone || work_ns < small_ns || !worth_starting(work_ns) || omp_in_parallel() != 0)
        return 1;
    const int threads = max_threads();
    // The more threads, the longer they take to meet.
    return work_ns < small_ns + 500.0 * (threads - 2) ? 1 : threads;
}

}  // namespace

int max_threads() {
    const int chosen = thread_settings().threads;
    if (chosen > 0)
        return chosen;
    openmp_is_started();
    return omp_get_max_threads();
}

void work_alone() noexcept { alone = true; }

Team::Team(double work_ns, double small_ns) {
    const int wanted = threads_for(work_ns, small_ns);
    if (wanted > 1 && !team_busy.exchange(true, std::memory_order_acquire))
        threads_ = wanted;
}

Team::~Team() {
    if (threads_ > 1)
        team_busy.store(false, std::memory_order_release);
}

void Team::run(const std::function<void(int, int)>& work) const {
    if (threads_ == 1)
        return work(0, 1);
    if (!prepared)
        prepare_thread();
#pragma omp parallel num_threads(threads_)
    work(omp_get_thread_num(), omp_get_num_threads());
}

}  // namespace tenon::runtime::cpu
