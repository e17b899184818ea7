// SPDX-License-Identifier: MIT
#include "kernel/two_steps.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace tenon::kernel {

bool can_be_a_step(const Kernel& core) {
    const auto stores = [](const Instr& instr) { return instr.code == Code::store; };
    const auto places = [](const Instr& instr) { return instr.code == Code::coordinate; };
    return can_take_rows(core) && core.vars.empty() &&
           std::ranges::count_if(core.instrs, stores) == 1 &&
           std::ranges::none_of(core.instrs, places);
}

bool has_two_steps(const Kernel& core) { return std::ranges::any_of(core.params, &Param::second); }

Kernel two_steps(const Kernel& first, const Kernel& second, std::span<const RowOffset> offsets,
                 std::int8_t second_columns) {
    Kernel both = first;
    both.name += "_and_" + second.name;
    both.second_columns = second_columns;
    const auto params = static_cast<std::uint32_t>(first.params.size());
    const auto arguments = static_cast<std::uint32_t>(first.arguments.size());
    const auto values = static_cast<ValueId>(first.instrs.size());
    for (Param param : second.params) {
        param.second = true;
        both.params.push_back(param);
    }
    both.arguments.insert(both.arguments.end(), second.arguments.begin(), second.arguments.end());
    for (Instr instr : second.instrs) {
        if (instr.code == Code::load || instr.code == Code::store)
            instr.index += params;
        if (instr.code == Code::argument)
            instr.index += arguments;
        for (ValueId* operand : {&instr.a, &instr.b, &instr.c})
            if (*operand != no_value)
                *operand += values;
        both.instrs.push_back(instr);
    }
    for (const ValueId value : second.blocks[body_block])
        both.blocks[body_block].push_back(value + values);
    return with_row_offsets(both, offsets);
}

std::int64_t vectors_held(const Kernel& both, int rows, std::int64_t lanes) {
    struct Columns {
        std::int64_t first = 0, last = 0;
    };
    const auto stored = static_cast<std::uint32_t>(
        std::ranges::find(both.params, true, &Param::written) - both.params.begin());
    std::map<std::pair<std::uint32_t, int>, Columns> columns;  // of rows of arrays
    for (std::uint32_t p = 0; p < both.params.size(); ++p) {
        const Param& param = both.params[p];
        for (int row = 0; row < rows && !param.written; ++row) {
            const std::pair place(param.base == no_param ? p : param.base, param.rows + row);
            Columns& all =
                columns.try_emplace(place, Columns{param.columns, param.columns}).first->second;
            all.first = std::min<std::int64_t>(all.first, param.columns);
            all.last = std::max<std::int64_t>(all.last, param.columns);
        }
    }
    auto held = static_cast<std::int64_t>(both.arguments.size());
    for (const auto& [place, of_row] : columns) {
        const VectorRange range = vectors_of(of_row.first, of_row.last, lanes);
        if (place.first == stored && place.second >= 0)  // the last one is made, not loaded
            held -= range.lowest;
        else if (of_row.first != of_row.last)
            held += range.highest - range.lowest;
    }
    return held + std::ranges::count(both.instrs, Code::constant, &Instr::code);
}

}  // namespace tenon::kernel
