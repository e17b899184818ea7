// SPDX-License-Identifier: MIT
#pragma once

#include "runtime/tiles.hpp"

namespace tenon::runtime::cpu {

/// Tiles are gathered into *strips*, rows of tiles along the first dimension of the grid that has
/// more than one element (a strip is one tile where that is the only dimension). Each thread takes
/// every n-th strip and starts a launch on a tile when the strips beside it have run it: no
/// barrier, and nothing is computed twice. @throws Interrupted
void run_tiles_parallel(const Tiling& tiling);

}  // namespace tenon::runtime::cpu
