// SPDX-License-Identifier: MIT
// What the strips of blocked.hpp have in common, wide (strip_wide.hpp) or narrow
// (strip_narrow.hpp).
#pragma once

#include <algorithm>
#include <cstdint>

#include "streamed.hpp"

namespace tenon_reference {

// Fields of a strip's last level that are still in its window: the four rows from r on.
template <bool streams, class Strip>
void write_rows(const Strip& strip, int first_field, int fields, int64_t r) {
    for (int f = first_field; f < fields; ++f)
        for (int64_t q = std::max<int64_t>(r, 0); q < std::min(r + 4, strip.n); ++q) {
            const double* const in = strip.row(f, strip.levels, q);
            double* const out = strip.to[f] + q * strip.n;
            for (int64_t c = strip.first; c < strip.last; c += vector_lanes)
                put<streams>(out + c, load_any(in + c));
        }
}

}  // namespace tenon_reference
