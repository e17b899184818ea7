// SPDX-License-Identifier: MIT
// Random numbers and reductions: pi by throwing points at a square.
#include <cmath>
#include <iostream>

#include <tenon/tenon.hpp>
using namespace tenon;

// [pi]
// The coordinates x and y are gone when the count is looked at: they are never stored.
Array points_inside(Generator random, std::int64_t samples) {
    auto [x, y] = random.uniform_pair({samples});
    return count_nonzero(x * x + y * y < 1);
}
// [pi]

int main() {
    const std::int64_t samples = 12'000'000;
    const auto inside = points_inside(Generator(2011), samples).item<std::int64_t>();
    const std::uint64_t stored = statistics().bytes_written;
    const double pi = 4.0 * static_cast<double>(inside) / samples;

    // The same seed gives the same points, however many threads draw them.
    set_threads(1);
    const auto again = points_inside(Generator(2011), samples).item<std::int64_t>();

    const double deviation = 1.642 / std::sqrt(samples);
    std::cout << "pi is about " << pi << " (" << inside << " of " << samples << "); " << stored
              << " bytes were written\n";
    return again == inside && stored < 1000 && std::abs(pi - 3.14159265358979) < 4 * deviation ? 0
                                                                                               : 1;
}
