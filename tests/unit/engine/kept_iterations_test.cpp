// SPDX-License-Identifier: MIT
// Loops that end because somebody looks at their values: the last iterations are run together with
// what looks.
#include <cmath>
#include <set>
#include <string_view>

#include <gtest/gtest.h>

#include <tenon/host.hpp>
#include <tenon/tenon.hpp>

#include "counted_loop.hpp"
#include "watching.hpp"

namespace tenon::engine {
namespace {

class KeptIterations : public testing::Test {
protected:
    /// None kept: the loop is recorded in full.
    static Ran run(const Program& program, std::optional<std::int64_t> most_kept,
                   bool ahead = false, std::int64_t gap = 0) {
        return engine::run(program, {.roll = most_kept ? Roll::as_it_pays : Roll::never,
                                     .mode = Execution::interpreter,
                                     .ahead = ahead,
                                     .tiles = TileLimits{.cache_bytes = 1 << 20,
                                                         .worth_bytes = 0,
                                                         .rows = 3,
                                                         .threads = 2,
                                                         .widths = {7},
                                                         .most_kept = most_kept.value_or(0),
                                                         .row_gap = gap}});
    }

    void expect_same(const Program& program) {
        const Ran plain = run(program, std::nullopt);
        for (const bool ahead : {false, true})
            for (const std::int64_t gap : {0, 64})
                for (const std::int64_t kept : {0, 1, 2, 5, 16}) {
                    const Ran ran = run(program, kept, ahead, gap);
                    ASSERT_EQ(ran.values, plain.values) << kept << " kept";
                    EXPECT_EQ(ran.counted.statements, plain.counted.statements);
                    EXPECT_EQ(tape::memory_account().aside.load(), 0);
                }
    }
};

/// Sweeps, with a look at the change after each `between` of them.
Arrays solve(int looks, int between) {
    Array u = field({13, 17}), v = copy(u).eval(), changes = zeros({looks}).eval();
    for (int look = 0; look < looks; ++look) {
        for (int i = 0; i < between; ++i) {
            v(in, in) = neighbours(u) / 4;
            swap(u, v);
        }
        changes(look) = max(absolute(u - v)).item<double>();
    }
    return {u, v, changes};
}

TEST_F(KeptIterations, of_sweeps_that_are_looked_at_now_and_then) {
    for (const int between : {1, 3, 10, 17})
        expect_same([=] { return solve(6, between); });
}

TEST_F(KeptIterations, run_in_one_pass_with_the_reduction) {
    const Program program = [] { return solve(10, 12); };
    const auto launches = [&](std::int64_t kept) {
        const Statistics counted = run(program, kept).counted;
        return std::pair{counted.launches - counted.launches_in_tiles, counted.iterations_rolled};
    };
    const auto [apart, counted] = launches(0);
    const auto [together, fewer] = launches(5);
    EXPECT_GE(apart, together + 8) << "each look but the first ones was a launch of its own";
    EXPECT_GT(fewer, 40U);
    EXPECT_GE(counted, fewer + 8U * 5U);
}

TEST_F(KeptIterations, are_all_there_are_when_they_are_few) {
    const Program program = [] { return solve(10, 6); };
    const Ran kept = run(program, 16);
    EXPECT_EQ(kept.values, run(program, std::nullopt).values);
    EXPECT_GT(kept.counted.launches_in_tiles, 40U);
    const Ran none = run(program, 0);
    const auto apart = [](const Statistics& counted) {
        return counted.launches - counted.launches_in_tiles;
    };
    EXPECT_GE(apart(none.counted), apart(kept.counted) + 8U);
}

TEST_F(KeptIterations, of_arrays_that_are_made_anew) {
    expect_same([] {
        Array u = field({13, 17});
        const Array start = u;
        Arrays seen{start};
        for (int look = 0; look < 4; ++look) {
            for (int i = 0; i < 20; ++i) {
                Array next = copy(u);
                next(in, in) = neighbours(u) * 0.25;
                u = next;
            }
            seen.push_back(sum(u, {1}));
        }
        seen.push_back(u);
        return seen;
    });
}

TEST_F(KeptIterations, of_levels_that_change_hands_in_a_circle) {
    expect_same([] {
        Array before = field({13, 17}), now = field({13, 17}, 2), next = zeros({13, 17}).eval();
        double energy = 0;
        for (int look = 0; look < 5; ++look) {
            for (int i = 0; i < 11 + look; ++i) {
                next(in, in) =
                    2 * now(in, in) - before(in, in) + 0.1 * (neighbours(now) - 4 * now(in, in));
                swap(before, now);
                swap(now, next);
            }
            energy += sum(now * now).item<double>();
        }
        return Arrays{before, now, full({1}, energy)};
    });
}

TEST_F(KeptIterations, of_two_levels_back_that_are_made_anew) {
    expect_same([] {
        Array before = field({200}), now = field({200}, 2), least = zeros({1}).eval();
        for (int look = 0; look < 4; ++look) {
            for (int i = 0; i < 25; ++i) {
                Array next = 2 * now - before;
                next(in) += 0.1 * (now(up) - 2 * now(in) + now(down));
                before = now;
                now = next;
            }
            least(0) = minimum(least(0), min(now));
        }
        return Arrays{before, now, least};
    });
}

TEST_F(KeptIterations, tell_numbers_that_grow_and_such_that_are_listed) {
    expect_same([] {
        Array u = field({13, 17}), v = copy(u).eval();
        double norm = 0, t = 0;
        for (int look = 0; look < 4; ++look) {
            for (int i = 0; i < 15; ++i, t += 0.37) {
                v(in, in) = neighbours(u) / 4 + i;
                v(0, all) = std::sin(t);
                swap(u, v);
            }
            norm += sum(absolute(u)).item<double>();
        }
        return Arrays{u, v, full({1}, norm)};
    });
}

TEST_F(KeptIterations, end_with_a_part_of_the_next_one) {
    expect_same([] {
        Array u = field({13, 17}), v = copy(u).eval();
        double worst = 0;
        for (int i = 0; i < 60; ++i) {
            v(in, in) = neighbours(u) / 4;
            if (i % 13 == 12)
                worst += max(absolute(v - u)).item<double>();
            v(all, 0) = v(all, 1);
            swap(u, v);
        }
        return Arrays{u, v, full({1}, worst)};
    });
}

TEST_F(KeptIterations, leave_what_somebody_holds_as_it_is) {
    expect_same([] {
        Array u = field({13, 17});
        Arrays held;
        for (int i = 0; i < 70; ++i) {
            Array next = copy(u);
            next(in, in) = neighbours(u) * 0.25;
            u = next;
            if (i % 20 == 19) {
                held.push_back(u);
                held.push_back(u(in, in) + 1);
            }
        }
        held.push_back(u);
        return held;
    });
}

TEST_F(KeptIterations, are_watched_like_the_others) {
    const Watching watching;
    const auto rolled = [](std::int64_t kept) {
        return run([] { return solve(8, 20); }, kept).counted.iterations_rolled;
    };
    const std::uint64_t all = rolled(0);
    EXPECT_GE(all, rolled(5) + 5U * 5U);
    EXPECT_TRUE(take_float_reports().empty());
}

TEST_F(KeptIterations, tell_of_events_wherever_they_happen) {
    const Watching watching;
    // Overflows in the given iteration of a loop that is looked at after 40.
    const auto names = [](int when, std::int64_t kept) {
        run(
            [=] {
                Array u = full({13, 17}, std::ldexp(1.0, 1023 - when)), v = copy(u).eval();
                for (int i = 0; i < 40; ++i) {
                    v(in, in) = u(in, in) + u(in, up);
                    v(in, 0) = v(in, 1);
                    swap(u, v);
                }
                return Arrays{max(u)};
            },
            kept);
        std::set<std::string_view> told;
        for (const FloatReport& report : take_float_reports())
            if ((report.events & float_overflow) != 0)
                told.insert(report.name);
        return told;
    };
    for (const int when : {2, 20, 37})
        for (const std::int64_t kept : {0, 5, 16, 48})
            EXPECT_EQ(names(when, kept), std::set<std::string_view>{"add"}) << when << ' ' << kept;
    for (const std::int64_t kept : {0, 5, 48})
        EXPECT_TRUE(names(60, kept).empty()) << kept;
}

}  // namespace
}  // namespace tenon::engine
