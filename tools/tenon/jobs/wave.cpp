// SPDX-License-Identifier: MIT
#include "wave.hpp"

#include <cmath>

#include "held_grid.hpp"

namespace tenon::jobs {

double most_stable_courant(int dims) { return 1 / std::sqrt(static_cast<double>(dims)); }

void check_courant(double courant, int dims) {
    if (!(courant > 0) || courant > most_stable_courant(dims))
        throw ValueError("wave: leapfrog is stable for a Courant number above 0 and up to " +
                         std::to_string(most_stable_courant(dims)) + " in " + std::to_string(dims) +
                         " dimensions, not for " + std::to_string(courant) +
                         "; a smaller one goes as far in more steps");
}

Array drop(std::int64_t n, int dims, DType type) {
    const double side = static_cast<double>(n - 1);
    Array squares;
    for (const double at : {0.35, 0.6, 0.5}) {
        if (squares.valid() && squares.ndim() == dims)
            break;
        const Array x = (arange(n) / side - at) * 24;
        squares = squares.valid() ? squares(ellipsis, newaxis) + x * x : x * x;
    }
    return hold_border(astype(exp(-squares / 2), type));
}

Wave wave_at_rest(const Array& u, double courant) {
    check_courant(courant, u.ndim());
    const Array now = hold_border(u);
    // A wave at rest is the same forwards and backwards in time.
    const Array before = copy(now);
    interior(before) += (courant * courant / 2) * differences(now);
    return {now, before, courant};
}

Wave advance(const Wave& wave, std::int64_t steps, const Watch& watch) {
    const double square = wave.courant * wave.courant;
    Array u = copy(wave.now);
    Array v = copy(wave.before);  // becomes the level after u
    watch.after(0, u);
    for (std::int64_t step = 1; step <= steps; ++step) {
        interior(v) = (2 * interior(u) - interior(v)) + square * differences(u);
        swap(u, v);
        watch.after(step, u);
    }
    return {u.eval(), v, wave.courant};
}

double energy(const Wave& wave) {
    const Array change = wave.now - wave.before;
    const double square = wave.courant * wave.courant;
    const Array stretched = interior(wave.now) * differences(wave.before);
    return (sum(change * change) - square * sum(stretched)).item<double>() / 2;
}

double wave_phase(double mode_number, double courant, std::int64_t steps) {
    const double angle = 2 * std::asin(courant * std::sqrt(mode_number));
    return std::cos(angle * static_cast<double>(steps));
}

}  // namespace tenon::jobs
