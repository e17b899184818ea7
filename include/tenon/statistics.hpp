// SPDX-License-Identifier: MIT
/// Reductions made of reductions. The nan-functions leave out what is not a number; for dtypes that
/// have no such value they are the plain ones.
#pragma once

#include <optional>

#include <tenon/array.hpp>
#include <tenon/reduce.hpp>

namespace tenon {

/// Largest minus smallest.
TENON_API Array ptp(const Array& a, const Axes& axes = {}, bool keepdims = false);
/// The mean with weights, of the array's shape or, for one axis, of one dimension.
/// @throws ValueError when the weights of some result add up to zero.
TENON_API Array average(const Array& a, const Axes& axes = {},
                        const std::optional<Array>& weights = {}, bool keepdims = false);

TENON_API Array nansum(const Array& a, const Axes& axes = {}, bool keepdims = false);
TENON_API Array nanprod(const Array& a, const Axes& axes = {}, bool keepdims = false);
/// NaN where there is no number.
TENON_API Array nanmin(const Array& a, const Axes& axes = {}, bool keepdims = false);
TENON_API Array nanmax(const Array& a, const Axes& axes = {}, bool keepdims = false);
TENON_API Array nanmean(const Array& a, const Axes& axes = {}, bool keepdims = false);
/// `correction` is NumPy's ddof; NaN where there are not more numbers than that.
TENON_API Array nanvar(const Array& a, const Axes& axes = {}, double correction = 0,
                       bool keepdims = false);
TENON_API Array nanstd(const Array& a, const Axes& axes = {}, double correction = 0,
                       bool keepdims = false);
/// @throws ValueError when a sequence has no number, which is looked at now.
TENON_API Array nanargmin(const Array& a, std::optional<int> axis = {}, bool keepdims = false);
TENON_API Array nanargmax(const Array& a, std::optional<int> axis = {}, bool keepdims = false);
TENON_API Array nancumsum(const Array& a, std::optional<int> axis = {});
TENON_API Array nancumprod(const Array& a, std::optional<int> axis = {});

}  // namespace tenon
