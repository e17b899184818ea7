// SPDX-License-Identifier: MIT
// Loops whose steps run tile by tile, next to the same loops one step after the other.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "tiled_loop.hpp"

namespace tenon::engine {
namespace {

TEST(TimeTiles, run_sweeps_of_a_plate) {
    expect_tiles(
        [] {
            Array u = field({23, 31}), v = copy(u).eval();
            for (int i = 0; i < 20; ++i) {
                v(in, in) = (u(up, in) + u(down, in) + (u(in, up) + u(in, down))) / 4;
                swap(u, v);
            }
            return std::vector{u, v};
        },
        20);
}

TEST(TimeTiles, keep_boundaries_that_are_statements_of_their_own) {
    expect_tiles(
        [] {
            Array u = field({23, 31}), v = copy(u).eval();
            for (int i = 0; i < 12; ++i) {
                v(in, in) = (u(up, in) + u(down, in) + (u(in, up) + u(in, down))) / 4;
                v(0, all) = v(1, all);
                v(all, 0) = v(all, 1) * 0.5;
                v(-1, all) = double(i);
                v(all, -1) = v(all, -2);
                swap(u, v);
            }
            return std::vector{u, v};
        },
        12);
}

TEST(TimeTiles, run_columns_that_begin_in_a_corner_which_no_sweep_reads) {
    expect_tiles(
        [] {
            Array u = field({30, 40}), v = copy(u).eval();
            for (int i = 0; i < 12; ++i) {
                v(in, in) = (u(up, in) + u(down, in) + u(in, up) + u(in, down)) / 4;
                v(all, 0) = v(all, 1);
                v(all, -1) = v(all, -2);
                swap(u, v);
            }
            return std::vector{u, v};
        },
        20);
}

TEST(TimeTiles, run_two_levels_of_a_wave) {
    expect_tiles(
        [] {
            Array before = field({20, 26}), now = field({20, 26}, 2), next = zeros({20, 26}).eval();
            const Array speed = field({20, 26}, 0.1);
            for (int i = 0; i < 15; ++i) {
                next(in, in) = 2 * now(in, in) - before(in, in) +
                               speed(in, in) * (now(up, in) + now(down, in) + now(in, up) +
                                                now(in, down) - 4 * now(in, in));
                swap(before, now);
                swap(now, next);
            }
            return std::vector{before, now, next};
        },
        15);
}

TEST(TimeTiles, run_three_staggered_fields) {
    expect_tiles(
        [] {
            Array e = field({20, 24}), hx = field({20, 23}), hy = field({19, 24});
            const auto first = slice(0, -1), second = slice(1, end);
            for (int i = 0; i < 10; ++i) {
                hx -= 0.4 * (e(all, second) - e(all, first));
                hy += 0.4 * (e(second, all) - e(first, all));
                e(in, in) +=
                    0.4 * (hy(second, in) - hy(first, in) - hx(in, second) + hx(in, first));
            }
            return std::vector{e, hx, hy};
        },
        20);
}

TEST(TimeTiles, run_lines_and_boxes) {
    expect_tiles(
        [] {
            Array u = field({300}), v = copy(u).eval();
            for (int i = 0; i < 20; ++i) {
                v(in) = (u(up) + u(down)) * 0.5;
                swap(u, v);
            }
            return std::vector{u, v};
        },
        20);
    expect_tiles(
        [] {
            Array u = field({9, 10, 11}), v = copy(u).eval();
            for (int i = 0; i < 12; ++i) {
                v(in, in, in) = (u(up, in, in) + u(down, in, in) + u(in, up, in) + u(in, down, in) +
                                 u(in, in, up) + u(in, in, down)) /
                                6;
                swap(u, v);
            }
            return std::vector{u, v};
        },
        12);
}

TEST(TimeTiles, run_a_copy_of_all_elements_beside_windows) {
    expect_tiles(
        [] {
            Array u = field({17, 24});
            for (int i = 0; i < 12; ++i) {
                Array v = copy(u);
                v(in, in) = (u(up, in) + u(down, in) + (u(in, up) + u(in, down))) / 4;
                u = v;
            }
            return std::vector{u};
        },
        12);
}

TEST(TimeTiles, run_updates_in_their_place_and_bytes_of_life) {
    expect_tiles(
        [] {
            Array u = field({20, 30});
            for (int i = 0; i < 10; ++i) {
                u(slice(1, end), all) += u(slice(0, -1), all) * 0.25;
                u(all, slice(0, -1)) -= u(all, slice(1, end)) * 0.125;
            }
            return std::vector{u};
        },
        0);
    expect_tiles(
        [] {
            Array cells = (field({24, 30}) > 0.3).astype(DType::uint8).eval();
            for (int i = 0; i < 12; ++i) {
                const Array count = cells(up, up) + cells(up, in) + cells(up, down) +
                                    cells(in, up) + cells(in, down) + cells(down, up) +
                                    cells(down, in) + cells(down, down);
                Array next = zeros({24, 30}, DType::uint8);
                next(in, in) =
                    ((count == 3) | ((count == 2) & (cells(in, in) == 1))).astype(DType::uint8);
                cells = next;
            }
            return std::vector{cells};
        },
        12);
}

TEST(TimeTiles, are_left_alone_by_small_arrays_and_columns_that_are_reduced) {
    const Ran small = run(
        [] {
            Array u = field({23, 31}), v = copy(u).eval();
            for (int i = 0; i < 20; ++i) {
                v(in, in) = (u(up, in) + u(down, in) + (u(in, up) + u(in, down))) / 4;
                swap(u, v);
            }
            return std::vector{u, v};
        },
        std::nullopt);
    EXPECT_EQ(small.counted.launches_in_tiles, 0U);
    expect_tiles(
        [] {
            Array u = field({23, 31}), v = copy(u).eval(), change = zeros({1}).eval();
            for (int i = 0; i < 20; ++i) {
                v(in, in) = (u(up, in) + u(down, in) + (u(in, up) + u(in, down))) / 4;
                if (i % 5 == 4)
                    change(0) = change(0) + max(sum(absolute(v - u), {0}));
                swap(u, v);
            }
            return std::vector{u, v, change};
        },
        4);
}

}  // namespace
}  // namespace tenon::engine
