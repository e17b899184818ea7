// SPDX-License-Identifier: MIT
/// The tile passes that the runs of a loop have found lately. A loop that is looked at now and then
/// runs on the same memory each time, and to find a pass of many steps takes as long as to run one.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "engine/time_tiles.hpp"

namespace tenon::engine {

class PassMemo {
public:
    /// As find_first_pass. The steps are of one plan, which lives as long as the memo; none
    /// reduces.
    std::optional<TilePass> first_pass(std::span<const TileStep> steps, const TileLimits& limits);

private:
    using Words = std::vector<std::int64_t>;
    struct Known {
        Words from;  ///< all that the pass follows from
        std::optional<TilePass> pass;
    };
    static Words words(std::span<const TileStep> steps, const TileLimits& limits);

    std::mutex mutex_;  ///< plans are found by all threads
    std::vector<Known> known_;
    std::size_t next_ = 0;  ///< to be forgotten
};

}  // namespace tenon::engine
