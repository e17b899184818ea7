// SPDX-License-Identifier: MIT
/// Several launches run tile by tile: all of them on one tile of the grid before the next begins,
/// so that a tile's bytes stay in a cache.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "runtime/device.hpp"

namespace tenon::runtime {

/// Along the dimensions of the grid; one of lower rank has one element along the first of them.
using GridVector = std::array<std::int64_t, 3>;

struct TileLaunch {
    const Program* program = nullptr;
    const std::int64_t* args = nullptr;
    Space space;  ///< as if launched alone
    GridVector extents{1, 1, 1};
    GridVector
        shift{};  ///< tile q holds the coordinates [q * width - shift, (q + 1) * width - shift)
    /// How the entry counts: `rank` dimensions, of which the last ones are those of the grid named
    /// here; or one dimension that counts all elements of the grid in C order.
    int rank = 1;
    std::array<std::uint8_t, 3> axes{2, 2, 2};
    bool joined = false;
    /// Of this launch and the next one at once, for tiles of which both have all rows; null: none.
    /// The entry takes the columns of this one's tile as if it had all of them.
    const Program* with_next = nullptr;
    const std::int64_t* args_with_next = nullptr;
};

/// Where tiles of two dimensions come to new elements of an array: those that the launch which is
/// farthest ahead touches. Element (0, 0) belongs to the origin of the first tile.
struct TileFront {
    std::int64_t address = 0;
    std::int64_t rows = 0, columns = 0;  ///< up to which there are elements
    std::int64_t row_bytes = 0;          ///< from one row to the next
    std::int64_t element_bytes = 0;      ///< and from one element to the next
};

/// Tiles are run in an order that no launch needs more of than this: those before it along each
/// dimension, and in a tile the launches before it, have run.
struct Tiling {
    std::vector<TileLaunch> launches;
    GridVector width{1, 1, 1};
    std::vector<TileFront> fronts;
};

}  // namespace tenon::runtime
