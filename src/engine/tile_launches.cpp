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
    kernels_.push_back(&kernel);
    pairs_.push_back(nullptr);
    pair_last();
}

namespace {

/// Rows of the blocks that code makes two steps of.
constexpr std::int64_t rows_of_block = 4;

bool lies_in_rows(const GridStep& step) {
    return step.rank == 2 && step.axes[1] == 1 && step.axes[2] == 2 && !step.joined &&
           !step.reduces && step.sweep.extents[0] == 1;
}

}  // namespace

StepLag TileLaunches::lag_of(std::size_t first) const {
    const auto &one = pass_.shifts[first], &two = pass_.shifts[first + 1];
    return {.rows = two[1] - one[1], .columns = two[2] - one[2]};
}

/// The same two steps may be shifted otherwise elsewhere in the pass, which is other code.
std::shared_ptr<const runtime::Program> TileLaunches::pair_of(std::size_t first,
                                                              double work_ns) const {
    const StepLag lag = lag_of(first);
    for (std::size_t other = 0; other < first; ++other)
        if (bound_[other] == bound_[first] && bound_[other + 1] == bound_[first + 1] &&
            pairs_[other] != nullptr && lag_of(other) == lag)
            return pairs_[other];
    return program_for_pair({*kernels_[first], bound_[first]->args},
                            {*kernels_[first + 1], bound_[first + 1]->args}, lag, work_ns,
                            execution_);
}

void TileLaunches::pair_last() {
    if (tiling_.launches.size() < 2 || pass_.width[1] != rows_of_block)
        return;
    const std::size_t first = tiling_.launches.size() - 2;
    const bool taken = first > 0 && pairs_[first - 1] != nullptr;
    if (taken || kept_[first] == nullptr || kept_[first + 1] == nullptr ||
        !lies_in_rows(pass_.steps[first]) || !lies_in_rows(pass_.steps[first + 1]))
        return;
    runtime::TileLaunch& one = tiling_.launches[first];
    const runtime::TileLaunch& two = tiling_.launches[first + 1];
    pairs_[first] = pair_of(first, one.space.work_ns() + two.space.work_ns());
    if (pairs_[first] == nullptr)
        return;
    const auto words = [](const LoadedKernel& kernel, const std::int64_t* args) {
        return std::span(args, kernel::word_count(kernel.core()));
    };
    args_of_pairs_.push_back(
        args_of_pair({*kernels_[first], words(*kernels_[first], one.args)},
                     {*kernels_[first + 1], words(*kernels_[first + 1], two.args)}, lag_of(first)));
    one.with_next = pairs_[first].get();
    one.args_with_next = args_of_pairs_.back().data();
}

std::uint64_t TileLaunches::run(runtime::Device& device) {
    const std::uint64_t ticket = device.run_tiles(tiling_).sequence;
    count_launches(tiling_.launches.size(), tiling_.launches.size(), pass_.bytes, pass_.bytes);
    count(counters().launches_of_rows, of_rows_);
    count(counters().launches_in_pairs, 2 * args_of_pairs_.size());
    return ticket;
}

}  // namespace tenon::engine
