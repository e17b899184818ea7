// SPDX-License-Identifier: MIT
#include "pi.hpp"

#include <algorithm>
#include <vector>

namespace tenon::jobs {

namespace {

// Large counts are taken in parts of one draw, so that no machine has to hold them.
constexpr std::int64_t block = std::int64_t{1} << 26;

template <class Count>
void for_blocks(std::int64_t total, const OnPiProgress& on_progress, Count count) {
    for (std::int64_t first = 0; first < total; first += block) {
        const std::int64_t last = std::min(total, first + block);
        count(first, last);
        if (on_progress)
            on_progress(static_cast<double>(last) / static_cast<double>(total));
    }
}

// Functions of their own: when the result is looked at, their arrays have gone, so nobody can look
// at them and they are never stored.

Array points_inside_of(std::uint64_t seed, std::int64_t first, std::int64_t last) {
    const auto [x, y] = Generator(seed).uniform_pair({last - first}, first);
    return count_nonzero(x * x + y * y < 1);
}

Array sum_of_heights(std::int64_t first, std::int64_t last, double n) {
    const Array x = (arange(first, last) + 0.5) / n;
    return sum(4 / (1 + x * x));
}

}  // namespace

std::int64_t points_inside(std::int64_t samples, std::uint64_t seed,
                           const OnPiProgress& on_progress) {
    std::int64_t inside = 0;
    for_blocks(samples, on_progress, [&](std::int64_t first, std::int64_t last) {
        inside += points_inside_of(seed, first, last).item<std::int64_t>();
    });
    return inside;
}

double pi_by_quadrature(std::int64_t intervals, const OnPiProgress& on_progress) {
    const auto n = static_cast<double>(intervals);
    double total = 0;
    for_blocks(intervals, on_progress, [&](std::int64_t first, std::int64_t last) {
        total += sum_of_heights(first, last, n).item<double>();
    });
    return total / n;
}

Array picture_of_points(std::int64_t samples, std::uint64_t seed) {
    constexpr std::int64_t side = 512;
    constexpr std::int64_t most_points = 1'000'000;
    const auto [x, y] = Generator(seed).uniform_pair({std::min(samples, most_points)});
    const Array pixel =
        astype((1 - y) * side, DType::int64) * side + astype(x * side, DType::int64);
    const std::vector<std::int64_t> positions = pixel.values<std::int64_t>();
    const std::vector<std::int64_t> inside =
        astype(x * x + y * y < 1, DType::int64).values<std::int64_t>();
    std::vector<double> picture(side * side, 0.0);
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const std::int64_t at = std::min(positions[i], side * side - 1);  // y may be 0
        picture[static_cast<std::size_t>(at)] = inside[i] != 0 ? 2 : 1;
    }
    return from_span(std::span<const double>(picture), {side, side});
}

}  // namespace tenon::jobs
