// SPDX-License-Identifier: MIT
#include "engine/tile_fronts.hpp"

#include <gtest/gtest.h>

namespace tenon::engine {
namespace {

using schedule::GridVector;

class TileFronts : public ::testing::Test {
protected:
    static constexpr std::int64_t u = 1 << 20, v = 2 << 20, row = 1000;

    static schedule::GridAccess at(std::int64_t array, std::int64_t rows, std::int64_t columns,
                                   bool written = false) {
        return {array + rows * row + columns * 8, {0, row, 8}, 8, written};
    }
    /// One step, shifted by so many rows and columns.
    void add(std::int64_t shift, std::vector<schedule::GridAccess> accesses) {
        GridStep& step = steps_.emplace_back();
        step.sweep.extents = {1, 50, 98};
        step.sweep.accesses = std::move(accesses);
        shifts_.push_back({0, shift, shift});
    }
    void add_sweeps(int count) {
        for (int t = 0; t < count; ++t) {
            const std::int64_t from = t % 2 == 0 ? u : v, to = t % 2 == 0 ? v : u;
            add(t, {at(from, 0, 1), at(from, 2, 1), at(from, 1, 0), at(from, 1, 2),
                    at(to, 1, 1, true)});
        }
    }
    std::vector<runtime::TileFront> fronts() const { return tile_fronts(steps_, shifts_); }

    std::vector<GridStep> steps_;
    std::vector<GridVector> shifts_;
};

TEST_F(TileFronts, are_where_the_first_sweep_reads_and_writes) {
    add_sweeps(40);
    ASSERT_EQ(fronts().size(), 2U);
    EXPECT_EQ(fronts()[0].address, u + 2 * row + 8);
    EXPECT_EQ(fronts()[1].address, v + row + 8);
    for (const runtime::TileFront& front : fronts()) {
        EXPECT_EQ(front.rows, 50);
        EXPECT_EQ(front.columns, 98);
        EXPECT_EQ(front.row_bytes, row);
        EXPECT_EQ(front.element_bytes, 8);
    }
}

TEST_F(TileFronts, are_where_a_later_sweep_reads_if_that_is_farther_ahead) {
    add_sweeps(3);
    add(2, {at(u, 7, 1), at(v, 1, 1, true)});
    EXPECT_EQ(fronts()[0].address, u + 7 * row + 8 - 2 * row - 2 * 8);
    EXPECT_EQ(fronts()[0].rows, 52);
    EXPECT_EQ(fronts()[0].columns, 100);
}

TEST_F(TileFronts, are_not_of_what_is_written_only) {
    add_sweeps(2);
    add(2, {at(u, 0, 0), at(4 << 20, 0, 0, true)});
    EXPECT_EQ(fronts().size(), 2U);
}

TEST_F(TileFronts, are_not_of_columns_planes_or_elements_that_lie_apart) {
    add(0, {{u, {0, row, 16}, 8, false}, {v, {0, -row, 8}, 8, false}});
    add(0, {at(u, 0, 0)});
    steps_.back().sweep.extents = {1, 50, 1};
    add(0, {at(u, 0, 0)});
    steps_.back().sweep.extents = {4, 50, 98};
    EXPECT_TRUE(fronts().empty());
}

TEST_F(TileFronts, are_found_for_each_of_the_arrays_that_lie_in_one) {
    add(0, {at(u, 0, 0), at(u, 20, 0)});
    EXPECT_EQ(fronts().size(), 2U);
}

}  // namespace
}  // namespace tenon::engine
