// SPDX-License-Identifier: MIT
/// Waves in a square or a cube whose border is held at zero: u'' = c^2 * Laplace(u), by the
/// leapfrog method of second order, which keeps two levels in time.
#pragma once

#include <tenon/tenon.hpp>

#include "time_loop.hpp"

namespace tenon::jobs {

/// The largest Courant number c * dt / h at which no error grows: 1 / sqrt(dims)
/// (Courant, Friedrichs, Lewy 1928).
double most_stable_courant(int dims);
/// @throws ValueError for a number that is not stable.
void check_courant(double courant, int dims);

/// A round hill of height 1, as wide as a 24th of the side, off the middle.
Array drop(std::int64_t n, int dims, DType type);

struct Wave {
    Array now;
    Array before;  ///< one step earlier
    double courant;
};

/// The wave that begins as u, at rest.
/// @throws as check_courant and hold_border
Wave wave_at_rest(const Array& u, double courant);
/// The wave after so many steps; the one given is left as it is.
Wave advance(const Wave& wave, std::int64_t steps, const Watch& watch = {});

/// A sum over the grid that leapfrog keeps but for rounding: half the square of the change of a
/// step, and what is stretched between neighbours.
double energy(const Wave& wave);

/// A sine mode of this number (held_grid.hpp) that starts at rest is this many times itself after
/// so many steps: cos(omega * dt * steps), where sin^2(omega * dt / 2) = courant^2 * mode_number.
double wave_phase(double mode_number, double courant, std::int64_t steps);

}  // namespace tenon::jobs
