// SPDX-License-Identifier: MIT
/// Loops run tile by tile, and one step after the other.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "engine/test_hooks.hpp"
#include "ran.hpp"

namespace tenon::engine {

inline TileLimits small_tiles(std::int64_t rows, std::int64_t width) {
    return {
        .cache_bytes = 1 << 20, .worth_bytes = 0, .rows = rows, .threads = 1, .widths = {width}};
}

using Loop = std::function<std::vector<Array>()>;

inline Ran run(const Loop& loop, std::optional<TileLimits> limits) {
    synchronize();
    const Execution before = execution();
    set_execution(Execution::interpreter);  // a plan of each tape, however small
    test_hooks().tile_limits = std::move(limits);
    reset_statistics();
    Ran ran;
    for (const Array& array : loop())
        ran.values.push_back(array.astype(DType::float64).values<double>());
    ran.counted = statistics();
    test_hooks().tile_limits.reset();
    set_execution(before);
    return ran;
}

/// The same bits in tiles of any size; `least` launches in tiles at least.
inline void expect_tiles(const Loop& loop, std::uint64_t least) {
    const Ran plain = run(loop, TileLimits{.worth_bytes = std::int64_t{1} << 60, .widths = {64}});
    EXPECT_EQ(plain.counted.launches_in_tiles, 0U);
    for (const auto& [rows, width] :
         {std::pair{1, 1}, std::pair{3, 5}, std::pair{16, 8}, std::pair{2, 1000}}) {
        const Ran tiled = run(loop, small_tiles(rows, width));
        ASSERT_EQ(tiled.values, plain.values) << rows << " rows of " << width;
        EXPECT_GE(tiled.counted.launches_in_tiles, least);
    }
}

}  // namespace tenon::engine
