// SPDX-License-Identifier: MIT
#pragma once

#include "runtime/tiles.hpp"

namespace tenon::runtime::cpu {

/// A part of a grid, from `begin` up to `end` along each dimension.
struct Box {
    GridVector begin, end;
};

/// Calls the entry for the elements of a box. Where the entry counts in leaves (Space::grain), it
/// is called for those that end in the box: their other elements lie in boxes before it.
void run_box(const TileLaunch& launch, const Box& box);

}  // namespace tenon::runtime::cpu
