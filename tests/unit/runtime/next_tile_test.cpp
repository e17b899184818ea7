// SPDX-License-Identifier: MIT
#include "runtime/cpu/next_tile.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tenon::runtime::cpu {
namespace {

class NextTile : public ::testing::Test {
protected:
    /// Rows of 100 elements of 8 bytes, 1000 bytes apart, in tiles of 4 x 40.
    NextTile() {
        tiling_.width = {1, 4, 40};
        tiling_.launches.resize(3);
        tiling_.fronts = {{6400, 10, 100, 1000, 8}};
    }

    /// What is asked for with each launch of the tile before that one.
    std::vector<std::vector<std::int64_t>> asked(const GridVector& tile, bool there = true) const {
        cpu::NextTile next(tiling_);
        next.begin(tile, there);
        std::vector<std::vector<std::int64_t>> lines(tiling_.launches.size());
        for (auto& of_launch : lines)
            next.share([&](std::int64_t line) { of_launch.push_back(line); });
        return lines;
    }
    static std::vector<std::int64_t> joined(const std::vector<std::vector<std::int64_t>>& shares) {
        std::vector<std::int64_t> all;
        for (const auto& share : shares)
            all.insert(all.end(), share.begin(), share.end());
        return all;
    }
    /// Lines of so many bytes from there on.
    static void add_lines(std::int64_t begin, std::int64_t bytes, std::vector<std::int64_t>& to) {
        for (std::int64_t line = begin / 64 * 64; line < begin + bytes; line += 64)
            to.push_back(line);
    }

    Tiling tiling_;
};

TEST_F(NextTile, is_asked_for_line_by_line_once) {
    std::vector<std::int64_t> lines;
    for (const std::int64_t row : {4, 5, 6, 7})
        add_lines(6400 + row * 1000 + 40 * 8, 40 * 8, lines);
    EXPECT_EQ(joined(asked({0, 1, 1})), lines);
}

TEST_F(NextTile, is_asked_for_by_all_launches_of_the_one_before) {
    const auto shares = asked({0, 1, 1});
    for (const auto& share : shares)
        EXPECT_LE(share.size(), shares.front().size());
    EXPECT_GE(3 * shares.back().size(), shares.front().size());
}

TEST_F(NextTile, ends_where_rows_and_columns_do) {
    std::vector<std::int64_t> lines;
    for (const std::int64_t row : {8, 9})
        add_lines(6400 + row * 1000 + 80 * 8, 20 * 8, lines);
    EXPECT_EQ(joined(asked({0, 2, 2})), lines);
    EXPECT_TRUE(joined(asked({0, 3, 2})).empty());
}

TEST_F(NextTile, has_lines_of_every_array) {
    tiling_.fronts.push_back({100'032, 3, 7, 256, 4});   // ends above the tile
    tiling_.fronts.push_back({200'000, 6, 50, 256, 4});  // two rows of ten elements
    std::vector<std::int64_t> lines;
    for (const std::int64_t row : {4, 5, 6, 7})
        add_lines(6400 + row * 1000 + 40 * 8, 40 * 8, lines);
    for (const std::int64_t row : {4, 5})
        add_lines(200'000 + row * 256 + 40 * 4, 10 * 4, lines);
    EXPECT_EQ(joined(asked({0, 1, 1})), lines);
}

TEST_F(NextTile, is_not_asked_for_behind_the_last_one) {
    EXPECT_TRUE(joined(asked({0, 1, 1}, false)).empty());
}

}  // namespace
}  // namespace tenon::runtime::cpu
