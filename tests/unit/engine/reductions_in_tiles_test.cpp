// SPDX-License-Identifier: MIT
// Reductions behind sweeps that run tile by tile, in the same tiles.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "tiled_loop.hpp"

namespace tenon::engine {
namespace {

/// Six sweeps of a plate, then what `look` makes of the last two.
template <class Look>
Loop sweeps_and(const Shape& shape, const Look& look) {
    return [=] {
        Array u = field(shape), v = copy(u).eval();
        for (int i = 0; i < 6; ++i) {
            v(in, in) = (u(up, in) + u(down, in) + (u(in, up) + u(in, down))) / 4;
            swap(u, v);
        }
        std::vector<Array> seen = look(u, v);
        seen.push_back(u);
        return seen;
    };
}

/// Rows that are shorter than a leaf of 1024 elements, so that leaves go across rows, as long as
/// one, longer, and of several leaves.
const Shape plates[] = {{45, 61}, {9, 1024}, {7, 1300}, {4, 4500}, {400, 5}};

/// All sweeps stay on one tape.
class ReductionsInTiles : public testing::Test {
protected:
    void SetUp() override { TestHooks::roll = TestHooks::Roll::never; }
    void TearDown() override { TestHooks::roll = {}; }
};

TEST_F(ReductionsInTiles, of_whole_arrays_run_with_the_last_sweeps) {
    for (const Shape& shape : plates)
        expect_tiles(sweeps_and(shape,
                                [](const Array& u, const Array& v) {
                                    return std::vector{max(absolute(u - v)), sum(u), argmax(u),
                                                       sum(u * v)};
                                }),
                     7);
}

TEST_F(ReductionsInTiles, of_the_interior_run_with_the_last_sweeps) {
    for (const Shape& shape : plates)
        expect_tiles(sweeps_and(shape,
                                [](const Array& u, const Array& v) {
                                    return std::vector{max(absolute(u(in, in) - v(in, in))),
                                                       sum(u(in, in))};
                                }),
                     6);  // the last sweep reduces what it stores
}

TEST_F(ReductionsInTiles, have_read_their_elements_before_a_later_one_stores_there) {
    for (const Shape& shape : plates)
        expect_tiles(sweeps_and(shape,
                                [](Array& u, const Array&) {
                                    Array row = u(1, all);
                                    Array before = sum(u);
                                    row += row;
                                    return std::vector{before, max(row)};
                                }),
                     6);
}

TEST_F(ReductionsInTiles, keep_rows_and_planes) {
    for (const Shape& shape : plates)
        expect_tiles(sweeps_and(shape,
                                [](const Array& u, const Array& v) {
                                    return std::vector{sum(u, {1}), max(u - v, {1})};
                                }),
                     7);
    for (const Shape& shape : {Shape{9, 12, 14}, Shape{4, 5, 1200}, Shape{30, 40, 5}})
        // Of the sweeps the last one reduces what it stores, where the order of its loops allows.
        for (const auto& [axes, least] : {std::pair{Axes{2}, 6}, std::pair{Axes{0, 2}, 5},
                                          std::pair{Axes{1, 2}, 6}, std::pair{Axes{0, 1, 2}, 6}})
            expect_tiles(
                [=, reduced = axes] {
                    Array u = field(shape), v = copy(u).eval();
                    for (int i = 0; i < 6; ++i) {
                        v(in, in, in) = (u(up, in, in) + u(in, down, in)) / 4 + u(in, in, up);
                        swap(u, v);
                    }
                    return std::vector{sum(u), max(u(in, in, in), reduced), u};
                },
                static_cast<std::uint64_t>(least));
}

TEST_F(ReductionsInTiles, may_store_what_they_reduce) {
    for (const Shape& shape : plates)
        expect_tiles(
            [=] {
                Array u = field(shape), v = copy(u).eval();
                Array change;
                for (int i = 0; i < 7; ++i) {
                    const Array next = u * 0.5 + v;
                    change = sum(absolute(next - u));
                    v = u;
                    u = next;
                    if (i < 6)
                        u(in, in) = (v(up, in) + v(down, in)) / 4;
                }
                return std::vector{change, u, v};
            },
            13);
}

TEST_F(ReductionsInTiles, end_them_where_their_results_are_used) {
    expect_tiles(
        [] {
            Array u = field({45, 61}), v = copy(u).eval();
            std::vector<Array> seen;
            for (int i = 0; i < 12; ++i) {
                v(in, in) = (u(up, in) + u(down, in) + (u(in, up) + u(in, down))) / 4;
                if (i % 4 == 3) {
                    seen.push_back(sum(max(v, {1})));
                    v(in, in) /= max(absolute(v));
                }
                swap(u, v);
            }
            seen.push_back(u);
            return seen;
        },
        12);
}

TEST_F(ReductionsInTiles, share_the_sweeps_where_they_would_be_left_alone) {
    const Ran ran =
        run(sweeps_and({45, 61}, [](const Array& u,
                                    const Array& v) { return std::vector{max(absolute(u - v))}; }),
            TileLimits{.cache_bytes = 1 << 20, .worth_bytes = 0, .widths = {8}, .most_steps = 6});
    EXPECT_EQ(ran.counted.launches_in_tiles, 7U);
}

}  // namespace
}  // namespace tenon::engine
