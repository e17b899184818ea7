// SPDX-License-Identifier: MIT
/// Kernels that make two steps of a loop in time at once: what the first one stores of a block of
/// rows the second one takes from registers.
///
/// The second step lags behind: where the first one is at element (i, j), the second is `rows`
/// before it in the last dimension but one and a vector of 64 bytes in the last one. Its
/// parameters' addresses are that much lower, so that one place (i, j) serves all of them. A
/// parameter of the second step that loads what the first one stores has the stored one as its
/// base; it lies at or before it in both dimensions.
///
/// The entry takes exactly the rows of a block, all of which both steps have, and the columns
/// [inner_begin, inner_end) of the first step before they are cut to those that there are: its
/// elements are those of [inner_begin, inner_end), the second one's those of [inner_begin - s,
/// inner_end - s), of each those from 0 up to the extent; s is Kernel::second_columns. Only code
/// whose vectors are cache lines can be made of such a kernel.
#pragma once

#include <span>

#include "kernel/shared_rows.hpp"

namespace tenon::kernel {

/// The core kernels one behind the other. `offsets`: of the parameters of both. Both can_take_rows,
/// have no coordinates and store once.
Kernel two_steps(const Kernel& first, const Kernel& second, std::span<const RowOffset> offsets,
                 std::int8_t second_columns);

/// Whether a kernel may be one of two steps.
bool can_be_a_step(const Kernel& core);

bool has_two_steps(const Kernel& core);

/// Vectors of `lanes` elements that code for blocks of so many rows holds from one column to the
/// next, and numbers that it holds all the time.
std::int64_t vectors_held(const Kernel& both, int rows, std::int64_t lanes);

}  // namespace tenon::kernel
