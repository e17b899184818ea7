// SPDX-License-Identifier: MIT
// Loops whose elements need their neighbours: counted while they are recorded, and run by the plan
// of one iteration; next to the same loops recorded in full.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <thread>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "counted_loop.hpp"
#include "engine/counters.hpp"
#include "engine/loop_turns.hpp"
#include "engine/progress.hpp"
#include "engine/test_hooks.hpp"
#include "engine/thread_tape.hpp"
#include "forked.hpp"

namespace tenon::engine {
namespace {

TEST(SteppedLoop, counts_sweeps_between_two_arrays) {
    for (const int sweeps : {20, 21, 40})
        expect_counted(
            [=] {
                Array u = field({13, 17}), v = copy(u).eval();
                for (int i = 0; i < sweeps; ++i) {
                    v(in, in) = neighbours(u) / 4;
                    swap(u, v);
                }
                return Arrays{u, v};
            },
            10);
}

TEST(SteppedLoop, counts_sweeps_in_place) {
    expect_counted(
        [] {
            Array x = field({300});
            for (int i = 0; i < 40; ++i)
                x(in) = 0.5 * (x(up) + x(down));
            return Arrays{x};
        },
        25);
}

TEST(SteppedLoop, counts_arrays_that_are_made_anew) {
    expect_counted(
        [] {
            Array u = field({13, 17});
            const Array start = u;
            for (int i = 0; i < 30; ++i) {
                Array next = copy(u);
                next(in, in) = neighbours(u) * 0.25;
                u = next;
            }
            return Arrays{u, start};
        },
        15);
}

TEST(SteppedLoop, counts_three_levels_that_are_made_anew) {
    expect_counted(
        [] {
            Array before = field({15, 9}), now = field({15, 9}, 0.5);
            for (int i = 0; i < 41; ++i) {
                Array next = 2 * now - before;
                next(in, in) += 0.1 * (neighbours(now) - 4 * now(in, in));
                before = now;
                now = next;
            }
            return Arrays{before, now};
        },
        25);
}

TEST(SteppedLoop, counts_a_wave_whose_three_arrays_go_round) {
    expect_counted(
        [] {
            Array before = field({20, 26}), now = field({20, 26}, 2), next = zeros({20, 26}).eval();
            for (int i = 0; i < 31; ++i) {
                next(in, in) = 2 * now(in, in) - before(in, in) + 0.1 * neighbours(now);
                swap(before, now);
                swap(now, next);
            }
            return Arrays{before, now, next};
        },
        15);
}

TEST(SteppedLoop, counts_fields_that_depend_on_each_other) {
    expect_counted(
        [] {
            Array e = field({40}), h = field({40}, 0.3);
            for (int i = 0; i < 50; ++i) {
                h(slice(0, -1)) += 0.5 * (e(slice(1, end)) - e(slice(0, -1)));
                e(in) += 0.5 * (h(in) - h(up));
            }
            return Arrays{e, h};
        },
        30);
}

TEST(SteppedLoop, gives_each_iteration_its_number) {
    expect_counted(
        [] {
            Array u = field({40}), v = copy(u).eval();
            for (int i = 0; i < 50; ++i) {
                v(in) = 0.5 * (u(up) + u(down)) + 1.0 * i;
                v(0) = 100 - 2.0 * i;
                swap(u, v);
            }
            return Arrays{u, v};
        },
        30);
}

TEST(SteppedLoop, lists_numbers_that_change_in_no_regular_way) {
    expect_counted(
        [] {
            Array u = field({12, 40}), v = copy(u).eval();
            for (int i = 0; i < 50; ++i) {
                v(in, in) = neighbours(u) * (0.2 + 0.05 * std::sin(0.1 * i));
                v(0, all) = std::cos(0.3 * i);
                swap(u, v);
            }
            return Arrays{u, v};
        },
        30);
}

TEST(SteppedLoop, is_cut_where_each_iteration_uses_what_the_one_before_did) {
    // Elsewhere only one of the two arrays would be in it. What stands before the loop moves the
    // statements at which a loop is looked for.
    for (const int before : {0, 1, 2, 3, 4, 5})
        expect_counted(
            [=] {
                Array u = field({13, 17}), v = copy(u).eval(), w = copy(u);
                for (int i = 0; i < before; ++i)
                    w = w * 0.5;
                for (int i = 0; i < 120; ++i) {
                    v(in, in) = neighbours(u) / 4;
                    v(0, all) = 1.0;
                    swap(u, v);
                }
                return Arrays{u, v, w};
            },
            40);
}

TEST(SteppedLoop, leaves_what_the_last_iteration_made) {
    expect_counted(
        [] {
            Array u = field({13, 17}), v = copy(u).eval(), change;
            for (int i = 0; i < 40; ++i) {
                v(in, in) = neighbours(u) / 4;
                change = abs(v - u);
                swap(u, v);
            }
            return Arrays{u, v, change, max(change)};
        },
        7);
}

TEST(SteppedLoop, goes_on_after_values_were_looked_at) {
    expect_counted(
        [] {
            Array u = field({13, 17}), v = copy(u).eval();
            double seen = 0;
            for (int i = 0; i < 200 && seen < 1e9; ++i) {
                v(in, in) = neighbours(u) / 4;
                if (i % 17 == 0)
                    seen += max(abs(v - u)).item<double>();
                swap(u, v);
            }
            return Arrays{u, v, full({1}, seen)};
        },
        100);
}

TEST(SteppedLoop, ends_when_its_statements_change) {
    expect_counted(
        [] {
            Array u = field({13, 17}), v = copy(u).eval();
            for (int i = 0; i < 60; ++i) {
                if (i < 25)
                    v(in, in) = neighbours(u) / 4;
                else
                    v(in, in) = neighbours(u) * 0.25 - 0.125 * u(in, in);
                if (i == 44)
                    v(all, 0) = 1.0;
                swap(u, v);
            }
            return Arrays{u, v};
        },
        10);
}

TEST(SteppedLoop, may_have_no_elements_and_leave_nothing) {
    TestHooks::roll = Roll::always;
    test_hooks().ahead = true;
    Array u = zeros({0, 5}).eval(), v = copy(u).eval();
    for (int i = 0; i < 40; ++i) {
        v(all, in) = u(all, up) + u(all, down);
        Array unseen = u(all, up) * v(all, down) + 1.0;
        swap(u, v);
    }
    const Array x = field({12});
    for (int i = 0; i < 40; ++i)
        Array unseen = x(up) + x(down) * 2.0;
    TestHooks::roll = Roll::as_it_pays;
    test_hooks().ahead = false;
    EXPECT_EQ(u.size(), 0);
    EXPECT_EQ(x.size(), 12);
}

TEST(SteppedLoop, keeps_arrays_from_before_it_that_somebody_has) {
    Array start = field({13, 17});
    const std::vector<double> values = start.values<double>();
    expect_counted(
        [&] {
            Array u = start;
            for (int i = 0; i < 30; ++i) {
                Array next = copy(u);
                next(in, in) = neighbours(u) * 0.25;
                u = next;
            }
            return Arrays{u, start};
        },
        15);
    EXPECT_EQ(start.values<double>(), values);
}

TEST(SteppedLoop, plans_one_iteration_however_many_there_are) {
    const auto plans = [](int sweeps) {
        const Ran ran = run(
            [=] {
                Array u = field({13, 17}), v = copy(u).eval();
                for (int i = 0; i < sweeps; ++i) {
                    v(in, in) = neighbours(u) / 7;
                    swap(u, v);
                }
                return Arrays{u};
            },
            {.roll = Roll::as_it_pays,
             .mode = Execution::interpreter,
             .ahead = false,
             .tiles = {}});
        EXPECT_GE(ran.counted.iterations_rolled, static_cast<std::uint64_t>(sweeps) / 2);
        return ran.counted.plans_made;
    };
    plans(100);
    TestHooks::forget_everything();
    const std::uint64_t few = plans(100);
    TestHooks::forget_everything();
    EXPECT_EQ(plans(5000), few);
}

TEST(SteppedLoop, runs_while_its_program_counts) {
    Array u = field({64, 64}), v = copy(u).eval();
    synchronize();
    reset_statistics();
    for (int i = 0; i < 20000; ++i) {
        v(in, in) = neighbours(u) / 4;
        swap(u, v);
    }
    const std::uint64_t evaluations = statistics().evaluations;
    for (int waits = 0; waits < 1000 && statistics().launches < 5000; ++waits)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_GE(statistics().launches, 5000U) << "and nobody has asked for a value";
    EXPECT_EQ(statistics().evaluations, evaluations);
    const double last = sum(u).item<double>();
    EXPECT_GE(statistics().launches, 20000U);
    EXPECT_EQ(last, last);
}

TEST(SteppedLoop, may_end_soon_after_it_has_begun_to_run) {
    // So many kernels that it begins to be run after three iterations.
    expect_counted(
        [] {
            Array x = field({70});
            for (int i = 0; i < 30; ++i) {
                for (int k = 0; k < 30; ++k)
                    x(slice(k, k + 9)) *= 0.9 + 0.01 * k;
                if (i % 5 == 4)
                    x(0) = sum(x).item<double>() * 1e-9;
            }
            return Arrays{x};
        },
        3);
}

TEST(SteppedLoop, may_change_hands_often_while_somebody_watches) {
    const auto program = [] {
        Arrays ring;
        for (int k = 0; k < 7; ++k)
            ring.push_back(field({3000}, 1.0 + k));
        for (int i = 0; i < 300; ++i) {
            Array all_of_them = ring[0](up) + ring[1](down);
            for (int k = 2; k < 6; ++k)
                all_of_them += ring[static_cast<std::size_t>(k)](in);
            ring[6](in) = all_of_them * 0.2;
            std::rotate(ring.begin(), ring.end() - 1, ring.end());
        }
        return ring;
    };
    const Ran plain = run(program, How{});
    progress_counts.watchers.fetch_add(1);
    const Ran watched = run(
        program,
        {.roll = Roll::as_it_pays, .mode = Execution::interpreter, .ahead = false, .tiles = {}});
    progress_counts.watchers.fetch_sub(1);
    EXPECT_EQ(watched.values, plain.values);
    EXPECT_GE(watched.counted.iterations_rolled, 200U);
}

TEST(SteppedLoop, may_be_left_while_it_runs) {
    for (int round = 0; round < 20; ++round) {
        const auto program = [=] {
            Array u = field({64, 64}), v = copy(u).eval(), other = field({9});
            for (int i = 0; i < 100 + 10 * round; ++i) {
                v(in, in) = neighbours(u) / 4;
                swap(u, v);
            }
            if (round % 2 == 0) {
                u = other + 1;
                v = u;
            }
            return Arrays{u, v};
        };
        const Ran left = run(
            program,
            {.roll = Roll::as_it_pays, .mode = Execution::compiled, .ahead = true, .tiles = {}});
        EXPECT_EQ(left.values, run(program, How{}).values);
    }
}

TEST(SteppedLoop, of_several_threads_run_side_by_side) {
    const auto work = [](double scale) {
        Array u = field({40, 40}, scale), v = copy(u).eval();
        for (int i = 0; i < 3000; ++i) {
            v(in, in) = neighbours(u) / 4;
            swap(u, v);
        }
        return sum(u).item<double>();
    };
    const double one = work(1), two = work(2);
    double got_one = 0, got_two = 0;
    reset_statistics();
    std::thread first([&] { got_one = work(1); });
    std::thread second([&] { got_two = work(2); });
    first.join();
    second.join();
    EXPECT_EQ(got_one, one);
    EXPECT_EQ(got_two, two);
    EXPECT_GE(statistics().iterations_rolled, 5000U);
}

#if TENON_TEST_THREADS_AFTER_FORK
TEST(SteppedLoop, goes_on_in_a_child_that_was_forked_meanwhile) {
    test_hooks().ahead = true;
    Array u = field({64, 64}), v = copy(u).eval();
    for (int i = 0; i < 3000; ++i) {
        v(in, in) = neighbours(u) / 4;
        swap(u, v);
    }
    expect_same_in_a_child([&] { return sum(u).item<double>(); });
    test_hooks().ahead = false;
}
#endif

TEST(SteppedLoop, says_how_it_will_be_run) {
    const auto text_of = [&](std::int64_t n) {
        Array u = ones({n, n}).eval(), v = copy(u).eval();
        for (int i = 0; i < 12; ++i) {
            v(in, in) = neighbours(u) / 4;
            swap(u, v);
        }
        const std::string text = explain(u);
        EXPECT_EQ(explain(u), text);
        return text;
    };
    const std::string small = text_of(50), large = text_of(3000);
    EXPECT_NE(small.find("no kernels run together in tiles: the arrays stay in the caches anyway"),
              small.npos)
        << small;
    EXPECT_NE(small.find("no single kernel: elements need what others were one iteration before"),
              small.npos)
        << small;
    EXPECT_NE(large.find(" kernels run together, in tiles of 1 x 4 x "), large.npos) << large;
}

TEST(SteppedLoop, works_on_copies_with_gaps_behind_their_rows) {
    const auto runs = [](std::int64_t gap) {
        const std::int64_t columns = 17 + gap / 64;  // another loop: of a known one plans are kept
        const auto program = [=] {
            Array u = field({13, columns}), v = copy(u).eval(), weight = field({13, columns}, 0.25);
            for (int i = 0; i < 70; ++i) {
                v(in, in) = neighbours(u) * weight(in, in);
                v(all, 0) = v(all, 1);
                swap(u, v);
            }
            return Arrays{u, v, weight};
        };
        const Ran ran = run(program, {.roll = Roll::as_it_pays,
                                      .mode = Execution::compiled,
                                      .ahead = false,
                                      .tiles = TileLimits{.cache_bytes = 1 << 20,
                                                          .worth_bytes = 0,
                                                          .rows = 3,
                                                          .threads = 2,
                                                          .widths = {7},
                                                          .most_kept = 0,
                                                          .row_gap = gap}});
        const std::uint64_t with_gaps = counters().runs_with_gaps;
        EXPECT_EQ(ran.values, run(program, How{}).values);
        return with_gaps;
    };
    EXPECT_EQ(runs(0), 0U);
    EXPECT_GE(runs(64), 1U);
}

TEST(SteppedLoop, moves_rows_apart_that_would_meet_in_the_caches) {
    const auto text_of = [&](std::int64_t columns) {
        Array u = ones({1200, columns}).eval(), v = copy(u).eval();
        for (int i = 0; i < 300; ++i) {
            v(in, in) = neighbours(u) / 4;
            swap(u, v);
        }
        return explain(u);
    };
    const char* const words = "meanwhile rows are farther apart";
    EXPECT_NE(text_of(2048).find(words), std::string::npos);
    EXPECT_NE(text_of(2050).find(words), std::string::npos);
    EXPECT_EQ(text_of(2200).find(words), std::string::npos);
}

/// Three names that hand their arrays on, of which the first is made anew, two that swap, and one
/// that stays.
tape::LoopBody some_body() {
    constexpr std::uint32_t none = tape::LoopRole::none;
    tape::LoopBody body;
    const std::pair<std::uint32_t, std::uint32_t> from_next[] = {{none, 1}, {0, 2}, {1, none},
                                                                 {4, 4},    {3, 3}, {5, 5}};
    for (const auto& [from, next] : from_next)
        body.roles.push_back({.from = from, .next = next, .written = true, .bytes = 8});
    return body;
}

TEST(LoopTurns, tell_apart_what_is_in_use_at_the_same_time) {
    const tape::LoopBody body = some_body();
    const LoopTurns turns(body);
    EXPECT_EQ(turns.prologue(), 2);
    EXPECT_EQ(turns.period(), 6);
    for (std::int64_t i = 0; i < 30; ++i)
        for (std::uint32_t a = 0; a < body.roles.size(); ++a)
            for (std::uint32_t b = 0; b < a; ++b) {
                const LoopTurns::Where x = turns.where(a, i), y = turns.where(b, i);
                EXPECT_FALSE(x.before == y.before && x.role == y.role && x.place == y.place);
            }
}

TEST(LoopTurns, follow_what_is_handed_on) {
    const tape::LoopBody body = some_body();
    const LoopTurns turns(body);
    for (std::int64_t i = 0; i < 30; ++i)
        for (std::uint32_t role = 0; role < body.roles.size(); ++role) {
            const std::uint32_t next = body.roles[role].next;
            if (next == tape::LoopRole::none)
                continue;
            const LoopTurns::Where now = turns.where(role, i), then = turns.where(next, i + 1);
            EXPECT_EQ(now.before, then.before);
            EXPECT_EQ(now.role, then.role);
            EXPECT_EQ(now.place, then.place);
        }
}

TEST(LoopTurns, come_again_after_a_period) {
    const tape::LoopBody body = some_body();
    const LoopTurns turns(body);
    std::size_t turn = 0;
    for (std::int64_t i = 0; i < 30; ++i, turn = turns.after(turn))
        EXPECT_EQ(turns.turn(i), turn);
}

}  // namespace
}  // namespace tenon::engine
