// SPDX-License-Identifier: MIT
/// Patterns of cells in the run-length encoded form that collections of them use (.rle):
/// lines of comments (#), "x = 3, y = 3, rule = B3/S23", then runs like 3o, b or 2$ up to a !.
#pragma once

#include <string>
#include <string_view>

#include <tenon/array.hpp>

namespace tenon::jobs {

struct Pattern {
    Array cells;       ///< uint8, 0 or 1, y rows of x
    std::string rule;  ///< as the file has it; may be empty
};

/// @throws ValueError "line 3: ..." for what is no pattern, or has more than `most_side` cells on a
/// side.
Pattern parse_rle(std::string_view text, std::int64_t most_side);

}  // namespace tenon::jobs
