// SPDX-License-Identifier: MIT
/// Which arrays of a tape are given the same memory, one after the other.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "schedule/plan.hpp"
#include "tape/tape.hpp"

namespace tenon::engine {

struct BlockPlan {
    static constexpr std::uint32_t no_slot = std::numeric_limits<std::uint32_t>::max();
    static constexpr std::size_t no_block = std::numeric_limits<std::size_t>::max();

    struct Block {
        std::int64_t bytes = 0;
        std::uint32_t spent = no_slot;   ///< whose memory it is; none: it has to be allocated
        std::uint32_t keeper = no_slot;  ///< who has it afterwards
    };
    std::vector<Block> blocks;
    /// By slot; none where it has memory already, or gets its own.
    std::vector<std::size_t> block_of;
};

/// Temporaries take turns in blocks, in the order of the steps. The memory of values that were
/// there before, and have been read for the last time, serves too; and a result that stays takes
/// over a block of just its size. What is written in place of something takes its block.
BlockPlan plan_blocks(const schedule::Plan& plan, const tape::Tape& tape);

/// Whether values that nobody can look at any more have their bytes for themselves.
bool can_serve(const detail::Storage& storage);

}  // namespace tenon::engine
