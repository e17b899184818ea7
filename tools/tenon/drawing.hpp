// SPDX-License-Identifier: MIT
/// Pictures of states.
#pragma once

#include <tenon/array.hpp>
#include <tenon/io.hpp>

namespace tenon::tool {

/// In which colours. low == high: from a state's least to its greatest value.
struct Drawing {
    ColorMap map = ColorMap::heat;
    double low = 0;
    double high = 0;
};

/// What is drawn of a state: of three dimensions the plane in the middle.
Array plane_of(const Array& state);

/// Each element as a square of `zoom` x `zoom`.
Array enlarged(const Array& plane, std::int64_t zoom);

}  // namespace tenon::tool
