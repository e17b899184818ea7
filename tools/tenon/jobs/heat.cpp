// SPDX-License-Identifier: MIT
#include "heat.hpp"

#include <vector>

#include "held_grid.hpp"

namespace tenon::jobs {

Array hot_block(std::int64_t n, int dims, DType type) {
    Array u = zeros(Shape(static_cast<std::size_t>(dims), n), type);
    const std::vector<Index> middle(static_cast<std::size_t>(dims), slice(n / 3, n - n / 3));
    u.at(middle) = 1.0;
    return hold_border(u);
}

Array random_heat(std::int64_t n, int dims, DType type, std::uint64_t seed) {
    const Shape shape(static_cast<std::size_t>(dims), n);
    return hold_border(2 * Generator(seed).uniform(shape, type) - 1);
}

void check_diffusivity(double diffusivity, int dims) {
    if (!(diffusivity > 0) || diffusivity > most_stable_diffusivity(dims))
        throw ValueError("heat: explicit steps are stable for a diffusivity above 0 and up to 1/" +
                         std::to_string(2 * dims) + " in " + std::to_string(dims) +
                         " dimensions, not for " + std::to_string(diffusivity) +
                         "; a smaller one goes as far in more steps");
}

Array spread_heat(Array u, double diffusivity, std::int64_t steps, const Watch& watch) {
    check_diffusivity(diffusivity, u.ndim());
    u = copy(u);
    Array v = copy(u);
    watch.after(0, u);
    for (std::int64_t step = 1; step <= steps; ++step) {
        interior(v) = interior(u) + diffusivity * differences(u);
        swap(u, v);
        watch.after(step, u);
    }
    return u.eval();
}

double heat_decay(double mode_number, double diffusivity) {
    return 1 - 4 * diffusivity * mode_number;
}

}  // namespace tenon::jobs
