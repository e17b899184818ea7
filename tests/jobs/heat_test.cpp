// SPDX-License-Identifier: MIT
// Heat: the exact decay of a discrete eigenmode, and the bits of plain loops.
#include "jobs/heat.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "jobs/held_grid.hpp"
#include "plain_grid.hpp"

namespace tenon::testing {

namespace {

/// A step written for one point; `around` as the job adds it.
template <class T>
std::vector<T> plain_heat(std::vector<T> u, std::size_t n, int dims, double diffusivity,
                          int steps) {
    const T rate = static_cast<T>(diffusivity);
    std::vector<T> v = u;
    for (int step = 0; step < steps; ++step, std::swap(u, v))
        for_interior(n, dims, [&](std::size_t at) {
            v[at] = u[at] + rate * plain_differences(u, n, dims, at);
        });
    return u;
}

/// What is left of the mode, less what must be, in parts of that.
double error_of_mode(std::int64_t n, const std::vector<std::int64_t>& waves, double diffusivity,
                     std::int64_t steps) {
    const Array mode = jobs::sine_mode(n, waves, DType::float64);
    double sum = 0;
    for (const std::int64_t wave : waves)
        sum +=
            1 - std::cos(std::numbers::pi * static_cast<double>(wave) / static_cast<double>(n - 1));
    const double left = std::pow(1 - 2 * diffusivity * sum, static_cast<double>(steps));
    const Array field = jobs::spread_heat(mode, diffusivity, steps);
    return max(abs(field - left * mode)).item<double>() / std::abs(left);
}

}  // namespace

TEST(Heat, a_mode_decays_by_its_eigenvalue) {
    EXPECT_LT(error_of_mode(33, {1, 1}, 0.25, 400), 1e-12);
    EXPECT_LT(error_of_mode(50, {1, 2}, 0.2, 300), 1e-12);
    EXPECT_LT(error_of_mode(41, {5, 3}, 0.1, 20), 1e-12);
    EXPECT_LT(error_of_mode(17, {1, 1, 1}, 1.0 / 6, 100), 1e-12);
    EXPECT_LT(error_of_mode(24, {2, 1, 3}, 0.1, 30), 1e-12);
}

TEST(Heat, the_shortest_wave_changes_its_sign_without_growing_at_the_bound) {
    const std::vector<std::int64_t> waves = {14, 14};
    const double number = jobs::sine_mode_number(16, waves);
    const double decay = jobs::heat_decay(number, jobs::most_stable_diffusivity(2));
    EXPECT_LT(decay, -0.95);
    EXPECT_GT(decay, -1);
    EXPECT_LT(error_of_mode(16, waves, 0.25, 9), 1e-12);
}

TEST(Heat, it_has_the_bits_of_plain_loops) {
    for (const int dims : {2, 3})
        for (const std::int64_t n : {3, 4, 19, 34}) {
            const double diffusivity = dims == 2 ? 0.21 : 0.13;
            const Array start = jobs::random_heat(n, dims, DType::float64, 5);
            EXPECT_EQ(jobs::spread_heat(start, diffusivity, 41).values<double>(),
                      plain_heat(start.values<double>(), static_cast<std::size_t>(n), dims,
                                 diffusivity, 41))
                << n << " " << dims;
            const Array narrow = astype(start, DType::float32);
            EXPECT_EQ(jobs::spread_heat(narrow, diffusivity, 41).values<float>(),
                      plain_heat(narrow.values<float>(), static_cast<std::size_t>(n), dims,
                                 diffusivity, 41))
                << n << " " << dims;
        }
}

TEST(Heat, the_start_is_left_as_it_is_and_the_border_held) {
    const Array start = full({9, 9}, 2.0);
    start(slice(3, 6), slice(3, 6)) = 7.0;
    const std::vector<double> before = start.values<double>();
    const Array field = jobs::spread_heat(start, 0.2, 50);
    EXPECT_EQ(start.values<double>(), before);
    for (const Array& edge : {field(0, all), field(-1, all), field(all, 0), field(all, -1)})
        EXPECT_EQ(edge.values<double>(), std::vector<double>(9, 2.0));
    EXPECT_LT(max(field).item<double>(), 7);
}

TEST(Heat, it_refuses_what_is_not_stable) {
    const Array u = zeros({5, 5});
    for (const double wrong : {0.0, -0.1, 0.2500001, 1e30, std::nan("")})
        EXPECT_THROW(jobs::spread_heat(u, wrong, 1), ValueError) << wrong;
    EXPECT_THROW(jobs::spread_heat(zeros({5, 5, 5}), 0.25, 1), ValueError);
}

TEST(Watch, frames_come_at_their_steps) {
    std::vector<double> seen;
    jobs::Watch watch;
    watch.every(3, [&](const Array& u) { seen.push_back(u(2, 2).item<double>()); });
    const Array start = jobs::hot_block(5, 2, DType::float64);
    jobs::spread_heat(start, 0.25, 7, watch);
    ASSERT_EQ(seen.size(), 3U);
    for (std::size_t i = 0; i < seen.size(); ++i)
        EXPECT_EQ(
            seen[i],
            jobs::spread_heat(start, 0.25, 3 * static_cast<std::int64_t>(i))(2, 2).item<double>());
}

TEST(Watch, progress_is_told_now_and_then) {
    std::vector<std::int64_t> told;
    jobs::Watch watch;
    watch.progress([&](std::int64_t steps) { told.push_back(steps); });
    jobs::spread_heat(jobs::hot_block(9, 2, DType::float64), 0.2, 2100, watch);
    EXPECT_EQ(told, (std::vector<std::int64_t>{1024, 2048}));
    told.clear();
    jobs::spread_heat(jobs::hot_block(1500, 2, DType::float32), 0.2, 520, watch);
    EXPECT_EQ(told, (std::vector<std::int64_t>{256, 512}));  // larger fields more often
}

}  // namespace tenon::testing
