// SPDX-License-Identifier: MIT
// tenon::loop next to the same body in a `for`.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

namespace tenon {
namespace {

using State = std::vector<Array>;

Array numbers(std::int64_t n) { return (sin(arange(n) * 0.37) * 0.4 + 0.5).eval(); }

/// The same bits, with at most so many calls of the body.
void expect_same(const std::function<State()>& start, const LoopStep& step, std::int64_t n,
                 std::int64_t calls) {
    State plain = start();
    for (std::int64_t i = 0; i < n; ++i)
        plain = step(i, plain);
    std::int64_t called = 0;
    const State told = loop(
        n,
        [&](std::int64_t i, std::span<const Array> state) {
            ++called;
            return step(i, state);
        },
        start());
    ASSERT_EQ(told.size(), plain.size());
    for (std::size_t i = 0; i < told.size(); ++i)
        EXPECT_EQ(told[i].astype(DType::float64).values<double>(),
                  plain[i].astype(DType::float64).values<double>())
            << i;
    EXPECT_EQ(called, std::min(n, calls));
}

TEST(ToldLoops, call_a_map_three_times) {
    for (const std::int64_t n : {0, 1, 2, 3, 4, 5, 100, 1001})
        expect_same(
            [] { return State{numbers(3000)}; },
            [](std::int64_t, std::span<const Array> s) { return State{3.9 * s[0] * (1 - s[0])}; },
            n, 3);
}

TEST(ToldLoops, pass_the_number_of_the_iteration_on) {
    expect_same([] { return State{numbers(300), zeros({300}, DType::int64)}; },
                [](std::int64_t i, std::span<const Array> s) {
                    const Array x = 3.7 * s[0] * (1 - s[0]);
                    return State{x, where(x > 0.9, 2 * i + 5, s[1])};
                },
                70, 3);
}

TEST(ToldLoops, run_stencils_and_swapped_arrays) {
    const auto in = slice(1, -1), up = slice(0, -2), down = slice(2, end);
    for (const std::int64_t n : {20, 21, 150})
        expect_same(
            [] {
                Array u = copy(numbers(600).reshape({20, 30})).eval();
                return State{u, copy(u).eval()};
            },
            [&](std::int64_t, std::span<const Array> s) {
                Array u = s[0], v = s[1];
                v(in, in) = (u(up, in) + u(down, in) + (u(in, up) + u(in, down))) / 4;
                return State{v, u};
            },
            n, 3);
}

TEST(ToldLoops, keep_values_of_two_iterations_before) {
    for (const std::int64_t n : {9, 10, 60})
        expect_same([] { return State{numbers(300), numbers(300) * 0.5}; },
                    [](std::int64_t, std::span<const Array> s) {
                        return State{1.5 * s[0] - 0.6 * s[1], s[0]};
                    },
                    n, 3);
}

TEST(ToldLoops, have_reductions_scans_and_products_in_them) {
    expect_same([] { return State{numbers(400).reshape({20, 20}), ones({20})}; },
                [](std::int64_t, std::span<const Array> s) {
                    Array x = matmul(s[0], s[1]);
                    x = x / max(x) + cumulative_sum(x, 0) * 1e-3;
                    return State{s[0] * 1.0, x};
                },
                30, 3);
}

TEST(ToldLoops, call_the_body_each_time_when_it_looks_at_a_value) {
    expect_same([] { return State{numbers(300)}; },
                [](std::int64_t, std::span<const Array> s) {
                    const double most = max(s[0]).item<double>();
                    return State{s[0] / most + 0.1};
                },
                12, 12);
}

TEST(ToldLoops, call_the_body_each_time_when_it_records_something_else) {
    expect_same([] { return State{numbers(300)}; },
                [](std::int64_t i, std::span<const Array> s) {
                    return State{i % 2 == 0 ? s[0] * 0.5 : s[0] + 0.25};
                },
                12, 12);
    expect_same([] { return State{numbers(300)}; },
                [](std::int64_t i, std::span<const Array> s) {
                    return State{s[0] * static_cast<double>(i * i)};
                },
                12, 12);
}

TEST(ToldLoops, may_stand_inside_each_other) {
    const auto inner = [](std::int64_t, std::span<const Array> s) {
        return State{0.5 * s[0] * (2 - s[0])};
    };
    expect_same([] { return State{numbers(300)}; },
                [&](std::int64_t, std::span<const Array> s) {
                    return State{loop(10, inner, {s[0]})[0] + 0.125};
                },
                6, 6);
}

TEST(ToldLoops, go_on_while_a_condition_holds) {
    std::int64_t last = 0;
    const State found =
        loop_while([](std::span<const Array> s) { return max(s[0]).item<double>() > 1e-3; },
                   [&](std::int64_t i, std::span<const Array> s) {
                       last = i;
                       return State{s[0] * 0.5};
                   },
                   {ones({300})});
    EXPECT_EQ(last, 9);
    EXPECT_EQ(found[0](0).item<double>(), 1.0 / 1024);
}

TEST(ToldLoops, refuse_what_is_no_loop) {
    const LoopStep two = [](std::int64_t, std::span<const Array> s) { return State{s[0], s[0]}; };
    EXPECT_THROW(loop(-1, two, {ones({3})}), ValueError);
    try {
        loop(3, two, {ones({3})});
        FAIL();
    } catch (const ValueError& error) {
        EXPECT_STREQ(error.what(),
                     "loop: the body leaves 2 arrays in iteration 0, it was given 1; return as "
                     "many as there are in `state`");
    }
}

}  // namespace
}  // namespace tenon
