// SPDX-License-Identifier: MIT
#include "engine/shared_rows.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "base/hash.hpp"
#include "codegen/codegen.hpp"
#include "engine/counters.hpp"
#include "engine/row_views.hpp"

namespace tenon::engine {

namespace {

using kernel::Kernel;
using kernel::RowOffset;

/// Rows that code takes together, and the part of their loads that may be left for it to pay.
constexpr int rows_together = 4;
constexpr double worth = 0.9;
double loads_left(const Kernel& core, const std::vector<RowOffset>& offsets) {
    return kernel::loads_left(core, offsets, rows_together, codegen::host_target().vector_bits / 8);
}

base::Hash128 key_of(const LoadedKernel& plain, const std::vector<RowOffset>& offsets) {
    std::string text = plain.key().hex() + "/rows";
    for (const RowOffset& offset : offsets)
        text += ' ' + std::to_string(offset.base) + ' ' + std::to_string(offset.rows) + ' ' +
                std::to_string(offset.columns);
    return base::hash128(text);
}

}  // namespace

std::vector<RowOffset> find_row_offsets(const Kernel& core, std::span<const std::int64_t> args) {
    std::vector<RowView> bound;
    for (std::size_t p = 0; p < core.params.size(); ++p)
        bound.push_back(row_view(core, args, p));
    const auto alone = [&](std::size_t param) {
        for (std::size_t p = 0; p < bound.size(); ++p)
            if (core.params[p].written && bound[p].bytes.meets(bound[param].bytes))
                return true;
        return false;
    };
    // Bases are sought first among those that lie in their cache lines as what is stored does:
    // where blocks are stored at whole lines, other columns are counted from there.
    const auto stored = static_cast<std::size_t>(
        std::ranges::find(core.params, true, &kernel::Param::written) - core.params.begin());
    std::vector<std::size_t> order;
    for (const bool alike : {true, false})
        for (std::size_t p = 0; p < bound.size(); ++p)
            if (alike == (stored < bound.size() &&
                          (bound[p].address - bound[stored].address) % kernel::sliding_bytes == 0))
                order.push_back(p);
    std::vector<RowOffset> offsets(bound.size());
    std::vector<std::size_t> bases;
    for (const std::size_t p : order) {
        if (alone(p))
            continue;
        const auto from = [&](std::size_t base) {
            return core.params[base].dtype == core.params[p].dtype
                       ? row_offset(bound[p], bound[base])
                       : std::nullopt;
        };
        const auto base =
            std::ranges::find_if(bases, [&](std::size_t other) { return from(other).has_value(); });
        if (base == bases.end()) {
            bases.push_back(p);
            continue;
        }
        offsets[p] = *from(*base);
        offsets[p].base = static_cast<std::uint32_t>(*base);
    }
    return offsets;
}

double loads_left_of_rows(const kernel::Kernel& core, std::span<const std::int64_t> args) {
    if (!kernel::can_take_rows(core) || rows_collide(core, args))
        return 1;
    return loads_left(core, find_row_offsets(core, args));
}

std::shared_ptr<const runtime::Program> program_for_rows(const LoadedKernel& plain,
                                                         std::span<const std::int64_t> args,
                                                         double work_ns, Execution execution) {
    if (execution == Execution::interpreter || !kernel::can_take_rows(plain.core()) ||
        rows_collide(plain.core(), args))
        return nullptr;
    const std::vector<RowOffset> offsets = find_row_offsets(plain.core(), args);
    if (loads_left(plain.core(), offsets) > worth)
        return nullptr;
    const base::Hash128 key = key_of(plain, offsets);
    std::shared_ptr<LoadedKernel> found = known_kernel(key);
    if (!found)
        found = find_kernel(
            std::make_shared<Kernel>(kernel::with_row_offsets(plain.core(), offsets)), key);
    return found->compiled_program(work_ns, execution);
}

}  // namespace tenon::engine
