// SPDX-License-Identifier: MIT
/// How far loop nests that follow one another must be shifted against each other so that they can
/// be run tile by tile, all of them on one tile before the next one begins.
///
/// A *sweep* is one nest over a grid. Tile `q` of a dimension holds the coordinates
/// [q * width - shift, (q + 1) * width - shift) of every sweep, each with its own shift. Whatever
/// two sweeps do to one byte then stays in its order, tile after tile and in a tile sweep after
/// sweep, if for each such pair `later.shift >= earlier.shift + distance`, where the earlier sweep
/// touches the byte at `x + distance` and the later one at `x` (D. Wonnacott, "Achieving scalable
/// locality with time skewing", 2002).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tenon::schedule {

inline constexpr std::size_t grid_rank = 3;
/// Along the dimensions of a grid; one of lower rank has one element along the first of them.
using GridVector = std::array<std::int64_t, grid_rank>;

/// One array of a sweep: element x is the `size` bytes at address + sum of x[d] * stride[d].
struct GridAccess {
    std::int64_t address = 0;
    GridVector strides{};
    std::int64_t size = 0;
    bool written = false;
};

struct Sweep {
    GridVector extents{};
    std::vector<GridAccess> accesses;
};

/// Finds shifts for one sweep after the other.
class Skew {
public:
    /// The shift of the next sweep; never negative. False, with the reason in `why_not`: it cannot
    /// follow the others in tiles. Nothing has changed then.
    bool add(const Sweep& sweep, GridVector* shift);
    const std::string& why_not() const { return why_not_; }
    /// Bytes that the arrays of the sweeps have for each element of the grid, each array once.
    std::int64_t bytes_per_cell() const;
    /// The same of those arrays that several sweeps touch: what goes by once need not stay.
    std::int64_t bytes_kept_per_cell() const;

private:
    /// An access of earlier sweeps, with the largest shift that any of them had.
    struct Earlier {
        GridAccess access;
        GridVector extents{};
        GridVector shift{};
        int first_sweep = 0, last_sweep = 0;
    };
    /// One array, and its bytes for an element of the grid.
    struct Array {
        std::int64_t begin = 0, end = 0, size = 0;
        int first_sweep = 0, last_sweep = 0;
    };
    std::vector<Array> arrays() const;
    bool constrain(const GridAccess& later, const GridVector& extents, const Earlier& earlier,
                   GridVector& least);
    void note(const GridAccess& access, const GridVector& extents, const GridVector& shift);

    std::vector<Earlier> earlier_;
    int sweeps_ = 0;
    std::string why_not_;
};

}  // namespace tenon::schedule
