// SPDX-License-Identifier: MIT
#include "kernel/shared_rows.hpp"

#include <algorithm>
#include <set>
#include <tuple>

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
                      (instr.code == Code::compute && ops::has(instr.op, ops::call));
           });
}

double loads_left(const Kernel& core, std::span<const RowOffset> offsets, int rows) {
    std::set<std::uint32_t> loaded;
    for (const Instr& instr : core.instrs)
        if (instr.code == Code::load)
            loaded.insert(instr.index);
    std::set<std::tuple<std::uint32_t, int, int>> places;
    for (const std::uint32_t param : loaded) {
        const RowOffset& offset = offsets[param];
        const std::uint32_t base = offset.base == no_param ? param : offset.base;
        for (int row = 0; row < rows; ++row)
            places.emplace(base, offset.rows + row, offset.columns);
    }
    if (loaded.empty())
        return 1;
    return static_cast<double>(places.size()) /
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
