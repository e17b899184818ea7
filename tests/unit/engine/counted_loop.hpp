// SPDX-License-Identifier: MIT
/// Loops that are counted while they are recorded, next to the same loops recorded in full.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "engine/test_hooks.hpp"
#include "engine/thread_tape.hpp"
#include "ran.hpp"

namespace tenon::engine {

using Roll = TestHooks::Roll;

struct How {
    Roll roll = Roll::never;
    Execution mode = Execution::interpreter;
    bool ahead = false;
    std::optional<TileLimits> tiles{};
};

inline Ran run(const Program& program, const How& how) {
    synchronize();
    thread_scratch().loop_search = {};  // looks as if it had never looked in vain
    const Execution before = execution();
    set_execution(how.mode);
    TestHooks::roll = how.roll;
    test_hooks().ahead = how.ahead;
    test_hooks().tile_limits = how.tiles;
    reset_statistics();
    Ran ran;
    for (const Array& array : program())
        ran.values.push_back(array.astype(DType::float64).values<double>());
    ran.counted = statistics();
    TestHooks::roll = Roll::as_it_pays;
    test_hooks().ahead = false;
    test_hooks().tile_limits.reset();
    set_execution(before);
    return ran;
}

/// No tiles; threads take all steps of loops together, however short they are.
inline TileLimits all_in_step() {
    return {.worth_bytes = std::int64_t{1} << 60,
            .widths = {64},
            .in_step_ns = {0, 1e18},
            .small_step_ns = 0};
}

/// The same bits, in tiles, in step and not, with at least so many iterations counted.
inline void expect_counted(const Program& program, std::uint64_t least) {
    const Ran plain = run(program, How{});
    EXPECT_EQ(plain.counted.iterations_rolled, 0U);
    for (const Execution mode : {Execution::interpreter, Execution::compiled})
        for (const Roll roll : {Roll::always, Roll::as_it_pays})
            for (const std::int64_t width : {1, 7, 1000}) {
                const Ran counted =
                    run(program, {.roll = roll,
                                  .mode = mode,
                                  .ahead = width != 7,
                                  .tiles = TileLimits{.cache_bytes = 1 << 20,
                                                      .worth_bytes = 0,
                                                      .rows = 3,
                                                      .threads = 2,
                                                      .widths = {width},
                                                      .most_kept = width == 1 ? 2 : 0,
                                                      .row_gap = width * 64 % 448}});
                ASSERT_EQ(counted.values, plain.values) << "tiles of " << width;
                EXPECT_EQ(tape::memory_account().aside.load(), 0);
                EXPECT_EQ(counted.counted.statements, plain.counted.statements);
                EXPECT_GE(counted.counted.iterations_rolled, least);
            }
    for (const Execution mode : {Execution::interpreter, Execution::compiled}) {
        const Ran in_step = run(
            program, {.roll = Roll::always, .mode = mode, .ahead = true, .tiles = all_in_step()});
        EXPECT_EQ(in_step.values, plain.values) << "in step";
    }
}

inline Array neighbours(const Array& u) {
    return u(up, in) + u(down, in) + (u(in, up) + u(in, down));
}

}  // namespace tenon::engine
