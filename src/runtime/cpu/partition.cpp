// SPDX-License-Identifier: MIT
#include "runtime/cpu/partition.hpp"

namespace tenon::runtime::cpu {
namespace {

constexpr std::int64_t large_cell = 512;  ///< a page of doubles
constexpr std::int64_t small_cell = 64;   ///< some cache lines, whole vectors

std::int64_t divide_up(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

Partition with_cells_of(const Space& space, std::int64_t elements) {
    Partition cut;
    cut.inner = space.inner;
    cut.cell = std::min(elements, space.inner);
    cut.per_row = divide_up(space.inner, cut.cell);
    cut.count = cut.per_row * space.outer;
    cut.cell_ns = space.cost_ns * static_cast<double>(cut.cell);
    return cut;
}

/// The smallest multiple of the grain that holds `elements`.
std::int64_t whole_grains(const Space& space, std::int64_t elements) {
    return divide_up(elements, space.grain) * space.grain;
}

}  // namespace

Partition partition(const Space& space, int threads) {
    const auto cells_with = [&space](std::int64_t elements) {
        return divide_up(space.inner, whole_grains(space, elements)) * space.outer;
    };
    std::int64_t elements = large_cell;
    while (elements > small_cell && cells_with(elements) < threads * std::int64_t{32})
        elements /= 2;
    // Below that size vectors are broken up: only for few elements, which then are dear ones.
    while (elements > 1 && cells_with(elements) < threads * std::int64_t{8})
        elements /= 2;
    return with_cells_of(space, whole_grains(space, elements));
}

Partition partition_by_chunk(const Space& space, std::int64_t chunk, std::int64_t* chunk_cells) {
    const std::int64_t elements = chunk * space.grain;
    const Partition cut = with_cells_of(space, elements);
    *chunk_cells = std::max(elements / space.inner, std::int64_t{1});
    return cut;
}

std::int64_t Partition::share_begin(std::int64_t index, std::int64_t shares) const {
    // In two steps, so that count * index cannot overflow.
    const std::int64_t cells = count / shares * index + count % shares * index / shares;
    const std::int64_t tolerance = count / shares / 64;
    const std::int64_t beyond = cells % per_row;
    if (beyond <= tolerance)
        return cells - beyond;
    return per_row - beyond <= tolerance ? cells - beyond + per_row : cells;
}

std::int64_t Partition::run_end(std::int64_t begin, std::int64_t length, std::int64_t end) const {
    if (length >= end - begin)
        return end;
    std::int64_t stop = begin + std::max(length, std::int64_t{1});
    if (length >= per_row)
        stop -= stop % per_row;
    return stop;
}

}  // namespace tenon::runtime::cpu
