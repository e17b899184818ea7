// SPDX-License-Identifier: MIT
// How many sweeps run in tiles of what size, as `explain` tells.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "tiled_loop.hpp"

namespace tenon::engine {
namespace {

class TileShapes : public ::testing::Test {
protected:
    void SetUp() override { TestHooks::roll = TestHooks::Roll::never; }
    void TearDown() override {
        test_hooks().tile_limits.reset();
        TestHooks::roll = TestHooks::Roll::as_it_pays;
    }

    /// Of the first pass of six sweeps over an array of that shape.
    static std::string of(const Shape& shape, TileLimits limits) {
        test_hooks().tile_limits = std::move(limits);
        Array u = field(shape), v = copy(u).eval();
        for (int i = 0; i < 6; ++i) {
            if (shape.size() == 3)
                v(in, in, in) = u(up, in, in) + u(in, down, in) + u(in, in, up);
            else
                v(in, in) = u(up, in) + u(in, down) + u(in, up);
            swap(u, v);
        }
        const std::string text = explain(u);
        const std::size_t begin = text.find("kernels 0 to");
        return begin == text.npos ? text : text.substr(begin, text.find('\n', begin) - begin);
    }

    TileLimits limits_{.cache_bytes = 1 << 20, .worth_bytes = 0, .threads = 1, .widths = {64, 32}};
};

TEST_F(TileShapes, are_wide_where_the_sweeps_fit_the_cache_anyway) {
    EXPECT_EQ(of({200, 500}, limits_),
              "kernels 0 to 5 run together, in tiles of 1 x 4 x 64 elements");
}

TEST_F(TileShapes, are_narrow_where_that_makes_room_for_more_sweeps) {
    limits_.widths = {4096, 512};
    limits_.cache_bytes = 9 * 520 * 16;  // 4 + 5 rows of 512 + 5 elements of two arrays
    EXPECT_EQ(of({200, 6000}, limits_),
              "kernels 0 to 5 run together, in tiles of 1 x 4 x 512 elements");
}

TEST_F(TileShapes, leave_no_strip_of_a_few_columns) {
    limits_.threads = 8;
    limits_.widths = {8};
    // 1066 columns and five more that the sweeps are shifted by: 134 strips.
    EXPECT_EQ(of({50, 1068}, limits_),
              "kernels 0 to 5 run together, in tiles of 1 x 4 x 8 elements");
    limits_.threads = 1;
    limits_.widths = {64};
    // 130 and five more: two strips, not three.
    EXPECT_EQ(of({50, 132}, limits_),
              "kernels 0 to 5 run together, in tiles of 1 x 4 x 72 elements");
}

TEST_F(TileShapes, share_few_strips_among_the_threads) {
    limits_.threads = 3;
    EXPECT_EQ(of({50, 132}, limits_),
              "kernels 0 to 5 run together, in tiles of 1 x 4 x 48 elements");
}

TEST_F(TileShapes, of_three_dimensions_fill_a_larger_cache) {
    limits_.cache_bytes = 10'000;
    limits_.heights = {8, 16};
    EXPECT_EQ(of({40, 40, 60}, limits_),
              "kernels 0 to 2 run together, in tiles of 4 x 16 x 64 elements");
    limits_.cache_bytes_of_planes = 1 << 20;
    EXPECT_EQ(of({40, 40, 60}, limits_),
              "kernels 0 to 5 run together, in tiles of 4 x 16 x 64 elements");
    limits_.cache_bytes_of_planes = 9 * 13 * 60 * 16;
    EXPECT_EQ(of({40, 40, 60}, limits_),
              "kernels 0 to 5 run together, in tiles of 4 x 8 x 64 elements");
}

}  // namespace
}  // namespace tenon::engine
