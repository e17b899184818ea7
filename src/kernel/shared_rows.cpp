// SPDX-License-Identifier: MIT
#include "kernel/shared_rows.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace tenon::kernel {

bool can_take_rows(const Kernel& core) {
    if (core.form != Form::map || core.rank != 2 || core.blocks.size() != 1)
        return false;
    const bool plain = std::ranges::all_of(core.params, [](const Param& param) {
        return param.inner == Inner::contiguous && !param.gathered && !param.nontemporal &&
               !is_complex(param.dtype) && param.base == no_param;
    });
    return plain && std::ranges::none_of(core.instrs, [](const Instr& instr) {
               return (instr.code == Code::coordinate && instr.index == 0) ||
                      (instr.code == Code::compute &&
                       (ops::has(instr.op, ops::call) ||
                        (instr.op == ops::Op::fmod && is_floating(instr.type))));
           });
}

bool slides(const Param& param, std::int64_t lanes) {
    const auto size = static_cast<std::int64_t>(size_of(param.dtype));
    return !param.written && size >= 4 && size * lanes == sliding_bytes;
}

VectorRange vectors_of(std::int64_t first, std::int64_t last, std::int64_t lanes) {
    const auto floor = [&](std::int64_t column) {
        return (column < 0 ? column - lanes + 1 : column) / lanes;
    };
    return {.lowest = floor(first), .highest = floor(last + lanes - 1)};
}

double loads_left(const Kernel& core, std::span<const RowOffset> offsets, int rows,
                  std::int64_t vector_bytes) {
    std::set<std::uint32_t> loaded;
    for (const Instr& instr : core.instrs)
        if (instr.code == Code::load)
            loaded.insert(instr.index);
    if (loaded.empty())
        return 1;
    std::size_t widest = 1;
    for (const Param& param : core.params)
        widest = std::max(widest, size_of(param.dtype));
    const std::int64_t lanes = vector_bytes / static_cast<std::int64_t>(widest);
    std::map<std::pair<std::uint32_t, int>, std::set<std::int64_t>> columns;  // of rows of arrays
    for (const std::uint32_t param : loaded) {
        const RowOffset& offset = offsets[param];
        const std::uint32_t base = offset.base == no_param ? param : offset.base;
        for (int row = 0; row < rows; ++row)
            columns[{base, offset.rows + row}].insert(offset.columns);
    }
    std::size_t left = 0;
    for (const auto& [place, of_row] : columns) {
        const bool one =
            slides(core.params[place.first], lanes) && *of_row.rbegin() - *of_row.begin() < lanes;
        left += one ? 1 : of_row.size();
    }
    return static_cast<double>(left) /
           static_cast<double>(loaded.size() * static_cast<std::size_t>(rows));
}

Kernel with_row_offsets(const Kernel& core, std::span<const RowOffset> offsets) {
    Kernel result = core;
    for (std::size_t p = 0; p < result.params.size(); ++p) {
        result.params[p].base = offsets[p].base;
        result.params[p].rows = offsets[p].rows;
        result.params[p].columns = offsets[p].columns;
    }
    return result;
}

}  // namespace tenon::kernel
