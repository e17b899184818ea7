// SPDX-License-Identifier: MIT
// Loops whose steps take microseconds: threads stay together for many of them.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "codegen/codegen.hpp"
#include "counted_loop.hpp"
#include "engine/counters.hpp"
#include "engine/test_hooks.hpp"
#include "watching.hpp"

namespace tenon::engine {
namespace {

class StepsTogether : public testing::TestWithParam<int> {
protected:
    void SetUp() override { set_threads(GetParam()); }
    void TearDown() override { set_threads(0); }
};

Array sweeps(std::int64_t side, int count) {
    Array u = field({side, side}), v = copy(u).eval();
    for (int i = 0; i < count; ++i) {
        v(in, in) = neighbours(u) * (0.2 + 0.01 * (i % 7));
        v(0, all) = u(0, all) + 1;
        swap(u, v);
    }
    return u;
}

TEST_P(StepsTogether, give_the_bits_of_a_loop_recorded_in_full) {
    for (const std::int64_t side : {3, 20, 64}) {
        const Program program = [=] { return Arrays{sweeps(side, 61)}; };
        const Ran plain = run(program, {});
        for (const bool ahead : {false, true}) {
            const Ran together =
                run(program, {.roll = Roll::always, .ahead = ahead, .tiles = all_in_step()});
            ASSERT_EQ(together.values, plain.values) << side << " elements to a side";
            EXPECT_GE(together.counted.iterations_rolled, 30U);
            EXPECT_GE(counters().launches_in_step.load(), 60U);
        }
    }
}

TEST_P(StepsTogether, are_those_of_a_few_microseconds) {
    const auto in_step = [](std::int64_t side) {
        run([=] { return Arrays{sweeps(side, 61)}; }, {.roll = Roll::always, .tiles = {}});
        return counters().launches_in_step.load();
    };
    EXPECT_EQ(in_step(8), 0U) << "one thread is faster";
    EXPECT_GE(in_step(96), 60U);
    EXPECT_EQ(in_step(700), 0U) << "what a thread is late can be made good by others";
}

TEST_P(StepsTogether, take_rows_together_where_they_share_loads) {
    const auto of_rows = [](Execution mode) {
        counters().launches_of_rows = 0;
        const Ran ran = run([] { return Arrays{sweeps(70, 141)}; },
                            {.roll = Roll::always, .mode = mode, .tiles = all_in_step()});
        return std::pair(ran.values, counters().launches_of_rows.load());
    };
    const auto [plain, none] = of_rows(Execution::interpreter);
    const auto [together, launches] = of_rows(Execution::compiled);
    EXPECT_EQ(together, plain);
    EXPECT_EQ(none, 0U);
    EXPECT_GE(launches, 100U);
}

TEST_P(StepsTogether, are_none_that_reduce) {
    run(
        [] {
            Array u = field({40, 40}), largest;
            for (int i = 0; i < 61; ++i) {
                largest = max(u);
                u = u / largest;
            }
            return Arrays{u};
        },
        {.roll = Roll::always, .tiles = all_in_step()});
    EXPECT_EQ(counters().launches_in_step.load(), 0U);
}

TEST_P(StepsTogether, tell_of_floating_point_events) {
    const Watching watching;
    const Program program = [] {
        Array u = full({40, 40}, 1e200).eval(), v = copy(u).eval();
        for (int i = 0; i < 61; ++i) {
            v(in, in) = neighbours(u) * 1e6;
            swap(u, v);
        }
        return Arrays{u};
    };
    run(program, {.roll = Roll::always, .tiles = all_in_step()});
    EXPECT_GE(counters().launches_in_step.load(), 30U);
    EXPECT_FALSE(take_float_reports().empty());
}

TEST(StepsTogetherExplained, say_so) {
    TestHooks::roll = Roll::always;
    test_hooks().tile_limits = all_in_step();
    const Array u = sweeps(20, 61);
    EXPECT_NE(explain(u).find("threads stay together for"), std::string::npos) << explain(u);
    test_hooks().tile_limits.reset();
    TestHooks::roll = Roll::as_it_pays;
}

/// Launches in tiles of a program's loops where a limit keeps arrays of this size out of them.
std::uint64_t in_tiles(const Program& program, std::int64_t TileLimits::* kept_out_by) {
    TileLimits limits{.cache_bytes = 1 << 20,
                      .worth_bytes = 0,
                      .rows = 6,
                      .threads = 1,
                      .widths = {24},
                      .row_gap = 0};
    limits.*kept_out_by = std::int64_t{1} << 60;
    return run(program, {.roll = Roll::always, .tiles = limits}).counted.launches_in_tiles;
}

/// Of their loads, four rows together spare a quarter.
Array above_and_below(const Array& u) { return u(up, in) + u(down, in); }

TEST(StepsWithinReach, run_in_tiles_where_rows_share_many_loads) {
    const auto swept = [](const std::function<Array(const Array&)>& stencil, std::int64_t columns) {
        return in_tiles(
            [&] {
                Array u = field({37, columns}), v = copy(u).eval();
                for (int i = 0; i < 61; ++i) {
                    v(in, in) = stencil(u);
                    swap(u, v);
                }
                return Arrays{u};
            },
            &TileLimits::worth_bytes_alone);
    };
    const auto two = [](const Array& u) { return above_and_below(u) * 0.5; };
    const auto five = [](const Array& u) { return neighbours(u) * 0.2; };
    const auto nine = [](const Array& u) {
        return neighbours(u) * 0.2 +
               (u(up, up) + u(up, down) + (u(down, up) + u(down, down))) * 0.05;
    };
    // What is recorded in full before the loop is found runs in tiles.
    EXPECT_LE(swept(two, 71), 25U);
    EXPECT_GE(swept(nine, 71), 40U);
    const bool columns_share_them = codegen::host_target().vector_bits == 512;
    EXPECT_EQ(swept(five, 71) >= 40U, columns_share_them);
    EXPECT_LE(swept(nine, 512), 25U) << "rows that meet in the caches are not taken together";
}

TEST(StepsWithinReach, run_in_tiles_where_a_tile_is_handed_from_step_to_step) {
    const auto swept = [](bool two_steps) {
        return in_tiles(
            [=] {
                Array u = field({37, 71}), v = copy(u).eval();
                for (int i = 0; i < 61; ++i) {
                    v(in, in) = above_and_below(u) * 0.5;
                    if (two_steps)
                        u(in, in) = u(in, in) + above_and_below(v) * 0.1;
                    else
                        swap(u, v);
                }
                return Arrays{u};
            },
            &TileLimits::worth_bytes_of_one_step);
    };
    EXPECT_LE(swept(false), 25U);
    EXPECT_GE(swept(true), 80U);
}

INSTANTIATE_TEST_SUITE_P(threads, StepsTogether, testing::Values(1, 2, 3));

}  // namespace
}  // namespace tenon::engine
