// SPDX-License-Identifier: MIT
/// Arrays of positions along axes.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <tenon/indexing.hpp>

namespace tenon::api {

/// An axis that an array of positions indexes.
struct IndexedAxis {
    int number = 0;
    std::int64_t size = 0;
};

/// The positions as int64, negative ones counted from the end. @throws IndexError for the first
/// that is outside, with `prefix` before the text.
std::vector<Array> checked_positions(std::vector<Array> positions,
                                     std::span<const IndexedAxis> axes, const std::string& prefix);

/// The same for one axis, and for other ways to treat positions outside, which look at no value.
/// @throws IndexError also for positions that are no integers, and any along an axis of size 0.
Array positions_along(const Array& positions, IndexedAxis axis, Outside outside,
                      const char* operation);

/// The shapes of index arrays together. @throws IndexError
Shape broadcast_positions(std::span<const Array> positions);

}  // namespace tenon::api
