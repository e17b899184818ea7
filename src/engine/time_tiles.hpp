// SPDX-License-Identifier: MIT
/// Which steps of a bound plan run together tile by tile, and in tiles of what size.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/bind.hpp"
#include "engine/plan_cache.hpp"
#include "runtime/tiles.hpp"
#include "schedule/skew.hpp"

namespace tenon::engine {

/// A step and what it was bound to.
struct TileStep {
    const schedule::Step* step = nullptr;
    const BoundStep* bound = nullptr;
};

/// One step as a nest over the grid of its neighbours.
struct GridStep {
    schedule::Sweep sweep;
    int rank = 1;
    std::array<std::uint8_t, 3> axes{2, 2, 2};  ///< as in runtime::TileLaunch
    bool joined = false;
    bool reduces = false;  ///< a row at a time, in leaves
    bool stores = false;   ///< elements, beside what it may reduce
    std::vector<ByteRange> results;
};

/// The steps first .. last-1, run together.
struct TilePass {
    std::size_t first = 0, last = 0;
    std::vector<GridStep> steps;
    std::vector<schedule::GridVector> shifts;
    std::vector<runtime::TileFront> fronts;
    schedule::GridVector width{};
    std::int64_t bytes = 0;  ///< of the arrays: what is read at least, and written at least
};

/// Steps after which a pass of that many would gain nothing more.
inline constexpr std::int64_t most_steps_of_pass = 64;

/// What the machine offers; tests ask for less.
struct TileLimits {
    std::int64_t cache_bytes = 0;  ///< of one core, for the bytes of one tile in all steps
    /// The same where tiles have three dimensions; 0: no more than that.
    std::int64_t cache_bytes_of_planes = 0;
    std::int64_t worth_bytes = 0;  ///< arrays of fewer bytes stay in caches anyway
    /// Of fewer bytes than this, tiles gain only where rows share many of their loads.
    std::int64_t worth_bytes_alone = 0;
    /// The same for loops of one step, of which tiles bring nothing from one step to the next.
    std::int64_t worth_bytes_of_one_step = 0;
    std::int64_t rows = 4;  ///< of a tile along its strip, beside those that the shifts add
    int threads = 1;
    std::vector<std::int64_t> widths;  ///< of a row of a tile, to choose from, the widest first
    /// Of a tile of three dimensions along the second one, to choose from; none: `rows`.
    std::vector<std::int64_t> heights{};
    std::int64_t most_steps = most_steps_of_pass;
    std::int64_t most_kept = 16;  ///< iterations of a loop, see kept_iterations.hpp
    std::optional<std::int64_t> row_gap = std::nullopt;  ///< see row_pitch.hpp; none: as it pays
    /// Steps without tiles are run by threads in step if they take so long on average, and none
    /// longer than that, by the estimate: compiled code takes a third of it.
    std::pair<double, double> in_step_ns{3'000, 100'000};
    double small_step_ns = 2'000;  ///< to share it would take longer than to do it
};
TileLimits tile_limits();

/// Passes in order; the steps that are in none run one after the other. `why_not` gets the first
/// reason for that, for people.
std::vector<TilePass> find_tile_passes(std::span<const TileStep> steps, const TileLimits& limits,
                                       std::string* why_not = nullptr);
/// The first of them, if it begins with the first step.
std::optional<TilePass> find_first_pass(std::span<const TileStep> steps, const TileLimits& limits,
                                        std::string* why_not = nullptr);
/// Those of a plan.
std::vector<TilePass> find_tile_passes(const schedule::Plan& plan, std::span<const BoundStep> bound,
                                       const TileLimits& limits, std::string* why_not = nullptr);

}  // namespace tenon::engine
