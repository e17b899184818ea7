// SPDX-License-Identifier: MIT
/// Kernels that know which of their parameters are views of one array, some rows and elements
/// apart, as those of stencils are: code that takes several rows together loads each row once.
/// A kernel learns this of the arrays that it runs on; it computes the same without.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kernel/ir.hpp"

namespace tenon::kernel {

/// Where a parameter lies; as the fields of the same names in Param.
struct RowOffset {
    std::uint32_t base = no_param;
    std::int8_t rows = 0;
    std::int8_t columns = 0;
    friend bool operator==(const RowOffset&, const RowOffset&) = default;
};

/// Whether several rows of a core kernel can be taken together: all of its parameters are
/// contiguous, and nothing in it depends on the row but what it loads.
bool can_take_rows(const Kernel& core);

/// Bytes of the vectors that several columns of a row share: one is loaded, those beside it are
/// made of it and of the one before. Loads of so many bytes go over a cache line's end wherever
/// they are not aligned, and then take twice as long; of 32 bytes every other one does, and what
/// that costs the two instructions that would shift such a vector cost as well.
constexpr std::int64_t sliding_bytes = 64;

/// Whether a vector of `lanes` elements of `param` is one that columns share.
bool slides(const Param& param, std::int64_t lanes);

/// The vectors in which the columns from `first` to `last` of a row lie, counted from the one that
/// begins at column 0.
struct VectorRange {
    std::int64_t lowest = 0, highest = 0;
};
VectorRange vectors_of(std::int64_t first, std::int64_t last, std::int64_t lanes);

/// The loads of so many rows together as a part of those of the rows one by one, in vectors of so
/// many bytes.
double loads_left(const Kernel& core, std::span<const RowOffset> offsets, int rows,
                  std::int64_t vector_bytes);

/// The kernel with its parameters at `offsets`, one for each of them.
Kernel with_row_offsets(const Kernel& core, std::span<const RowOffset> offsets);

}  // namespace tenon::kernel
