// SPDX-License-Identifier: MIT
/// Parameters of kernels of two dimensions as their arguments say, and which of them lie some rows
/// and elements apart.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "engine/bind.hpp"
#include "kernel/shared_rows.hpp"

namespace tenon::engine {

struct RowView {
    std::int64_t address = 0, row_stride = 0, size = 0;  ///< bytes; `size`: of an element
    ByteRange bytes;
};

RowView row_view(const kernel::Kernel& core, std::span<const std::int64_t> args, std::size_t param);

/// Where `view` lies, seen from `base`; nothing where that is not some rows and elements. Of short
/// rows there are several answers, all of them right.
std::optional<kernel::RowOffset> row_offset(const RowView& view, const RowView& base,
                                            std::int64_t most_columns = 16);

/// Whether rows one below the other lie on the same cache sets.
bool rows_collide(const kernel::Kernel& core, std::span<const std::int64_t> args);

}  // namespace tenon::engine
