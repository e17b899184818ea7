// SPDX-License-Identifier: MIT
// Random numbers and reductions: pi by throwing points at a square.
#include <cmath>
#include <iostream>

#include <tenon/tenon.hpp>
using namespace tenon;

int main() {
    // [pi]
    const std::int64_t samples = 12'000'000;
    Generator random(2011);
    auto [x, y] = random.uniform_pair({samples});
    const auto inside = count_nonzero(x * x + y * y < 1).item<std::int64_t>();
    // [pi]
    const double pi = 4.0 * static_cast<double>(inside) / samples;

    // The same seed gives the same points, however many threads draw them.
    set_threads(1);
    auto [x1, y1] = Generator(2011).uniform_pair({samples});
    const auto again = count_nonzero(x1 * x1 + y1 * y1 < 1).item<std::int64_t>();

    const double deviation = 1.642 / std::sqrt(samples);
    std::cout << "pi is about " << pi << " (" << inside << " of " << samples << ")\n";
    return again == inside && std::abs(pi - 3.14159265358979) < 4 * deviation ? 0 : 1;
}
