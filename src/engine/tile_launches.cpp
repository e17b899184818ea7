// SPDX-License-Identifier: MIT
#include "engine/tile_launches.hpp"

#include <algorithm>

#include "engine/counters.hpp"
#include "engine/shared_rows.hpp"

namespace tenon::engine {

TileLaunches::TileLaunches(const TilePass& pass, Execution execution)
    : pass_(pass), execution_(execution) {
    tiling_.width = pass.width;
    tiling_.fronts = pass.fronts;
}

/// A loop's steps take turns, and those of one turn are bound alike.
std::shared_ptr<const runtime::Program> TileLaunches::rows_of(LoadedKernel& kernel,
                                                              const BoundStep& bound) const {
    const auto same = std::ranges::find(bound_, &bound);
    const auto known = static_cast<std::size_t>(same - bound_.begin());
    if (same != bound_.end() && kept_[known] != nullptr)
        return kept_[known];
    return program_for_rows(kernel, bound.args, bound.space.work_ns(), execution_);
}

void TileLaunches::add(LoadedKernel& kernel, const BoundStep& bound, const std::int64_t* args) {
    const std::size_t number = tiling_.launches.size();
    const GridStep& step = pass_.steps[number];
    const double work = bound.space.work_ns();
    std::shared_ptr<const runtime::Program> rows = rows_of(kernel, bound);
    of_rows_ += rows != nullptr ? 1 : 0;
    tiling_.launches.push_back({.program = rows ? rows.get() : &kernel.program(work, execution_),
                                .args = args,
                                .space = bound.space,
                                .extents = step.sweep.extents,
                                .shift = pass_.shifts[number],
                                .rank = step.rank,
                                .axes = step.axes,
                                .joined = step.joined});
    bound_.push_back(&bound);
    kept_.push_back(std::move(rows));
}

std::uint64_t TileLaunches::run(runtime::Device& device) {
    const std::uint64_t ticket = device.run_tiles(tiling_).sequence;
    count_launches(tiling_.launches.size(), tiling_.launches.size(), pass_.bytes, pass_.bytes);
    count(counters().launches_of_rows, of_rows_);
    return ticket;
}

}  // namespace tenon::engine
