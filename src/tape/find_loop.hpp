// SPDX-License-Identifier: MIT
/// Finds out that the last statements of a tape are iterations of a loop.
#pragma once

#include <cstddef>
#include <optional>

#include "tape/loop.hpp"

namespace tenon::tape {

struct FoundLoop {
    /// How many more statements should come before the loop is looked for again: its iterations are
    /// then cut where the fewest values go from one to the next. With zero, `body` is filled.
    std::size_t wait = 0;
    std::size_t period = 0;  ///< statements of an iteration
    /// Somebody still has what only the iteration before the last made: perhaps no longer when the
    /// next statement comes. There is no body then.
    bool held = false;
    LoopBody body;
    std::size_t first_statement = 0;          ///< of the last iteration
    std::vector<std::uint32_t> view_on_tape;  ///< of each view of the body, in the last iteration
};

/// So many iterations alike show a loop.
inline constexpr std::size_t rounds_of_loop = 3;

/// Three iterations that have the same statements, about storages that change their roles in the
/// same way, show a loop of one that is at most `longest` statements long. Scans, gathers and calls
/// are in none. `cut_here`: an iteration ends with the last statement, wherever it should.
std::optional<FoundLoop> find_loop(const Tape& tape, std::size_t longest, bool cut_here = false);
/// For people: of how many statements an iteration is that has some of those kinds; 0: there is
/// none.
std::size_t find_uncounted_loop(const Tape& tape, std::size_t longest);
/// A loop of exactly so many statements, of any kinds.
std::optional<FoundLoop> find_told_loop(const Tape& tape, std::size_t period);

}  // namespace tenon::tape
