// SPDX-License-Identifier: MIT
/// Conway's game of life and its relatives: a cell lives on, or is born, by how many of its eight
/// neighbours are alive.
#pragma once

#include <string>
#include <string_view>

#include <tenon/tenon.hpp>

#include "time_loop.hpp"

namespace tenon::jobs {

/// Bit k: with k living neighbours.
struct Rule {
    unsigned born = 1U << 3;
    unsigned survives = 1U << 2 | 1U << 3;
    friend bool operator==(const Rule&, const Rule&) = default;
};
/// "B3/S23", or "23/3" as older files write it (survives/born).
/// @throws ValueError
Rule parse_rule(std::string_view text);

/// What lies beyond the border of the board.
enum class Edge {
    dead,  ///< cells that never live
    wrap,  ///< the opposite side
};

/// n x n cells, uint8: 1 with this probability, else 0.
Array random_cells(std::int64_t n, double density, std::uint64_t seed);
/// The pattern in the middle of an n x n board. @throws ValueError where it is too large for that.
Array place_in_middle(const Array& pattern, std::int64_t n);
/// Five cells that move one down and one to the right in four steps.
Array glider();

/// The board after so many steps; cells are uint8, 0 or 1.
Array live(const Array& cells, Rule rule, Edge edge, std::int64_t steps, const Watch& watch = {});

}  // namespace tenon::jobs
