// SPDX-License-Identifier: MIT
#include "engine/tile_launches.hpp"

#include "engine/counters.hpp"
#include "engine/shared_rows.hpp"

namespace tenon::engine {

TileLaunches::TileLaunches(const TilePass& pass, Execution execution)
    : pass_(pass), execution_(execution) {
    tiling_.width = pass.width;
}

void TileLaunches::add(LoadedKernel& kernel, const BoundStep& bound, const std::int64_t* args) {
    const std::size_t number = tiling_.launches.size();
    const GridStep& step = pass_.steps[number];
    const double work = bound.space.work_ns();
    std::shared_ptr<const runtime::Program> rows =
        program_for_rows(kernel, bound.args, work, execution_);
    of_rows_ += rows != nullptr ? 1 : 0;
    tiling_.launches.push_back({.program = rows ? rows.get() : &kernel.program(work, execution_),
                                .args = args,
                                .space = bound.space,
                                .extents = step.sweep.extents,
                                .shift = pass_.shifts[number],
                                .rank = step.rank,
                                .axes = step.axes,
                                .joined = step.joined});
    kept_.push_back(std::move(rows));
}

std::uint64_t TileLaunches::run(runtime::Device& device) {
    const std::uint64_t ticket = device.run_tiles(tiling_).sequence;
    count_launches(tiling_.launches.size(), tiling_.launches.size(), pass_.bytes, pass_.bytes);
    count(counters().launches_of_rows, of_rows_);
    return ticket;
}

}  // namespace tenon::engine
