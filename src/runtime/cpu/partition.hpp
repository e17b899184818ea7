// SPDX-License-Identifier: MIT
/// How the index space of a launch is cut: into *cells*, runs of a row, counted in C order. Any run
/// of cells is at most three rectangles: the end of a row, whole rows, the start of a row.
#pragma once

#include <algorithm>
#include <cstdint>

#include "runtime/cpu/threads.hpp"
#include "runtime/device.hpp"

namespace tenon::runtime::cpu {

struct Partition {
    std::int64_t inner = 0;    ///< elements in a row
    std::int64_t cell = 1;     ///< elements in a cell, but for the last of a row
    std::int64_t per_row = 0;  ///< cells in a row
    std::int64_t count = 0;    ///< cells in all
    double cell_ns = 0;        ///< estimated

    /// First cell of share `index` of `shares`; at the start of a row when that is nearly as fair.
    std::int64_t share_begin(std::int64_t index, std::int64_t shares) const;
    /// `begin + length` or a little less, so that runs of whole rows end with a row; never past
    /// `end`, never empty.
    std::int64_t run_end(std::int64_t begin, std::int64_t length, std::int64_t end) const;
};

/// Cells small enough that `threads` threads can be kept equally busy, large enough (512 elements
/// when there are many) that threads write to pages and cache lines of their own.
Partition partition(const Space& space, int threads);

/// Cells of `chunk` elements (map) or leaves, at most a row; `chunk_cells` of them make a chunk.
Partition partition_by_chunk(const Space& space, std::int64_t chunk, std::int64_t* chunk_cells);

/// Calls run(outer_begin, outer_end, inner_begin, inner_end) for each rectangle of a run of cells.
template <class Run>
void for_each_rectangle(const Partition& cut, std::int64_t begin, std::int64_t end, Run&& run) {
    std::int64_t row = begin / cut.per_row;
    std::int64_t first = begin % cut.per_row;
    const std::int64_t last_row = end / cut.per_row;
    const std::int64_t rest = end % cut.per_row;
    const auto element = [&cut](std::int64_t cell) { return std::min(cell * cut.cell, cut.inner); };
    if (row == last_row) {
        if (first < rest)
            run(row, row + 1, element(first), element(rest));
        return;
    }
    if (first > 0)
        run(row, row + 1, element(first), cut.inner), ++row;
    if (row < last_row)
        run(row, last_row, std::int64_t{0}, cut.inner);
    if (rest > 0)
        run(last_row, last_row + 1, std::int64_t{0}, element(rest));
}

}  // namespace tenon::runtime::cpu
