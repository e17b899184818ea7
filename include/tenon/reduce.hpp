// SPDX-License-Identifier: MIT
/// Reductions and scans. Their bits do not depend on threads, vector width or layout
/// (docs/internals/reduction_tree.md).
#pragma once

#include <optional>
#include <vector>

#include <tenon/array.hpp>

namespace tenon {

/// Which axes are reduced: none given means all; negative axes count from the end.
struct Axes {
    Axes() = default;
    Axes(int axis) : list({axis}), given(true) {}
    Axes(std::initializer_list<int> axes) : list(axes), given(true) {}
    Axes(std::vector<int> axes) : list(std::move(axes)), given(true) {}
    std::vector<int> list;
    bool given = false;
};

TENON_API Array sum(Array a, const Axes& axes = {}, bool keepdims = false);
TENON_API Array prod(Array a, const Axes& axes = {}, bool keepdims = false);
TENON_API Array min(Array a, const Axes& axes = {}, bool keepdims = false);
TENON_API Array max(Array a, const Axes& axes = {}, bool keepdims = false);
TENON_API Array any(Array a, const Axes& axes = {}, bool keepdims = false);
TENON_API Array all_of(Array a, const Axes& axes = {},
                       bool keepdims = false);  ///< NumPy's all
TENON_API Array count_nonzero(Array a, const Axes& axes = {}, bool keepdims = false);
TENON_API Array mean(Array a, const Axes& axes = {}, bool keepdims = false);
/// `correction` is NumPy's ddof.
TENON_API Array var(Array a, const Axes& axes = {}, double correction = 0, bool keepdims = false);
TENON_API Array std(Array a, const Axes& axes = {}, double correction = 0, bool keepdims = false);
/// Position of the first smallest (largest) element; of the flattened array when no axis is given.
TENON_API Array argmin(Array a, std::optional<int> axis = {}, bool keepdims = false);
TENON_API Array argmax(Array a, std::optional<int> axis = {}, bool keepdims = false);
TENON_API Array cumulative_sum(Array a, std::optional<int> axis = {});
TENON_API Array cumulative_prod(Array a, std::optional<int> axis = {});

/// Inner product of two vectors by the fixed tree; of matrices, matmul.
TENON_API Array dot(Array a, Array b);
/// Matrix product through BLAS (float32, float64, complex64, complex128; others exactly, slower).
TENON_API Array matmul(Array a, Array b);

}  // namespace tenon
