// SPDX-License-Identifier: MIT
/// Index spaces of every shape: flat, tall, tiny, with and without grain.
#pragma once

#include <cstdint>
#include <random>

#include "runtime/device.hpp"

namespace tenon::runtime {

inline Space random_space(std::mt19937_64& random) {
    const auto up_to = [&random](std::uint64_t largest) {
        return static_cast<std::int64_t>(1 + random() % (1 + random() % largest));
    };
    Space space;
    space.outer = random() % 3 == 0 ? 1 : up_to(60);
    space.inner = up_to(random() % 2 == 0 ? 40 : 6000);
    if (random() % 3 == 0)
        space.grain = std::int64_t{1} << (random() % 11);
    space.cost_ns = 1.0 + static_cast<double>(random() % 1000);
    space.irregular = random() % 3 == 0;
    return space;
}

}  // namespace tenon::runtime
