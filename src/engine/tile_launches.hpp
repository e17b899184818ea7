// SPDX-License-Identifier: MIT
/// The launches of a pass, in its order.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "engine/bind.hpp"
#include "engine/step_pairs.hpp"
#include "engine/time_tiles.hpp"
#include "runtime/tiles.hpp"

namespace tenon::engine {

class TileLaunches {
public:
    TileLaunches(const TilePass& pass, Execution execution);

    /// The pass's next step. `args` are the words of `bound`, or such that differ in numbers only;
    /// they stay where they are until `run`.
    void add(LoadedKernel& kernel, const BoundStep& bound, const std::int64_t* args);
    /// Those that were added, and counts them. Returns the ticket's number.
    std::uint64_t run(runtime::Device& device);

private:
    std::shared_ptr<const runtime::Program> rows_of(LoadedKernel& kernel,
                                                    const BoundStep& bound) const;
    /// Makes one launch of the last two where there is code for it.
    void pair_last();
    StepLag lag_of(std::size_t first) const;
    std::shared_ptr<const runtime::Program> pair_of(std::size_t first, double work_ns) const;

    const TilePass& pass_;
    const Execution execution_;
    runtime::Tiling tiling_;
    std::vector<const BoundStep*> bound_;  // by launch, and the program for rows if it has one
    std::vector<std::shared_ptr<const runtime::Program>> kept_;
    std::size_t of_rows_ = 0;
    std::vector<LoadedKernel*> kernels_;
    std::vector<std::shared_ptr<const runtime::Program>> pairs_;  // by their first launch
    std::deque<std::vector<std::int64_t>> args_of_pairs_;
};

}  // namespace tenon::engine
