// SPDX-License-Identifier: MIT
/// Pi twice: by random points in a square, and by the area under 4 / (1 + x^2).
#pragma once

#include <functional>

#include <tenon/tenon.hpp>

namespace tenon::jobs {

/// Called between blocks with the share done, 0 to 1.
using OnPiProgress = std::function<void(double done)>;

/// How many of `samples` points (x, y) of the unit square have x*x + y*y < 1. The same for any
/// number of threads.
std::int64_t points_inside(std::int64_t samples, std::uint64_t seed,
                           const OnPiProgress& on_progress = {});

/// The midpoint rule with `intervals` intervals.
double pi_by_quadrature(std::int64_t intervals, const OnPiProgress& on_progress = {});

/// A picture of up to a million of the points: 2 inside, 1 outside, 0 where none fell.
Array picture_of_points(std::int64_t samples, std::uint64_t seed);

}  // namespace tenon::jobs
