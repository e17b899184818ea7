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

/// The loads of so many rows together as a part of those of the rows one by one.
double loads_left(const Kernel& core, std::span<const RowOffset> offsets, int rows);

/// The kernel with its parameters at `offsets`, one for each of them.
Kernel with_row_offsets(const Kernel& core, std::span<const RowOffset> offsets);

}  // namespace tenon::kernel
