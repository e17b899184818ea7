// SPDX-License-Identifier: MIT
/// In which order the axes of results lie in memory: NumPy's order K, which views of results tell.
#pragma once

#include <span>
#include <vector>

#include <tenon/array.hpp>

#include "tape/layout.hpp"

namespace tenon::api {

/// The axes in the order in which NumPy's iterator runs through them, the outermost first: by their
/// strides, where the array is not repeated along them.
std::vector<int> iteration_order(const detail::Layout& layout);

/// The axes in the order that NumPy gives to copies, the outermost first: by all strides, those of
/// repeated axes too; of several arrays that are joined, C order where they disagree.
std::vector<int> copy_order(std::span<const detail::Layout* const> layouts);

/// The layout of a copy, or of arrays joined to `shape`, without gaps.
tape::LayoutRef copy_layout(std::span<const detail::Layout* const> layouts, DType type,
                            std::span<const std::int64_t> shape);

bool is_c_order(std::span<const int> axes);
/// Where each axis went.
std::vector<int> inverse(std::span<const int> axes);

}  // namespace tenon::api
