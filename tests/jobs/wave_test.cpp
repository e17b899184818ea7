// SPDX-License-Identifier: MIT
// Waves: the discrete dispersion relation, the energy that leapfrog keeps, the bits of plain loops.
#include "jobs/wave.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "jobs/held_grid.hpp"
#include "plain_grid.hpp"

namespace tenon::testing {

namespace {

template <class T>
std::vector<T> plain_wave(std::vector<T> now, std::vector<T> before, std::size_t n, int dims,
                          double courant, int steps) {
    const T square = static_cast<T>(courant * courant);
    for (int step = 0; step < steps; ++step) {
        for_interior(n, dims, [&](std::size_t at) {
            before[at] = (2 * now[at] - before[at]) + square * plain_differences(now, n, dims, at);
        });
        std::swap(now, before);
    }
    return now;
}

/// The start of `plain_wave` and of the job: the same numbers by chance, held at the border.
jobs::Wave wave_by_chance(std::int64_t n, int dims, DType type, double courant) {
    const Shape shape(static_cast<std::size_t>(dims), n);
    Generator generator(3);
    return {jobs::hold_border(generator.uniform(shape, type)),
            jobs::hold_border(generator.uniform(shape, type)), courant};
}

/// The largest difference from the standing wave, at several times. Its frequency is that of
/// cos(omega dt) = 1 - courant^2 * sum of (1 - cos(k h)).
double error_of_mode(std::int64_t n, const std::vector<std::int64_t>& waves, double courant) {
    double sum = 0;
    for (const std::int64_t wave : waves)
        sum +=
            1 - std::cos(std::numbers::pi * static_cast<double>(wave) / static_cast<double>(n - 1));
    const double angle = std::acos(1 - courant * courant * sum);
    const Array mode = jobs::sine_mode(n, waves, DType::float64);
    const jobs::Wave start = jobs::wave_at_rest(mode, courant);
    double error = 0;
    for (const std::int64_t steps : {1, 2, 17, 400, 1001}) {
        const double phase = std::cos(angle * static_cast<double>(steps));
        const Array now = jobs::advance(start, steps).now;
        error = std::max(error, max(abs(now - phase * mode)).item<double>());
    }
    return error;
}

double energy_change(const jobs::Wave& start, std::int64_t steps) {
    return std::abs(jobs::energy(jobs::advance(start, steps)) / jobs::energy(start) - 1);
}

}  // namespace

TEST(Wave, a_standing_wave_has_the_frequency_of_the_discrete_dispersion_relation) {
    EXPECT_LT(error_of_mode(33, {1, 1}, 0.5), 1e-10);
    EXPECT_LT(error_of_mode(50, {2, 3}, 0.7), 1e-10);
    EXPECT_LT(error_of_mode(20, {18, 17}, 0.6), 1e-10);
    EXPECT_LT(error_of_mode(17, {1, 2, 3}, 0.57), 1e-10);
}

TEST(Wave, its_phase_is_that_of_the_dispersion_relation) {
    const std::vector<std::int64_t> waves = {2, 3};
    const double number = jobs::sine_mode_number(40, waves);
    const double c = std::cos(2 * std::numbers::pi / 39) + std::cos(3 * std::numbers::pi / 39);
    const double angle = std::acos(1 - 0.25 * (2 - c));
    for (const int steps : {0, 1, 50})
        EXPECT_NEAR(jobs::wave_phase(number, 0.5, steps), std::cos(angle * steps), 1e-12) << steps;
}

TEST(Wave, at_the_bound_it_still_does_not_grow) {
    for (const int dims : {2, 3}) {
        const Array u = jobs::drop(21, dims, DType::float64);
        const jobs::Wave start = jobs::wave_at_rest(u, jobs::most_stable_courant(dims));
        EXPECT_LT(max(abs(jobs::advance(start, 3000).now)).item<double>(), 1.5) << dims;
    }
}

TEST(Wave, energy_is_kept) {
    EXPECT_LT(energy_change(jobs::wave_at_rest(jobs::drop(60, 2, DType::float64), 0.5), 3000),
              1e-12);
    EXPECT_LT(energy_change(wave_by_chance(24, 2, DType::float64, 0.7), 1000), 1e-12);
    EXPECT_LT(energy_change(wave_by_chance(15, 3, DType::float64, 0.5), 1000), 1e-12);
}

TEST(Wave, it_has_the_bits_of_plain_loops) {
    for (const int dims : {2, 3})
        for (const std::int64_t n : {3, 4, 19, 34}) {
            const auto size = static_cast<std::size_t>(n);
            const jobs::Wave wide = wave_by_chance(n, dims, DType::float64, 0.55);
            EXPECT_EQ(jobs::advance(wide, 41).now.values<double>(),
                      plain_wave(wide.now.values<double>(), wide.before.values<double>(), size,
                                 dims, 0.55, 41))
                << n << " " << dims;
            const jobs::Wave narrow = wave_by_chance(n, dims, DType::float32, 0.55);
            EXPECT_EQ(jobs::advance(narrow, 41).now.values<float>(),
                      plain_wave(narrow.now.values<float>(), narrow.before.values<float>(), size,
                                 dims, 0.55, 41))
                << n << " " << dims;
        }
}

TEST(Wave, it_runs_backwards_to_its_start) {
    const jobs::Wave start = wave_by_chance(30, 2, DType::float64, 0.5);
    const jobs::Wave end = jobs::advance(start, 200);
    const jobs::Wave back = jobs::advance({end.before, end.now, 0.5}, 200);
    EXPECT_LT(max(abs(back.before - start.now)).item<double>(), 1e-11);
}

TEST(Wave, it_refuses_what_is_not_stable) {
    const Array u = zeros({5, 5});
    for (const double wrong : {0.0, -0.5, 0.70711, std::nan("")})
        EXPECT_THROW(jobs::wave_at_rest(u, wrong), ValueError) << wrong;
    EXPECT_THROW(jobs::wave_at_rest(zeros({5, 5, 5}), 0.6), ValueError);
    EXPECT_THROW(jobs::wave_at_rest(zeros({5, 6}), 0.5), ShapeError);
    EXPECT_THROW(jobs::wave_at_rest(zeros({2, 2}), 0.5), ShapeError);
}

}  // namespace tenon::testing
