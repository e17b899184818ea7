// SPDX-License-Identifier: MIT
#include <tenon/statistics.hpp>

#include <cmath>
#include <limits>

#include <tenon/creation.hpp>
#include <tenon/functions.hpp>
#include <tenon/manipulation.hpp>

#include "api/apply.hpp"
#include "api/axes.hpp"

namespace tenon {

namespace {

bool has_nan(const Array& a) { return is_floating(a.dtype()) || is_complex(a.dtype()); }

Array without_nan(const Array& a, double instead) {
    return has_nan(a) ? where(isnan(a), instead, a) : a;
}

Array numbers_in(const Array& a, const Axes& axes, bool keepdims) {
    return count_nonzero(logical_not(isnan(a)), axes, keepdims);
}

Array nan_extreme(const Array& a, const Axes& axes, bool keepdims, bool smallest) {
    const auto extreme = smallest ? static_cast<Array (*)(Array, const Axes&, bool)>(min)
                                  : static_cast<Array (*)(Array, const Axes&, bool)>(max);
    if (!has_nan(a))
        return extreme(a, axes, keepdims);
    const Array found = extreme(without_nan(a, smallest ? HUGE_VAL : -HUGE_VAL), axes, keepdims);
    return where(all_of(isnan(a), axes, keepdims), std::numeric_limits<double>::quiet_NaN(), found);
}

void check_some(const Array& a, std::optional<int> axis, const char* operation) {
    if (a.size() == 0 || !has_nan(a))
        return;
    const Axes axes = axis ? Axes(*axis) : Axes();
    if (any(all_of(isnan(a), axes)).item<bool>())
        throw ValueError(std::string(operation) + ": all-NaN slice encountered");
}

/// Weights of one dimension are laid along the axis.
Array laid(const Array& weights, const Array& a, const Axes& axes) {
    if (weights.shape() == a.shape())
        return weights;
    if (axes.list.size() != 1 || weights.ndim() != 1)
        throw ShapeError("average: weights of shape " + api::shape_text(weights.shape()) +
                         " for an array of shape " + api::shape_text(a.shape()) +
                         " must have its shape, or one dimension and an axis given");
    const int axis = api::normalise_axis(axes.list[0], a.ndim(), "average");
    if (weights.size() != a.shape(axis))
        throw ShapeError("average: " + std::to_string(weights.size()) +
                         " weights do not fit the axis of size " + std::to_string(a.shape(axis)));
    Shape shape(static_cast<std::size_t>(a.ndim()), 1);
    shape[static_cast<std::size_t>(axis)] = weights.size();
    return broadcast_to(reshape(weights, shape), a.shape());
}

}  // namespace

Array ptp(const Array& a, const Axes& axes, bool keepdims) {
    return max(a, axes, keepdims) - min(a, axes, keepdims);
}

Array average(const Array& a, const Axes& axes, const std::optional<Array>& weights,
              bool keepdims) {
    if (!weights)
        return mean(a, axes, keepdims);
    const Array spread = laid(*weights, a, axes);
    DType type = promote_types(a.dtype(), spread.dtype());
    if (!is_floating(type) && !is_complex(type))
        type = DType::float64;
    const Array total = sum(spread.astype(type), axes, keepdims);
    if (any(total == 0).item<bool>())
        throw ValueError("average: the weights sum to zero, so the result cannot be normalised");
    return sum(a.astype(type) * spread, axes, keepdims) / total;
}

Array nansum(const Array& a, const Axes& axes, bool keepdims) {
    return sum(without_nan(a, 0), axes, keepdims);
}
Array nanprod(const Array& a, const Axes& axes, bool keepdims) {
    return prod(without_nan(a, 1), axes, keepdims);
}
Array nanmin(const Array& a, const Axes& axes, bool keepdims) {
    return nan_extreme(a, axes, keepdims, true);
}
Array nanmax(const Array& a, const Axes& axes, bool keepdims) {
    return nan_extreme(a, axes, keepdims, false);
}

Array nanmean(const Array& a, const Axes& axes, bool keepdims) {
    if (!has_nan(a))
        return mean(a, axes, keepdims);
    return nansum(a, axes, keepdims) / numbers_in(a, axes, keepdims).astype(real_type(a.dtype()));
}

Array nanvar(const Array& a, const Axes& axes, double correction, bool keepdims) {
    if (!has_nan(a))
        return var(a, axes, correction, keepdims);
    const Array distance = where(isnan(a), 0, a - nanmean(a, axes, true));
    const Array squared = is_complex(a.dtype()) ? norm(distance) : distance * distance;
    const Array divisor = numbers_in(a, axes, keepdims).astype(real_type(a.dtype())) - correction;
    return where(divisor <= 0, std::numeric_limits<double>::quiet_NaN(),
                 sum(squared, axes, keepdims) / divisor);
}

Array nanstd(const Array& a, const Axes& axes, double correction, bool keepdims) {
    return sqrt(nanvar(a, axes, correction, keepdims));
}

Array nanargmin(const Array& a, std::optional<int> axis, bool keepdims) {
    check_some(a, axis, "nanargmin");
    return argmin(without_nan(a, HUGE_VAL), axis, keepdims);
}
Array nanargmax(const Array& a, std::optional<int> axis, bool keepdims) {
    check_some(a, axis, "nanargmax");
    return argmax(without_nan(a, -HUGE_VAL), axis, keepdims);
}
Array nancumsum(const Array& a, std::optional<int> axis) {
    return cumulative_sum(without_nan(a, 0), axis);
}
Array nancumprod(const Array& a, std::optional<int> axis) {
    return cumulative_prod(without_nan(a, 1), axis);
}

}  // namespace tenon
