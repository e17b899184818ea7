// SPDX-License-Identifier: MIT
// Means and what is made of distances from them.
#include <algorithm>

#include <tenon/functions.hpp>
#include <tenon/reduce.hpp>

#include "api/axes.hpp"

namespace tenon {

Array mean(Array taken, const Axes& axes, bool keepdims) {
    if (taken.dtype() == DType::float16)
        return mean(std::move(taken).astype(DType::float32), axes, keepdims).astype(DType::float16);
    const Array a = std::move(taken);
    const std::uint32_t mask = api::axes_mask(axes, a.ndim(), "mean");
    const Array values =
        is_floating(a.dtype()) || is_complex(a.dtype()) ? a : a.astype(DType::float64);
    return sum(values, axes, keepdims) / static_cast<double>(api::reduced_count(a, mask));
}

Array var(Array taken, const Axes& axes, double correction, bool keepdims) {
    if (taken.dtype() == DType::float16)
        return var(std::move(taken).astype(DType::float32), axes, correction, keepdims)
            .astype(DType::float16);
    const Array a = std::move(taken);
    const std::uint32_t mask = api::axes_mask(axes, a.ndim(), "var");
    const Array values =
        is_floating(a.dtype()) || is_complex(a.dtype()) ? a : a.astype(DType::float64);
    const Array distance = values - mean(values, axes, true);
    const Array squared = is_complex(values.dtype()) ? norm(distance) : square(distance);
    const double divisor = static_cast<double>(api::reduced_count(a, mask)) - correction;
    return sum(squared, axes, keepdims) / std::max(divisor, 0.0);
}

Array std(Array a, const Axes& axes, double correction, bool keepdims) {
    if (a.dtype() == DType::float16)
        return std(std::move(a).astype(DType::float32), axes, correction, keepdims)
            .astype(DType::float16);
    return sqrt(var(std::move(a), axes, correction, keepdims));
}

}  // namespace tenon
