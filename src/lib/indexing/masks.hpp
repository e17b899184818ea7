// SPDX-License-Identifier: MIT
/// Masks of booleans: the elements they choose, and their positions. Both are made block by block,
/// once it is known how many elements each block chooses.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tape/tape.hpp"

namespace tenon::lib {

/// Elements of a mask that are looked at together.
inline constexpr std::int64_t mask_block = 8192;
constexpr std::int64_t mask_blocks(std::int64_t size) {
    return (size + mask_block - 1) / mask_block;
}

/// counts (blocks,) int64 of mask (n,).
const tape::Call& mask_counts_call();

/// positions (rank, chosen) int64 of mask, any rank, and starts (blocks,): where in the result each
/// block begins.
const tape::Call& mask_positions_call();

/// chosen (count,) of values (n,), mask (n,) and starts (blocks,), elements of `bytes` bytes.
const tape::Call& compress_call(std::size_t bytes);

}  // namespace tenon::lib
