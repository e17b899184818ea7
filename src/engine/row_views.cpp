// SPDX-License-Identifier: MIT
#include "engine/row_views.hpp"

#include <algorithm>
#include <cstdlib>

namespace tenon::engine {

namespace {

/// Views farther apart have hardly a row in common.
constexpr std::int64_t most_rows = 8;
/// Bytes after which addresses fall on the same sets of a first-level cache, and how far from that
/// rows have to be. Four rows of a stencil read six or more and write four, and a set has eight
/// lines: where all of these meet, the rows push each other out.
constexpr std::int64_t cache_period = 4096;
constexpr std::int64_t least_distance = 128;

}  // namespace

using kernel::Kernel;
using kernel::RowOffset;

RowView row_view(const Kernel& core, std::span<const std::int64_t> args, std::size_t param) {
    const std::size_t word = kernel::param_word(core, param);
    RowView view{.address = args[word],
                 .row_stride = args[word + 1],
                 .size = static_cast<std::int64_t>(size_of(core.params[param].dtype)),
                 .bytes = {}};
    const std::int64_t rows = (args[0] - 1) * view.row_stride;
    view.bytes.begin = view.address + std::min<std::int64_t>(rows, 0);
    view.bytes.end = view.address + std::max<std::int64_t>(rows, 0) + args[1] * view.size;
    return view;
}

std::optional<RowOffset> row_offset(const RowView& view, const RowView& base,
                                    std::int64_t most_columns) {
    const std::int64_t stride = base.row_stride;
    if (view.row_stride != stride || stride == 0)
        return std::nullopt;
    const std::int64_t distance = view.address - base.address;
    if (std::abs(distance) > std::abs(stride) * most_rows + most_columns * base.size)
        return std::nullopt;
    std::int64_t rows = distance / stride;
    std::int64_t rest = distance - rows * stride;
    if (2 * std::abs(rest) > std::abs(stride)) {
        const std::int64_t one = (rest > 0) == (stride > 0) ? 1 : -1;
        rows += one;
        rest -= one * stride;
    }
    const std::int64_t columns = rest / base.size;
    if (rest % base.size != 0 || std::abs(columns) > most_columns)
        return std::nullopt;
    return RowOffset{.base = 0,
                     .rows = static_cast<std::int8_t>(rows),
                     .columns = static_cast<std::int8_t>(columns)};
}

bool rows_collide(const Kernel& core, std::span<const std::int64_t> args) {
    for (std::size_t p = 0; p < core.params.size(); ++p) {
        const std::int64_t stride = std::abs(args[kernel::param_word(core, p) + 1]);
        const std::int64_t behind = stride % cache_period;
        if (std::min(behind, cache_period - behind) < least_distance)
            return true;
    }
    return false;
}

}  // namespace tenon::engine
