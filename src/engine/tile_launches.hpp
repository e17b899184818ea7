// SPDX-License-Identifier: MIT
/// The launches of a pass, in its order.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/bind.hpp"
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

    const TilePass& pass_;
    const Execution execution_;
    runtime::Tiling tiling_;
    std::vector<const BoundStep*> bound_;  // by launch, and the program for rows if it has one
    std::vector<std::shared_ptr<const runtime::Program>> kept_;
    std::size_t of_rows_ = 0;
};

}  // namespace tenon::engine
