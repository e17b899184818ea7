// SPDX-License-Identifier: MIT
#include "engine/pass_memo.hpp"

#include <gtest/gtest.h>

#include "counted_loop.hpp"
#include "engine/counters.hpp"

namespace tenon::engine {
namespace {

TEST(PassMemo, has_the_passes_of_a_loop_that_runs_on_the_same_memory) {
    const auto found = [](int rounds) {
        Array u = field({200, 200}), v = copy(u).eval();
        const auto sweep = [&] {
            for (int i = 0; i < 64; ++i) {
                v(in, in) = neighbours(u) / 4;
                swap(u, v);
            }
            u.eval();
            v.eval();
        };
        const auto many = [&] {
            for (int round = 0; round < rounds; ++round)
                sweep();
            return Arrays{u, v};
        };
        run(many, {.roll = Roll::as_it_pays,
                   .mode = Execution::compiled,
                   .tiles = TileLimits{.cache_bytes = 1 << 20,
                                       .worth_bytes = 0,
                                       .threads = 2,
                                       .widths = {64},
                                       .most_kept = 0}});
        return counters().passes_found.load();
    };
    const std::uint64_t few = found(3);
    EXPECT_GE(few, 1U);
    EXPECT_LE(found(12), few + 1);
}

}  // namespace
}  // namespace tenon::engine
