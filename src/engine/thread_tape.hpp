// SPDX-License-Identifier: MIT
/// One tape per thread, what a thread reuses from one evaluation to the next, and how a thread gets
/// at another's tape.
#pragma once

#include <vector>

#include "engine/bind.hpp"
#include "engine/engine.hpp"
#include "engine/repetition.hpp"
#include "engine/roll.hpp"
#include "tape/view_memo.hpp"

namespace tenon::engine {

/// Kept between evaluations, so that a known tape is run without allocating.
struct ThreadScratch {
    std::vector<std::uint64_t> key;
    std::vector<BoundStep> bound;
    tape::Tape split;                            ///< what dist made of the tape
    tape::Tape statement;                        ///< one of a tape that is run one by one
    std::vector<std::uint32_t> statement_views;  ///< and its views' numbers on the tape
    std::vector<std::uint32_t> last_uses;        ///< by slot of that tape
    Repetition repetition;                       ///< of what may run at once
    std::int64_t least_planned = 0;              ///< towards the end of a long tape
    LoopSearch loop_search;
    tape::ViewMemo views;
    std::span<detail::Storage* const> claimed;  ///< for the statement that is being recorded
};
ThreadScratch& make_thread_scratch();
inline ThreadScratch& thread_scratch() {
    ThreadScratch* scratch = thread_state.scratch;
    return scratch != nullptr ? *scratch : make_thread_scratch();
}

tape::Tape& make_this_tape();
inline tape::Tape& this_tape() {
    tape::Tape* tape = thread_state.tape;
    return tape != nullptr ? *tape : make_this_tape();
}

/// Unlocks a tape that is locked already.
class AdoptedLock {
public:
    explicit AdoptedLock(tape::Tape& tape) : tape_(tape) {}
    ~AdoptedLock() { tape_.unlock(); }
    AdoptedLock(const AdoptedLock&) = delete;
    AdoptedLock& operator=(const AdoptedLock&) = delete;

private:
    tape::Tape& tape_;
};
class Lock : public AdoptedLock {
public:
    explicit Lock(tape::Tape& tape) : AdoptedLock((tape.lock(), tape)) {}
};

/// Locks the tape that has claimed `storage`, when it is neither null nor `mine`. Null when there
/// is none any more.
tape::Tape* lock_other_tape(const detail::Storage& storage, const tape::Tape* mine);

}  // namespace tenon::engine
