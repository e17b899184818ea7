// SPDX-License-Identifier: MIT
#include "engine/shared_rows.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>

#include "base/hash.hpp"
#include "codegen/codegen.hpp"
#include "engine/counters.hpp"

namespace tenon::engine {

namespace {

using kernel::Kernel;
using kernel::RowOffset;

/// Views farther apart have hardly a row in common.
constexpr std::int64_t most_rows = 8;
constexpr std::int64_t most_columns = 16;
/// Rows that code takes together, and the part of their loads that may be left for it to pay.
constexpr int rows_together = 4;
constexpr double worth = 0.9;
/// Bytes after which addresses fall on the same sets of a first-level cache, and how far from that
/// rows have to be. Four rows of a stencil read six or more and write four, and a set has eight
/// lines: where all of these meet, the rows push each other out.
constexpr std::int64_t cache_period = 4096;
constexpr std::int64_t least_distance = 128;

/// A parameter of a kernel of two dimensions, as its arguments say.
struct Bound {
    std::int64_t address = 0, row_stride = 0, size = 0;
    std::int64_t begin = 0, end = 0;  ///< of its bytes
};

Bound bound_of(const Kernel& core, std::span<const std::int64_t> args, std::size_t param) {
    const std::size_t word = kernel::param_word(core, param);
    Bound bound{.address = args[word],
                .row_stride = args[word + 1],
                .size = static_cast<std::int64_t>(size_of(core.params[param].dtype))};
    const std::int64_t rows = (args[0] - 1) * bound.row_stride;
    bound.begin = bound.address + std::min<std::int64_t>(rows, 0);
    bound.end = bound.address + std::max<std::int64_t>(rows, 0) + args[1] * bound.size;
    return bound;
}

/// Where `view` lies, seen from `base`; nothing where that is not some rows and elements. Of short
/// rows there are several answers, all of them right.
std::optional<RowOffset> offset(const Bound& view, const Bound& base) {
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

/// Whether rows one below the other lie on the same cache sets.
bool rows_collide(const Kernel& core, std::span<const std::int64_t> args) {
    for (std::size_t p = 0; p < core.params.size(); ++p) {
        const std::int64_t stride = std::abs(args[kernel::param_word(core, p) + 1]);
        const std::int64_t behind = stride % cache_period;
        if (std::min(behind, cache_period - behind) < least_distance)
            return true;
    }
    return false;
}

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
    std::vector<Bound> bound;
    for (std::size_t p = 0; p < core.params.size(); ++p)
        bound.push_back(bound_of(core, args, p));
    const auto alone = [&](std::size_t param) {
        for (std::size_t p = 0; p < bound.size(); ++p)
            if (core.params[p].written && bound[p].begin < bound[param].end &&
                bound[param].begin < bound[p].end)
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
            return core.params[base].dtype == core.params[p].dtype ? offset(bound[p], bound[base])
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
