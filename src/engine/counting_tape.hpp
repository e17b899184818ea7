// SPDX-License-Identifier: MIT
/// Counting statements of a loop (docs/internals/rolling.md), without opening the tape for each.
#pragma once

#include <span>

#include "engine/direct.hpp"
#include "engine/engine.hpp"
#include "engine/float_flags.hpp"
#include "engine/progress.hpp"
#include "engine/roll.hpp"
#include "engine/thread_tape.hpp"
#include "tape/loop.hpp"

namespace tenon::engine {

/// Counts the statement just recorded.
inline bool held_back_too_long() {
    ThreadState& state = thread_state;
    state.held_back = state.small ? state.held_back + 1 : 0;
    state.small = false;
    if (state.held_back < most_held_back)
        return false;
    state.held_back = 0;
    return true;
}

/// At the end of an iteration, so that the loop is counted on at once. Whether iterations have been
/// counted.
[[gnu::always_inline]] inline bool watch_loop(tape::Tape& tape) {
    const tape::Loop& loop = *tape.loop;
    if (loop.iteration_is_whole() &&
        loop.iterations() >= put_off_at_most(loop.prepared().next_mark))
        pass_mark(tape);
    return loop.iterations() > 0;
}

/// This thread's tape, for a statement that may be the next one of a loop which is being counted.
/// All that OpenTape sees to has been seen to when the loop's storages came first. Made only while
/// the thread counts.
class CountingTape {
public:
    CountingTape() : tape_(&this_tape()) {
        tape_->lock();
        tape::Loop* const loop = tape_->loop.get();
        if (tape_->empty() && loop != nullptr && !loop->ending() && loop->iterations() > 0 &&
            may_roll())
            loop_ = loop;
        else
            thread_state.counts = false;
    }
    ~CountingTape() { tape_->unlock(); }
    CountingTape(const CountingTape&) = delete;
    CountingTape& operator=(const CountingTape&) = delete;

    tape::Tape& tape() const { return *tape_; }
    /// Null: another thread has run it.
    tape::Loop* loop() const { return loop_; }
    /// False: the statement is to be recorded with OpenTape, and nothing has changed.
    bool take(ops::Op op, DType compute, const tape::ViewRef& out,
              std::span<const tape::Input> inputs);
    /// After counting: runs the loop if that is due.
    void close() {
        if (held_back_too_long())
            evaluate(*tape_);
        else
            watch_loop(*tape_);
    }
    /// The same, where nothing like the statement runs at once.
    [[gnu::always_inline]] void close_large() {
        thread_state.held_back = 0;
        thread_state.small = false;
        watch_loop(*tape_);
    }

private:
    bool knows(const detail::Storage& storage) const;

    tape::Tape* tape_;  ///< locked
    tape::Loop* loop_ = nullptr;
};

/// Counts the statement, if it is the next one of a loop that is being counted; `then` is called
/// with the loop before that may be run.
template <class Then>
bool count_next(ops::Op op, DType compute, const tape::ViewRef& out,
                std::span<const tape::Input> inputs, const Then& then) {
    if (!thread_state.counts)
        return false;
    CountingTape tape;
    if (!tape.take(op, compute, out, inputs))
        return false;
    then(*tape.loop());
    tape.close();
    return true;
}

}  // namespace tenon::engine
