// SPDX-License-Identifier: MIT
#include "engine/shared_rows.hpp"

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "codegen/codegen.hpp"
#include "engine/counters.hpp"
#include "engine/test_hooks.hpp"

namespace tenon::engine {
namespace {

using kernel::RowOffset;

/// Two parameters that are read and one that is written, of two dimensions.
kernel::Kernel three_params() {
    kernel::Kernel core;
    core.rank = 2;
    core.params = {{.dtype = DType::float64},
                   {.dtype = DType::float64},
                   {.dtype = DType::float64, .written = true}};
    return core;
}

constexpr std::int64_t here = 1 << 20;
constexpr std::int64_t elsewhere = 1 << 24;

/// 10 rows of 20 elements, that are `stride` bytes apart.
std::vector<std::int64_t> args(std::int64_t second, std::int64_t written, std::int64_t stride = 800,
                               std::int64_t second_stride = 0) {
    return {10, 20,      here,   stride, 8, second, second_stride == 0 ? stride : second_stride,
            8,  written, stride, 8};
}

RowOffset second_of(const std::vector<std::int64_t>& args) {
    const std::vector<RowOffset> found = find_row_offsets(three_params(), args);
    EXPECT_EQ(found[0], RowOffset{});
    EXPECT_EQ(found[2], RowOffset{});
    return found[1];
}

RowOffset at(int rows, int columns) {
    return {.base = 0,
            .rows = static_cast<std::int8_t>(rows),
            .columns = static_cast<std::int8_t>(columns)};
}

TEST(SharedRows, are_found_by_addresses) {
    for (const int rows : {-8, -1, 0, 1, 3})
        for (const int columns : {-16, -1, 0, 2, 16})
            for (const std::int64_t stride : {800, -800, 4000})
                EXPECT_EQ(second_of(args(here + rows * stride + columns * 8, elsewhere, stride)),
                          at(rows, columns));
}

TEST(SharedRows, are_counted_from_a_view_that_lies_in_its_lines_as_the_stored_one) {
    const std::vector<RowOffset> found =
        find_row_offsets(three_params(), args(here - 8, elsewhere - 8));
    EXPECT_EQ(found[1], RowOffset{});
    EXPECT_EQ(found[0], (RowOffset{.base = 1, .rows = 0, .columns = 1}));
}

TEST(SharedRows, are_not_found_where_views_do_not_fit) {
    EXPECT_EQ(second_of(args(here + 9 * 800, elsewhere)), RowOffset{});         // too far
    EXPECT_EQ(second_of(args(here + 17 * 8, elsewhere)), RowOffset{});          // too far
    EXPECT_EQ(second_of(args(here + 804, elsewhere)), RowOffset{});             // half an element
    EXPECT_EQ(second_of(args(here + 800, elsewhere, 800, 1600)), RowOffset{});  // other rows
    EXPECT_EQ(second_of(args(here + 800, here)), RowOffset{});                  // written here
    EXPECT_EQ(second_of(args(here + 800, here + 9 * 800)), RowOffset{});        // written in part
}

/// Sweeps of nine points over rows of so many elements, in tiles of some rows.
std::vector<double> sweeps(Execution execution, std::int64_t columns) {
    synchronize();
    const Execution before = tenon::execution();
    set_execution(execution);
    TestHooks::forget_everything();
    test_hooks().tile_limits = {
        .cache_bytes = 1 << 20, .worth_bytes = 0, .rows = 6, .threads = 1, .widths = {24}};
    const auto in = slice(1, -1), low = slice(0, -2), high = slice(2, end);
    Array u = copy(sin(arange(37 * columns) * 0.37).reshape({37, columns})).eval();
    Array v = copy(u).eval();
    for (int i = 0; i < 9; ++i) {
        v(in, in) = (u(low, in) + u(high, in) + (u(in, low) + u(in, high))) * 0.2 +
                    (u(low, low) + u(low, high) + (u(high, low) + u(high, high))) * 0.05;
        swap(u, v);
    }
    std::vector<double> values = u.values<double>();
    test_hooks().tile_limits.reset();
    set_execution(before);
    return values;
}

TEST(SharedRows, are_taken_together_in_tiles) {
    counters().launches_of_rows = 0;
    const std::vector<double> plain = sweeps(Execution::interpreter, 71);
    EXPECT_EQ(counters().launches_of_rows, 0U);
    EXPECT_EQ(sweeps(Execution::compiled, 71), plain);
    EXPECT_GE(counters().launches_of_rows, 8U);
}

TEST(SharedRows, are_not_taken_together_where_they_lie_on_the_same_cache_sets) {
    for (const std::int64_t columns : {512, 514, 1010, 1024, 1040}) {
        counters().launches_of_rows = 0;
        sweeps(Execution::compiled, columns);
        EXPECT_EQ(counters().launches_of_rows > 0, columns == 1040) << columns;
    }
}

}  // namespace
}  // namespace tenon::engine
