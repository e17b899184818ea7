// SPDX-License-Identifier: MIT
/// The oracle for operations joined along an axis, one element after the other.
#pragma once

#include <string_view>

#include "support/eager.hpp"

namespace eager {

/// Positions [first, last) along the axis, at least one, in the array's dtype.
Array fold(std::string_view op, const Array& a, int axis, std::int64_t first, std::int64_t last);

/// The folds of the first 1, 2, ... positions.
Array accumulate(std::string_view op, const Array& a, int axis);

}  // namespace eager
