// SPDX-License-Identifier: MIT
#include "engine/thread_tape.hpp"

#include <mutex>
#include <thread>
#include <unordered_set>

#include "base/long_work.hpp"
#include "runtime/fork_guard.hpp"

namespace tenon::engine {

namespace {

/// The tapes that exist, so that one thread can find out whether another's is still there. Around
/// a fork all of them are locked: the child would otherwise find one locked by a thread it lacks.
class Registry {
public:
    static Registry& instance() {
        static auto& registry = *new Registry;
        return registry;
    }
    void add(tape::Tape& tape) {
        const std::lock_guard lock(mutex_);
        tapes_.insert(&tape);
    }
    void remove(tape::Tape& tape) {
        const std::lock_guard lock(mutex_);
        tapes_.erase(&tape);
    }
    /// Whether the tape exists and could be locked.
    bool try_lock(tape::Tape* tape) {
        const std::lock_guard lock(mutex_);
        return tapes_.contains(tape) && tape->try_lock();
    }

private:
    Registry()
        : fork_(runtime::ForkStage::work, {.before = [this] { lock_all(); },
                                           .parent = [this] { unlock_all(); },
                                           .child = [this] { unlock_all(); }}) {}
    void lock_all() {
        mutex_.lock();
        for (tape::Tape* tape : tapes_)
            tape->lock();
    }
    void unlock_all() {
        for (tape::Tape* tape : tapes_)
            tape->unlock();
        mutex_.unlock();
    }

    std::mutex mutex_;
    std::unordered_set<tape::Tape*> tapes_;
    runtime::ForkRegistration fork_;
};

/// What is pending when a thread ends is run then. Later destructors of the thread that still
/// record get a tape that is never destroyed.
struct ThreadTape {
    tape::Tape tape;
    ThreadTape() {
        Registry::instance().add(tape);
        thread_state.tape = &tape;
    }
    ~ThreadTape() {
        tape.lock();
        try {
            evaluate(tape);
        } catch (...) {
            tape.clear();
        }
        tape.unlock();
        Registry::instance().remove(tape);
        delete thread_state.scratch;
        thread_state.scratch = nullptr;
        thread_state.tape = nullptr;
        thread_state.ended = true;
    }
};

}  // namespace

tape::Tape& make_this_tape() {
    if (thread_state.ended)
        return (new ThreadTape)->tape;
    thread_local ThreadTape mine;
    return mine.tape;
}

ThreadScratch& make_thread_scratch() {
    this_tape();  // whose destructor frees the scratch
    thread_state.scratch = new ThreadScratch;
    return *thread_state.scratch;
}

tape::Tape* lock_other_tape(const detail::Storage& storage, const tape::Tape* mine) {
    for (;;) {
        tape::Tape* other = storage.tape.load(std::memory_order_acquire);
        if (other == nullptr || other == mine)
            return nullptr;
        if (Registry::instance().try_lock(other)) {
            if (storage.tape.load(std::memory_order_acquire) == other)
                return other;
            other->unlock();
        }
        const base::LongWork apart;
        std::this_thread::yield();
    }
}

}  // namespace tenon::engine
