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

TENON_API Array sum(const Array& a, const Axes& axes = {}, bool keepdims = false);
TENON_API Array prod(const Array& a, const Axes& axes = {}, bool keepdims = false);
TENON_API Array min(const Array& a, const Axes& axes = {}, bool keepdims = false);
TENON_API Array max(const Array& a, const Axes& axes = {}, bool keepdims = false);
TENON_API Array any(const Array& a, const Axes& axes = {}, bool keepdims = false);
TENON_API Array all_of(const Array& a, const Axes& axes = {},
                       bool keepdims = false);  ///< NumPy's all
TENON_API Array count_nonzero(const Array& a, const Axes& axes = {}, bool keepdims = false);
TENON_API Array mean(const Array& a, const Axes& axes = {}, bool keepdims = false);
/// `correction` is NumPy's ddof.
TENON_API Array var(const Array& a, const Axes& axes = {}, double correction = 0,
                    bool keepdims = false);
TENON_API Array std(const Array& a, const Axes& axes = {}, double correction = 0,
                    bool keepdims = false);
/// Position of the first smallest (largest) element; of the flattened array when no axis is given.
TENON_API Array argmin(const Array& a, std::optional<int> axis = {}, bool keepdims = false);
TENON_API Array argmax(const Array& a, std::optional<int> axis = {}, bool keepdims = false);
TENON_API Array cumulative_sum(const Array& a, std::optional<int> axis = {});
TENON_API Array cumulative_prod(const Array& a, std::optional<int> axis = {});

/// Inner product of two vectors by the fixed tree; of matrices, matmul.
TENON_API Array dot(const Array& a, const Array& b);
/// Matrix product through BLAS (float32, float64, complex64, complex128; others exactly, slower).
TENON_API Array matmul(const Array& a, const Array& b);

}  // namespace tenon
