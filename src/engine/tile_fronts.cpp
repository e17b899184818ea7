// SPDX-License-Identifier: MIT
#include "engine/tile_fronts.hpp"

#include <algorithm>
#include <cstdlib>

namespace tenon::engine {

namespace {

using runtime::TileFront;
using schedule::GridAccess;
using schedule::GridVector;

/// Accesses to one array are no more rows apart than a stencil reaches.
constexpr std::int64_t most_rows_apart = 16;

struct Front {
    std::int64_t address = 0;  ///< of one of the accesses, not shifted
    TileFront front;
    bool is_read = false;
};

bool goes_along_rows(const GridAccess& access, const GridVector& extents) {
    return extents[0] == 1 && extents[1] > 1 && extents[2] > 1 && access.strides[1] > 0 &&
           access.strides[2] == access.size;
}

Front front_of(const GridAccess& access, const GridVector& extents, const GridVector& shift) {
    return {.address = access.address,
            .front = {.address = access.address - shift[1] * access.strides[1] -
                                 shift[2] * access.strides[2],
                      .rows = extents[1] + shift[1],
                      .columns = extents[2] + shift[2],
                      .row_bytes = access.strides[1],
                      .element_bytes = access.size},
            .is_read = !access.written};
}

bool of_one_array(const Front& a, const Front& b) {
    return a.front.row_bytes == b.front.row_bytes &&
           std::abs(a.address - b.address) < most_rows_apart * a.front.row_bytes;
}

}  // namespace

std::vector<TileFront> tile_fronts(std::span<const GridStep> steps,
                                   std::span<const GridVector> shifts) {
    std::vector<Front> fronts;
    for (std::size_t i = 0; i < steps.size(); ++i)
        for (const GridAccess& access : steps[i].sweep.accesses) {
            if (!goes_along_rows(access, steps[i].sweep.extents))
                continue;
            const Front here = front_of(access, steps[i].sweep.extents, shifts[i]);
            const auto known = std::ranges::find_if(
                fronts, [&](const Front& front) { return of_one_array(front, here); });
            if (known == fronts.end()) {
                fronts.push_back(here);
                continue;
            }
            known->is_read = known->is_read || here.is_read;
            if (here.front.address > known->front.address)
                known->front = here.front;
        }
    std::vector<TileFront> read;
    for (const Front& front : fronts)
        if (front.is_read)
            read.push_back(front.front);
    return read;
}

}  // namespace tenon::engine
