// SPDX-License-Identifier: MIT
// Iterations are counted as they are run, each one once, and only while somebody watches.
#include <algorithm>
#include <functional>
#include <thread>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "engine/progress.hpp"
#include "engine/test_hooks.hpp"

namespace tenon::engine {
namespace {

using State = std::vector<Array>;

Array numbers(std::int64_t n) { return (sin(arange(n) * 0.37) * 0.4 + 0.5).eval(); }

Array logistic(Array x, int iterations) {
    for (int i = 0; i < iterations; ++i)
        x = 3.9 * x * (1 - x);
    return x;
}

/// What a program counts, when all of it has run. On a thread that has looked for no loop in vain.
ProgressState counted(const std::function<void()>& program) {
    const ProgressMeter meter;
    std::thread([&] {
        program();
        synchronize();
    }).join();
    return meter.state();
}

TEST(ProgressCounts, every_iteration_of_a_loop_that_is_found) {
    for (const int iterations : {50, 777, 5000})
        EXPECT_EQ(counted([&] {
                      static_cast<void>(logistic(numbers(1000), iterations).eval());
                  }).iterations,
                  iterations);
}

TEST(ProgressCounts, iterations_of_a_loop_that_is_run_in_parts) {
    const std::int64_t iterations = 30'000;
    const Array x = numbers(5000);
    std::uint64_t launches = 0;
    EXPECT_EQ(counted([&] {
                  reset_statistics();
                  static_cast<void>(logistic(x, iterations).eval());
                  launches = statistics().launches;
              }).iterations,
              iterations);
    EXPECT_GE(launches, 4);
    EXPECT_GT(statistics().iterations_rolled, iterations - 100) << "it need not be found again";
}

TEST(ProgressCounts, not_what_stands_before_a_loop) {
    const ProgressState state = counted([] {
        Array x = sqrt(abs(cos(arange(1000) * 0.5)));
        static_cast<void>(logistic(x, 400).eval());
    });
    EXPECT_EQ(state.iterations, 400);
    EXPECT_EQ(state.statements, 5 + 3 * 400);
}

TEST(ProgressCounts, iterations_between_looks) {
    Array x = numbers(1000);
    EXPECT_EQ(counted([&] {
                  for (int round = 0; round < 5; ++round) {
                      x = logistic(x, 100);
                      EXPECT_LE(max(x).item<double>(), 1);
                  }
              }).iterations,
              500);
}

TEST(ProgressCounts, no_iterations_where_loops_are_not_looked_for) {
    TestHooks::roll = TestHooks::Roll::never;
    const ProgressState state =
        counted([] { static_cast<void>(logistic(numbers(1000), 100).eval()); });
    TestHooks::roll = TestHooks::Roll::as_it_pays;
    EXPECT_EQ(state.iterations, 0);
    EXPECT_GE(state.statements, 300);
}

TEST(ProgressCounts, loops_that_are_told_and_how_long_they_will_be) {
    for (const std::int64_t n : {2, 3, 4, 100, 3001}) {
        const ProgressState state = counted([&] {
            loop(n,
                 [](std::int64_t, std::span<const Array> s) {
                     return State{3.9 * s[0] * (1 - s[0])};
                 },
                 {numbers(1000)});
        });
        EXPECT_EQ(state.iterations, n);
        EXPECT_EQ(state.total, n);
    }
}

TEST(ProgressCounts, told_loops_that_are_no_single_kernel) {
    const auto in = slice(1, -1), up = slice(0, -2), down = slice(2, end);
    EXPECT_EQ(counted([&] {
                  Array u = copy(numbers(600).reshape({20, 30})).eval();
                  loop(70,
                       [&](std::int64_t, std::span<const Array> s) {
                           Array u = s[0], v = s[1];
                           v(in, in) = (u(up, in) + u(down, in) + (u(in, up) + u(in, down))) / 4;
                           return State{v, u};
                       },
                       {u, copy(u).eval()});
              }).iterations,
              70);
}

TEST(ProgressCounts, told_loops_whose_body_is_called_each_time) {
    const LoopStep looks = [](std::int64_t, std::span<const Array> s) {
        return State{s[0] / max(s[0]).item<double>() + 0.1};
    };
    EXPECT_EQ(counted([&] { loop(12, looks, {numbers(300)}); }).iterations, 12);
    const LoopStep alternates = [](std::int64_t i, std::span<const Array> s) {
        return State{i < 2 ? s[0] + 0.25 : 3.9 * s[0] * (1 - s[0])};
    };
    EXPECT_EQ(counted([&] { loop(600, alternates, {numbers(300)}); }).iterations, 600)
        << "one is found among them";
}

TEST(ProgressCounts, the_outermost_of_told_loops) {
    const LoopStep inner = [](std::int64_t, std::span<const Array> s) {
        return State{0.5 * s[0] * (2 - s[0])};
    };
    const ProgressState state = counted([&] {
        loop(6,
             [&](std::int64_t, std::span<const Array> s) {
                 return State{loop(10, inner, {s[0]})[0] + 0.125};
             },
             {numbers(300)});
    });
    EXPECT_EQ(state.iterations, 6);
    EXPECT_EQ(state.total, 6);
}

TEST(ProgressCounts, loops_that_go_on_while_a_condition_holds) {
    const ProgressState state = counted([] {
        loop_while([](std::span<const Array> s) { return max(s[0]).item<double>() > 1e-3; },
                   [](std::int64_t, std::span<const Array> s) { return State{s[0] * 0.5}; },
                   {ones({300})});
    });
    EXPECT_EQ(state.iterations, 10);
    EXPECT_EQ(state.total, 0) << "nobody knows it";
}

TEST(ProgressCounts, add_up_over_told_loops_one_after_the_other) {
    const LoopStep half = [](std::int64_t, std::span<const Array> s) { return State{s[0] * 0.5}; };
    const ProgressMeter meter, with_total("both", 90);
    const std::vector<Array> x = loop(30, half, {ones({300})});
    EXPECT_EQ(meter.state().total, 30);
    loop(60, half, x);
    EXPECT_EQ(meter.state().iterations, 90);
    EXPECT_EQ(meter.state().total, 90);
    const ProgressMeter later;
    EXPECT_EQ(later.state().iterations, 0);
    EXPECT_EQ(later.state().total, 0);
    EXPECT_EQ(with_total.state().total, 90);
}

TEST(ProgressCounts, nothing_when_nobody_watches) {
    const std::int64_t before = progress_counts.iterations;
    static_cast<void>(logistic(numbers(1000), 500).eval());
    EXPECT_EQ(progress_counts.iterations, before);
}

TEST(ProgressCounts, stay_as_they_were_when_a_meter_stops) {
    const auto run = [] { static_cast<void>(logistic(numbers(1000), 100).eval()); };
    ProgressMeter meter;
    EXPECT_EQ(counted(run).iterations, 100);
    meter.stop();
    const ProgressState state = meter.state();
    EXPECT_EQ(state.iterations, 100);
    EXPECT_EQ(counted(run).iterations, 100);
    EXPECT_EQ(meter.state().iterations, 100);
    EXPECT_EQ(meter.state().seconds, state.seconds);
}

TEST(ProgressCounts, survive_statistics_that_are_reset) {
    static_cast<void>(logistic(numbers(1000), 100).eval());
    const ProgressMeter meter;
    reset_statistics();
    static_cast<void>((ones({3000}) + 1).eval());
    EXPECT_GE(meter.state().statements, 1);
    EXPECT_LT(meter.state().statements, 100);
}

/// Work of several seconds, as estimated.
std::uint64_t launches_of_a_long_loop() {
    const auto body = [](std::int64_t, std::span<const Array> s) {
        Array x = s[0];
        for (int i = 0; i < 10; ++i)
            x = 3.9 * x * (1 - x);
        return State{x};
    };
    const Array x = numbers(20'000);
    reset_statistics();
    loop(2000, body, {x});
    return statistics().launches;
}

TEST(WatchedLoops, are_run_in_more_parts) {
    const std::uint64_t plain = launches_of_a_long_loop();
    const ProgressMeter meter;
    EXPECT_GT(launches_of_a_long_loop(), plain);
}

TEST(WatchedLoops, have_the_same_bits) {
    const auto run = [](std::int64_t n) {
        reset_statistics();
        std::vector<double> values;
        for (const Array& array :
             loop(n,
                  [](std::int64_t i, std::span<const Array> s) {
                      const Array x = sin(s[0]) * cos(exp(tanh(s[0] + 0.5)));
                      const Array y = where(x > 0.4, 2 * i + 5, s[1]);
                      return State{x + 0.1 * sin(cos(tanh(exp(x)))), y, s[0], s[2]};
                  },
                  {numbers(8192), zeros({8192}, DType::int64), ones({8192}), ones({8192})}))
            for (const double value : array.astype(DType::float64).values<double>())
                values.push_back(value);
        return values;
    };
    std::uint64_t most_launches = 0;
    // The last part may have few iterations, and what the one before has made is still seen.
    for (std::int64_t n = 40; n < 60; ++n) {
        const std::vector<double> plain = run(n);
        const ProgressMeter meter;
        EXPECT_EQ(run(n), plain) << n;
        EXPECT_EQ(meter.state().iterations, n);
        most_launches = std::max(most_launches, statistics().launches);
    }
    EXPECT_GE(most_launches, 5) << "these are too few parts";
}

}  // namespace
}  // namespace tenon::engine
