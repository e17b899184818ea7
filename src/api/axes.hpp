// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/reduce.hpp>

namespace tenon::api {

/// Negative axes count from the end. @throws IndexError naming the operation.
int normalise_axis(int axis, int rank, const char* operation);

/// Bit mask of the axes; all of them when none are given. @throws ValueError for repeated ones.
std::uint32_t axes_mask(const Axes& axes, int rank, const char* operation);

/// How many elements each result joins.
std::int64_t reduced_count(const Array& a, std::uint32_t mask);

}  // namespace tenon::api
