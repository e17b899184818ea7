// SPDX-License-Identifier: MIT
// Which arrays of a loop have their rows moved apart, and where their bytes are then.
#include "engine/row_pitch.hpp"

#include <gtest/gtest.h>

#include "engine/engine.hpp"
#include "engine/test_hooks.hpp"

namespace tenon::engine {
namespace {

using tape::LoopBody;

tape::LoopView view(std::uint32_t role, const Shape& shape, const Shape& strides,
                    std::int64_t offset = 0) {
    return {role, tape::make_layout(DType::float64, shape, strides), offset};
}

/// Two arrays of so many columns that change hands, each seen as a whole and without its edges.
LoopBody two_that_swap(std::int64_t columns) {
    LoopBody body;
    const std::int64_t row = columns * 8;
    for (const std::uint32_t role : {0U, 1U}) {
        body.roles.push_back({.from = 1 - role, .next = 1 - role, .written = true});
        body.views.push_back(view(role, {9, columns}, {row, 8}));
        body.views.push_back(view(role, {7, columns - 2}, {row, 8}, row + 8));
    }
    return body;
}

TEST(RowPitch, is_moved_where_rows_meet_in_the_caches) {
    for (const std::int64_t columns : {512, 1024, 1026, 4080, 4096}) {
        const RowPitch pitch = find_row_pitches(two_that_swap(columns))[0];
        EXPECT_EQ(pitch.from, columns * 8);
        EXPECT_EQ(row_gap(pitch.to), 0) << columns;
    }
    for (const std::int64_t columns : {64, 448, 1100, 2000, 4000})
        EXPECT_FALSE(find_row_pitches(two_that_swap(columns))[0].moves()) << columns;
}

TEST(RowPitch, is_one_for_storages_that_change_hands) {
    const std::vector<RowPitch> both = find_row_pitches(two_that_swap(1024));
    EXPECT_TRUE(both[0].moves());
    EXPECT_EQ(both[0], both[1]);
    LoopBody body = two_that_swap(1024);
    body.views.push_back(view(1, {9 * 1024}, {8}));  // runs on from row to row
    for (const RowPitch& pitch : find_row_pitches(body))
        EXPECT_FALSE(pitch.moves());
}

TEST(RowPitch, is_of_arrays_that_are_seen_in_rows_of_single_elements) {
    LoopBody body = two_that_swap(1024);
    for (tape::LoopView& seen : body.views)
        seen = view(seen.role, {3, 4}, {3 * 8192, 16}, 8);
    for (const RowPitch& pitch : find_row_pitches(body))
        EXPECT_FALSE(pitch.moves());
}

TEST(RowPitch, keeps_what_stands_in_a_row_and_in_a_column) {
    LoopBody body = two_that_swap(1024);
    body.views.push_back(view(0, {9}, {8192}, 1023 * 8));          // a column
    body.views.push_back(view(0, {512}, {-16}, 8192 + 1022 * 8));  // half a row, backwards
    body.views.push_back(view(0, {4, 5}, {-16384, 0}, 8 * 8192));  // every other row, repeated
    const std::vector<RowPitch> pitches = find_row_pitches(body);
    ASSERT_TRUE(pitches[0].moves());
    const std::int64_t row = pitches[0].to;
    const std::vector<tape::LoopView> views = with_gaps(body, pitches);
    EXPECT_EQ(views[1].offset, row + 8);
    EXPECT_EQ(views[1].layout->stride(0), row);
    EXPECT_EQ(views[1].layout->stride(1), 8);
    EXPECT_EQ(views[4].offset, 1023 * 8);
    EXPECT_EQ(views[4].layout->stride(0), row);
    EXPECT_EQ(views[5].offset, row + 1022 * 8);
    EXPECT_EQ(views[5].layout->stride(0), -16);
    EXPECT_EQ(views[6].offset, 8 * row);
    EXPECT_EQ(views[6].layout->stride(0), -2 * row);
    EXPECT_EQ(views[6].layout->stride(1), 0);
}

TEST(RowPitch, moves_planes_with_their_rows) {
    LoopBody body;
    body.roles.push_back({.from = 0, .next = 0, .written = true});
    body.views.push_back(view(0, {5, 6, 510}, {8 * 4096, 4096, 8}, 4096 + 8));
    const RowPitch pitch = find_row_pitches(body)[0];
    ASSERT_TRUE(pitch.moves());
    EXPECT_EQ(pitch.from, 4096);
    EXPECT_TRUE(pitch.fits(5 * 8 * 4096));
    EXPECT_FALSE(pitch.fits(5 * 8 * 4096 + 4096));
    EXPECT_EQ(with_gaps(body, std::vector{pitch})[0].layout->stride(0), 8 * pitch.to);
}

TEST(RowPitch, moves_bytes_there_and_back) {
    LoopBody body;
    body.roles.push_back({.from = 0, .next = 0, .written = true});
    body.views.push_back(view(0, {2, 3, 512}, {3 * 4096, 4096, 8}));
    const RowPitch pitch = find_row_pitches(body)[0];
    ASSERT_TRUE(pitch.moves());
    constexpr std::int64_t rows = 6, columns = 512;
    std::vector<double> plain(rows * columns), again(rows * columns);
    for (std::size_t i = 0; i < plain.size(); ++i)
        plain[i] = static_cast<double>(i);
    std::vector<double> gapped(static_cast<std::size_t>(pitch.with_gaps(rows * 4096)) / 8, -1.0);
    const RowCopyPlans plans(pitch);
    for (const bool back : {false, true}) {
        const RowCopy copy(pitch, plans, rows * 4096, back ? again.data() : plain.data(),
                           gapped.data(), back);
        const BoundStep& bound = copy.bound();
        current_place().device().submit_now(copy.kernel().program(0, Execution::interpreter),
                                            bound.args.data(), bound.space);
    }
    EXPECT_EQ(again, plain);
    EXPECT_EQ(gapped[static_cast<std::size_t>(pitch.to) / 8], columns);
    EXPECT_EQ(gapped[columns], -1.0);
}

}  // namespace
}  // namespace tenon::engine
