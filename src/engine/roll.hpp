// SPDX-License-Identifier: MIT
/// Loops of which only one iteration is recorded (docs/internals/rolling.md).
#pragma once

#include <algorithm>
#include <bit>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/test_hooks.hpp"
#include "tape/find_loop.hpp"

namespace tenon::engine {

inline constexpr std::size_t longest_loop = 64;  ///< in statements of an iteration

/// When a tape is worth looking through for a loop: when it has 16, 32, ... statements, since an
/// iteration may be a long one. Each tape that was looked through in vain makes more of the next
/// ones go by.
class LoopSearch {
public:
    bool now(std::size_t statements) {
        if (statements < last_)
            begin_tape();
        last_ = statements;
        if (statements == again_) {
            again_ = 0;
            return true;
        }
        other_cuts_ = 0;
        return statements >= least && to_skip_ == 0 &&
               (std::has_single_bit(statements) || statements == rounds_of_longest);
    }
    /// A loop has been seen, and is looked for again when the tape has some more statements.
    bool waits() const { return again_ > last_; }
    /// As long as loops are told.
    void pause() { ++paused_; }
    void go_on() { --paused_; }
    bool paused() const { return paused_ > 0; }
    void again_at(std::size_t statements) { again_ = statements; }
    /// An iteration that ends with one of the next statements is tried, the first of so many.
    void try_cuts(std::size_t statements, std::size_t count) {
        other_cuts_ = count;
        again_ = statements + 1;
    }
    std::size_t other_cuts() const { return other_cuts_; }
    void note(bool rolled) {
        in_vain_ = !rolled;
        failures_ = rolled ? 0 : failures_;
    }

private:
    void begin_tape() {
        again_ = 0;
        if (to_skip_ > 0)
            --to_skip_;
        else if (std::exchange(in_vain_, false))
            to_skip_ = failures_ = std::min(2 * failures_ + 1, most_failures);
    }

    static constexpr std::size_t least = 16;
    static constexpr std::size_t rounds_of_longest = tape::rounds_of_loop * longest_loop;
    static constexpr unsigned most_failures = 15;
    std::size_t last_ = 0;
    std::size_t again_ = 0;
    std::size_t other_cuts_ = 0;
    int paused_ = 0;
    bool in_vain_ = false;
    unsigned to_skip_ = 0;   ///< tapes
    unsigned failures_ = 0;  ///< how many were to be skipped last
};

/// Whether a test has forbidden it.
inline bool may_roll() { return TestHooks::roll != TestHooks::Roll::never; }
/// Whether loops are rolled where the tape's statements run.
bool can_roll(const tape::Tape& tape);

void end_loop_while_recording(tape::Tape& tape);

/// After a statement: looks out for a loop. From its next iteration on, one that is found is
/// recorded by counting.
void look_for_loop(tape::Tape& tape);

/// The tape's loop has counted as many iterations as its mark says: they are run, or begin to be.
void pass_mark(tape::Tape& tape);

/// Runs what the tape's loop has counted, and leaves a part of an iteration on the tape. `claimed`
/// storages stay the tape's. @throws what evaluate throws; then the iterations are lost.
void end_loop(tape::Tape& tape, std::span<detail::Storage* const> claimed);

/// Runs a locked tape without its loop, and leaves it as it was.
void run_tape(tape::Tape& tape);

}  // namespace tenon::engine
