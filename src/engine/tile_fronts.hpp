// SPDX-License-Identifier: MIT
/// Where the tiles of a pass come to bytes that no tile before has touched.
#pragma once

#include <span>
#include <vector>

#include "engine/time_tiles.hpp"

namespace tenon::engine {

/// Of each array that the steps read, in two dimensions and along its rows. What is only written is
/// left out: it may be written past the caches.
std::vector<runtime::TileFront> tile_fronts(std::span<const GridStep> steps,
                                            std::span<const schedule::GridVector> shifts);

}  // namespace tenon::engine
