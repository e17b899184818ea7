// SPDX-License-Identifier: MIT
#include "held_grid.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

namespace tenon::jobs {

namespace {

constexpr Slice inside = slice(1, -1);

/// Along one axis the points of the slice, along the others those inside.
View part(const Array& u, int axis, Slice along) {
    std::vector<Index> index(static_cast<std::size_t>(u.ndim()), inside);
    index[static_cast<std::size_t>(axis)] = along;
    return u.at(index);
}

Array pair(const Array& u, int axis) {
    return part(u, axis, slice(0, -2)) + part(u, axis, slice(2, end));
}

void check_cube(const Array& u) {
    const Shape shape = u.shape();
    const bool right = (shape.size() == 2 || shape.size() == 3) && shape[0] >= 3 &&
                       std::all_of(shape.begin(), shape.end(),
                                   [&](std::int64_t size) { return size == shape[0]; });
    if (right)
        return;
    std::string text;
    for (const std::int64_t size : shape)
        text += (text.empty() ? "" : " x ") + std::to_string(size);
    throw ShapeError("the field must be a square or a cube of at least 3 points on a side, not " +
                     (text.empty() ? "a number" : text));
}

}  // namespace

View interior(const Array& u) { return part(u, 0, inside); }

Array differences(const Array& u) {
    Array around = pair(u, 0);
    for (int axis = 1; axis < u.ndim(); ++axis)
        around = around + pair(u, axis);
    return around - 2.0 * u.ndim() * interior(u);
}

Array hold_border(Array u) {
    check_cube(u);
    Array held = zeros_like(u);
    interior(held) = interior(u);
    return held;
}

Array sine_mode(std::int64_t n, std::span<const std::int64_t> waves, DType type) {
    Array mode;
    for (const std::int64_t wave : waves) {
        const double step =
            std::numbers::pi * static_cast<double>(wave) / static_cast<double>(n - 1);
        const Array line = sin(step * arange(n));
        mode = mode.valid() ? mode(ellipsis, newaxis) * line : line;
    }
    return hold_border(astype(mode, type));
}

double sine_mode_number(std::int64_t n, std::span<const std::int64_t> waves) {
    double sum = 0;
    for (const std::int64_t wave : waves) {
        const double s = std::sin(std::numbers::pi * static_cast<double>(wave) /
                                  static_cast<double>(2 * (n - 1)));
        sum += s * s;
    }
    return sum;
}

}  // namespace tenon::jobs
