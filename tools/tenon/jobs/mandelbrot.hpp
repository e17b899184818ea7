// SPDX-License-Identifier: MIT
/// The Mandelbrot set as the EuroPython 2011 tutorial defines it, exactly: the sum of the counts
/// is known.
#pragma once

#include <functional>

#include <tenon/tenon.hpp>

namespace tenon::jobs {

/// Called between two parts of long work with the share done, 0 to 1.
using OnProgress = std::function<void(double done)>;

/// Points of the area (-2.13 .. 0.77) x (-1.3i .. 1.3i): complex128, y down the rows.
/// @throws ValueError, MemoryError for sizes that make no grid.
Array mandelbrot_grid(std::int64_t size);

/// For each point the iteration at which |z| first exceeds 2; 0 where it never does.
/// As a kernel for one point; `q` is complex128 or complex64.
Array mandelbrot_kernel(const Array& q, std::int64_t limit, const OnProgress& on_progress = {});
/// As array code over all points, one statement after the other.
Array mandelbrot_arrays(Array q, std::int64_t limit, const OnProgress& on_progress = {});

/// The counts for a picture: points outside the circle |q| = 2 escape in iteration 0, which is
/// also the count of points that never do; here they are 1.
Array mandelbrot_picture(const Array& q, const Array& counts);

}  // namespace tenon::jobs
