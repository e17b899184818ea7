// SPDX-License-Identifier: MIT
/// Square and cubic grids whose border is held at zero: what heat and waves share.
#pragma once

#include <span>

#include <tenon/tenon.hpp>

namespace tenon::jobs {

/// The points inside the border.
View interior(const Array& u);

/// Of the points inside: the sum of their neighbours, axis by axis (low + high), less themselves
/// as often. Divided by the square of the distance it is Laplace's operator.
Array differences(const Array& u);

/// u with its border at zero. @throws ShapeError unless u is square or cubic, 3 points or more.
Array hold_border(Array u);

/// An eigenvector of `differences`: the product over the axes of sin(pi * wave * i / (n - 1)).
Array sine_mode(std::int64_t n, std::span<const std::int64_t> waves, DType type);
/// Its eigenvalue is -4 times this: the sum over the axes of sin^2(pi * wave / (2 * (n - 1))).
double sine_mode_number(std::int64_t n, std::span<const std::int64_t> waves);

}  // namespace tenon::jobs
