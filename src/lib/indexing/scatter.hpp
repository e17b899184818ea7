// SPDX-License-Identifier: MIT
/// Writing to positions that are values, one after the other: the last of several values for one
/// element stays, and updates of one element follow each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <tenon/dtype.hpp>

#include "ops/ops.hpp"
#include "tape/tape.hpp"

namespace tenon::lib {

/// A dimension of what is written, beside the positions. Strides are in bytes.
struct ScatterDimension {
    std::int64_t size = 1;
    std::int64_t target = 0;
    std::int64_t value = 0;
};

/// Where the elements lie: loops over `before`, the positions, `after`, the last innermost.
struct ScatterNest {
    std::int64_t offset = 0;        ///< of the first element, from the target's first byte
    std::int64_t unit = 1;          ///< bytes that one step of a position moves in the target
    std::int64_t value_stride = 0;  ///< bytes from one position's value to the next one's
    std::vector<ScatterDimension> before;
    std::vector<ScatterDimension> after;

    std::vector<std::int64_t> words() const;
};

/// The calls' operands: the bytes (n,) of the target that may be touched, out and in; positions
/// (k,) int64; values in C order, of the target's dtype; the words of the nest.
const tape::Call& scatter_call(std::size_t bytes);

/// target = op(target, value); null for an operation and a dtype that has no loop of its own.
const tape::Call* update_call(ops::Op op, DType type);

}  // namespace tenon::lib
