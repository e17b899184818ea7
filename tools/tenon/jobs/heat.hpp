// SPDX-License-Identifier: MIT
/// Heat spreads in a square or a cube whose border is kept at zero: u' = D * Laplace(u), by
/// explicit steps of Euler's.
#pragma once

#include <tenon/tenon.hpp>

#include "time_loop.hpp"

namespace tenon::jobs {

/// The largest diffusivity, in squares of the grid's distance per step, at which no error grows.
constexpr double most_stable_diffusivity(int dims) { return 1.0 / (2 * dims); }

/// 1 in the middle third, 0 around it.
Array hot_block(std::int64_t n, int dims, DType type);
/// Numbers from -1 to 1 by chance, 0 on the border.
Array random_heat(std::int64_t n, int dims, DType type, std::uint64_t seed);

/// @throws ValueError for a diffusivity that is not stable.
void check_diffusivity(double diffusivity, int dims);

/// The field after so many steps. The border stays what it is.
/// @throws as check_diffusivity
Array spread_heat(Array u, double diffusivity, std::int64_t steps, const Watch& watch = {});

/// By what a sine mode of this number (held_grid.hpp) is multiplied in each step.
double heat_decay(double mode_number, double diffusivity);

}  // namespace tenon::jobs
