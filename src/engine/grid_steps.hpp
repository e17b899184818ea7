// SPDX-License-Identifier: MIT
/// Kernel steps as nests over one grid.
#pragma once

#include <optional>
#include <span>

#include "engine/time_tiles.hpp"

namespace tenon::engine {

/// Whether a step may be part of a pass: a kernel that stores one element of each result for each
/// element of its space, or reduces rows of it.
bool is_grid_step(const schedule::Step& step);

/// The first of the steps, as far as they can be laid over one grid: that of the one with the most
/// dimensions among them.
std::vector<GridStep> grid_steps(std::span<const TileStep> steps);

}  // namespace tenon::engine
