// SPDX-License-Identifier: MIT
/// Axes and elements in another order.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include <tenon/array.hpp>
#include <tenon/reduce.hpp>

namespace tenon {

// --- views
// ----------------------------------------------------------------------------------------

TENON_API Array moveaxis(const Array& a, const std::vector<int>& from, const std::vector<int>& to);
inline Array moveaxis(const Array& a, int from, int to) {
    return moveaxis(a, std::vector<int>{from}, std::vector<int>{to});
}
TENON_API Array rollaxis(const Array& a, int axis, int start = 0);
TENON_API Array squeeze(const Array& a, const Axes& axes);
TENON_API Array expand_dims(const Array& a, const std::vector<int>& axes);
TENON_API Array flip(const Array& a, const Axes& axes);
TENON_API Array fliplr(const Array& a);
TENON_API Array flipud(const Array& a);
TENON_API Array rot90(const Array& a, int times = 1, int first = 0, int second = 1);
TENON_API Array atleast_1d(const Array& a);
TENON_API Array atleast_2d(const Array& a);
TENON_API Array atleast_3d(const Array& a);
TENON_API std::vector<Array> broadcast_arrays(std::span<const Array> arrays);
/// The elements at equal positions along two axes, as the last axis; writing to it writes to `a`.
TENON_API Array diagonal(const Array& a, std::int64_t offset = 0, int axis1 = 0, int axis2 = 1);

// --- new arrays
// -----------------------------------------------------------------------------------

/// Elements moved towards the end by `shift`, those beyond it to the front; without an axis of the
/// flattened array, in the array's shape.
TENON_API Array roll(const Array& a, std::int64_t shift, std::optional<int> axis = {});
TENON_API Array roll(const Array& a, const std::vector<std::int64_t>& shifts,
                     const std::vector<int>& axes);
/// Differences of neighbours, `times` over; of booleans whether they differ.
TENON_API Array diff(const Array& a, int times = 1, int axis = -1);
TENON_API Array ediff1d(const Array& a);  ///< of the flattened array

}  // namespace tenon
