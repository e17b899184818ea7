// SPDX-License-Identifier: MIT
/// What must happen around fork(), so that a child (multiprocessing, subprocess) finds no lock held
/// by a thread that it does not have, and no work half-done.
#pragma once

#include <cstdint>
#include <functional>

namespace tenon::runtime {

/// Before a fork, work that is under way on other threads ends; then our own threads are drained
/// while short locks are still free; then those are taken. Afterwards, in both processes, it goes
/// the other way.
enum class ForkStage : std::uint8_t {
    work,     ///< locks held while work is done, which may take all others and need our threads
    threads,  ///< executors, compile threads: wait until idle; in the child they do not exist
    locks,    ///< mutexes that are held for a short time only
};

/// None may throw, fork, or register hooks. Empty ones are skipped.
struct ForkHooks {
    std::function<void()> before;
    std::function<void()> parent;
    std::function<void()> child;
};

/// Keeps hooks registered while it lives.
class ForkRegistration {
public:
    ForkRegistration() = default;
    ForkRegistration(ForkStage stage, ForkHooks hooks);
    ~ForkRegistration();
    ForkRegistration(ForkRegistration&& other) noexcept;
    ForkRegistration& operator=(ForkRegistration&& other) noexcept;
    ForkRegistration(const ForkRegistration&) = delete;
    ForkRegistration& operator=(const ForkRegistration&) = delete;

private:
    std::uint64_t id_ = 0;
};

/// Hooks that hold `mutex` during a fork. Mutex: lock() and unlock().
template <class Mutex>
ForkHooks hold_during_fork(Mutex& mutex) {
    const auto unlock = [&mutex] { mutex.unlock(); };
    return {[&mutex] { mutex.lock(); }, unlock, unlock};
}

/// Makes our hooks run outside those of libraries that registered theirs until now: before them on
/// the way into a fork, after them on the way out. To be called when such a library has started
/// (libomp holds its locks during a fork, and draining our threads may need them).
void enclose_earlier_fork_handlers();

}  // namespace tenon::runtime
