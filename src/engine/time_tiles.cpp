// SPDX-License-Identifier: MIT
#include "engine/time_tiles.hpp"

#include <algorithm>

#include "engine/grid_steps.hpp"
#include "engine/test_hooks.hpp"
#include "engine/tile_fronts.hpp"
#include "runtime/cpu/cpu_info.hpp"
#include "runtime/cpu/threads.hpp"

namespace tenon::engine {

namespace {

using schedule::grid_rank;
using schedule::GridVector;

/// A pass of fewer steps saves too little of the memory's traffic.
constexpr std::size_t least_steps = 3;

/// The first dimension of more than one element: its tiles follow one another in a strip.
std::size_t first_axis(const GridVector& extents) {
    std::size_t axis = 0;
    while (axis + 1 < grid_rank && extents[axis] == 1)
        ++axis;
    return axis;
}

/// A tile's elements along the last dimension, and along the one before where there are three.
struct Shape {
    std::int64_t height = 0, width = 0;
    std::size_t count = 0;  ///< steps that such a tile can hold
    bool full = false;
};

std::vector<Shape> shapes(std::span<const GridStep> steps, const TileLimits& limits) {
    const bool planes =
        std::ranges::any_of(steps, [](const GridStep& step) { return step.sweep.extents[0] > 1; });
    const std::vector<std::int64_t> heights =
        planes && !limits.heights.empty() ? limits.heights : std::vector{limits.rows};
    std::vector<Shape> tried;
    for (const std::int64_t height : heights)
        for (const std::int64_t width : limits.widths)
            tried.push_back({.height = height, .width = width});
    return tried;
}

/// The best pass that begins with the first of the steps, and the shifts of its steps. They are the
/// same for tiles of every shape; only how many steps a tile can hold is not.
class PassFinder {
public:
    PassFinder(std::span<const GridStep> steps, const TileLimits& limits)
        : steps_(steps), limits_(&limits), shapes_(shapes(steps, limits)) {
        for (const GridStep& step : steps_)
            if (!add(step))
                break;
        for (Shape& shape : shapes_)
            if (!shape.full)
                shape.count = held_.size();
        best_ = *std::ranges::min_element(shapes_, {},
                                          [this](const Shape& shape) { return cost(shape); });
    }

    std::size_t count() const { return best_.count; }
    const std::string& why_it_ends() const { return why_it_ends_; }
    std::vector<GridVector> shifts() const {
        std::vector<GridVector> shifts;
        for (const Held& held : std::span(held_).first(count()))
            shifts.push_back(held.shift);
        return shifts;
    }
    std::int64_t array_bytes() const {
        const GridVector& extents = held_[count() - 1].extents;
        return held_[count() - 1].bytes_per_cell * extents[0] * extents[1] * extents[2];
    }
    /// The tile, in strips that share out evenly.
    GridVector tile(int threads) const {
        const GridVector& extents = held_[count() - 1].extents;
        GridVector tile = tile_of(best_, extents);
        if (first_axis(extents) + 1 == grid_rank)
            return tile;
        GridVector ends{1, 1, 1};
        for (std::size_t i = 0; i < count(); ++i)
            for (std::size_t d = 0; d < grid_rank; ++d)
                ends[d] = std::max(ends[d], steps_[i].sweep.extents[d] + held_[i].shift[d]);
        // A last strip of a few columns would cost as much as a whole one.
        std::int64_t strips = std::max<std::int64_t>((ends[2] + tile[2] / 2) / tile[2], 1);
        constexpr std::int64_t many = 8;  // rounds, of which the last may be half empty
        const std::int64_t layers = first_axis(extents) == 0 ? (ends[1] - 1) / tile[1] + 1 : 1;
        if (strips * layers <= many * threads)
            strips = (strips + threads - 1) / threads * threads;
        constexpr std::int64_t line = 8;
        tile[2] = std::max((ends[2] + strips - 1) / strips, limits_->widths.back());
        tile[2] = (tile[2] + line - 1) / line * line;
        return tile;
    }

private:
    /// What a tile has to hold with a step and those before it.
    struct Held {
        GridVector shift{};                               ///< of the step
        GridVector reach{}, extents{1, 1, 1};             ///< the largest of any step
        std::int64_t bytes_per_cell = 0, bytes_kept = 0;  ///< see Skew; the latter for a cell, too
    };

    /// False: no tile can hold the step, or it cannot follow those before it.
    bool add(const GridStep& step) {
        Held now = held_.empty() ? Held{} : held_.back();
        if (std::ssize(held_) == limits_->most_steps || !may_follow(step))
            return false;
        if (!skew_.add(step.sweep, &now.shift)) {
            why_it_ends_ = skew_.why_not();
            return false;
        }
        for (std::size_t d = 0; d < grid_rank; ++d) {
            now.reach[d] = std::max(now.reach[d], now.shift[d]);
            now.extents[d] = std::max(now.extents[d], step.sweep.extents[d]);
        }
        now.bytes_per_cell = skew_.bytes_per_cell();
        now.bytes_kept = skew_.bytes_kept_per_cell();
        if (held_.size() >= least_steps && !any_holds(now))
            return false;
        held_.push_back(now);
        return true;
    }
    bool any_holds(const Held& now) {
        for (Shape& shape : shapes_) {
            if (shape.full || bytes(shape, now) <= cache_bytes(now.extents))
                continue;
            shape.full = true;
            shape.count = held_.size();
        }
        return !std::ranges::all_of(shapes_, &Shape::full);
    }
    /// What a step costs beside its work in the cache, in sweeps over memory: its share of the
    /// pass, of which neighbouring strips read some again, and the calls for short rows.
    double cost(const Shape& shape) const {
        constexpr double elements_of_a_call = 13;  // that memory would bring in the same time
        double cost = 1 / static_cast<double>(std::max<std::size_t>(shape.count, 1));
        if (shape.count > 0) {
            const Held& held = held_[shape.count - 1];
            const GridVector tile = tile_of(shape, held.extents);
            for (std::size_t d = first_axis(held.extents) + 1; d < grid_rank; ++d)
                cost *= 1 + static_cast<double>(held.reach[d]) / static_cast<double>(tile[d]);
        }
        return cost + elements_of_a_call / static_cast<double>(shape.width);
    }
    /// A leaf of a reduction is run behind its tile, and the result made behind the pass. So
    /// nothing but other reductions may follow, which write nothing that it may still have to read
    /// and must not see what it writes.
    bool may_follow(const GridStep& step) {
        const std::span<const GridStep> before = steps_.first(held_.size());
        if (!before.empty() && before.back().reduces &&
            (!step.reduces || step.stores || before.back().stores)) {
            why_it_ends_ = "only further reductions of rows can follow one";
            return false;
        }
        const auto apart = [](const GridStep& a, const GridStep& b) {
            return std::ranges::none_of(a.results, [&](const ByteRange& result) {
                return std::ranges::any_of(b.sweep.accesses, [&](const auto& access) {
                    return result.meets(bytes_of(access, b.sweep.extents));
                });
            });
        };
        const bool all_apart = std::ranges::all_of(before, [&](const GridStep& earlier) {
            return apart(step, earlier) && apart(earlier, step);
        });
        if (!all_apart)
            why_it_ends_ = "a statement uses the result of a reduction";
        return all_apart;
    }
    static ByteRange bytes_of(const schedule::GridAccess& access, const GridVector& extents) {
        ByteRange bytes{access.address, access.address + access.size};
        for (std::size_t d = 0; d < grid_rank; ++d)
            (access.strides[d] < 0 ? bytes.begin : bytes.end) +=
                (extents[d] - 1) * access.strides[d];
        return bytes;
    }
    GridVector tile_of(const Shape& shape, const GridVector& extents) const {
        GridVector tile{1, 1, 1};
        const std::size_t axis = first_axis(extents);
        for (std::size_t d = axis; d < grid_rank; ++d)
            tile[d] = d + 1 == grid_rank ? shape.width : d == axis ? limits_->rows : shape.height;
        return tile;
    }
    std::int64_t cache_bytes(const GridVector& extents) const {
        return std::max(limits_->cache_bytes,
                        first_axis(extents) == 0 ? limits_->cache_bytes_of_planes : 0);
    }
    std::int64_t bytes(const Shape& shape, const Held& held) const {
        const GridVector tile = tile_of(shape, held.extents);
        std::int64_t cells = 1;
        for (std::size_t d = 0; d < grid_rank; ++d)
            cells *= std::min(tile[d] + held.reach[d], held.extents[d]);
        return held.bytes_kept * cells;
    }

    std::span<const GridStep> steps_;
    const TileLimits* limits_;
    std::vector<Shape> shapes_;
    schedule::Skew skew_;
    std::vector<Held> held_;  ///< with each step
    Shape best_;
    std::string why_it_ends_ = "fewer than three steps follow each other";
};

void note_once(std::string& text, const std::string& reason) {
    if (text.empty())
        text = reason;
}

/// How many steps a pass takes that could take `count`: where too few would be left for another
/// one, the two share them.
std::size_t shared_count(std::span<const GridStep> steps, const TileLimits& limits,
                         std::size_t count) {
    const std::size_t left = PassFinder(steps.subspan(count), limits).count();
    const std::size_t half = (count + left + 1) / 2;
    if (left == 0 || left >= least_steps || count + left - half < least_steps)
        return count;
    return PassFinder(steps.subspan(half), limits).count() >= count + left - half ? half : count;
}

/// The passes of steps that lie on one grid, `first` being the number of the first.
void add_passes(std::span<const GridStep> steps, std::size_t first, const TileLimits& limits,
                std::vector<TilePass>& passes, std::string& why_not) {
    if (steps.size() < least_steps)
        note_once(why_not, "fewer than three steps follow each other on one grid");
    while (steps.size() >= least_steps) {
        PassFinder best(steps, limits);
        const std::size_t count =
            shared_count(steps, limits, std::max<std::size_t>(best.count(), 1));
        if (count < best.count())
            best = PassFinder(steps.first(count), limits);
        if (count >= least_steps && best.array_bytes() >= limits.worth_bytes) {
            TilePass pass;
            pass.first = first;
            pass.last = first + count;
            pass.steps.assign(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(count));
            pass.width = best.tile(limits.threads);
            pass.bytes = best.array_bytes();
            pass.shifts = best.shifts();
            pass.fronts = tile_fronts(pass.steps, pass.shifts);
            passes.push_back(std::move(pass));
        } else {
            note_once(why_not, count >= least_steps ? "the arrays stay in the caches anyway"
                                                    : best.why_it_ends());
        }
        steps = steps.subspan(count);
        first += count;
    }
}

/// `bytes`: how large it is taken to be where the machine does not tell.
runtime::cpu::Cache cache_of_level(int level, std::size_t bytes) {
    for (const runtime::cpu::Cache& cache : runtime::cpu::cpu_info().caches)
        if (cache.level == level)
            return cache;
    return {.level = level, .type = "", .bytes = bytes};
}

}  // namespace

TileLimits tile_limits() {
    if (test_hooks().tile_limits)
        return *test_hooks().tile_limits;
    static const std::int64_t second_level = [] {
        const runtime::cpu::Cache cache = cache_of_level(2, 1 << 20);
        return static_cast<std::int64_t>(cache.bytes) / std::max(cache.shared_by, 1);
    }();
    static const auto last_level = static_cast<std::int64_t>(cache_of_level(3, 0).bytes);
    const int threads = runtime::cpu::max_threads();
    // From a last level that a few cores share, plain sweeps come at the same speed. Of a large one
    // there are more cores to serve.
    const std::int64_t at_hand = std::min(last_level * 3 / 8, std::int64_t{12} << 20);
    const std::int64_t within_reach = std::min(last_level * 5 / 8, std::int64_t{20} << 20);
    // In three dimensions a tile of the second level would be surface more than anything else, and
    // a sum of seven is not bound by what the last one delivers.
    const std::int64_t of_planes = std::min(last_level / 8, std::int64_t{2} << 20);
    return {.cache_bytes = second_level * 6 / 10,
            .cache_bytes_of_planes = of_planes,
            .worth_bytes = std::max(2 * second_level * threads, at_hand),
            .worth_bytes_alone = within_reach,
            .worth_bytes_of_one_step = within_reach * 5 / 4,
            .threads = threads,
            .widths = {2048, 1024, 512, 256},
            .heights = {16, 32, 64}};
}

std::vector<TilePass> find_tile_passes(std::span<const TileStep> steps, const TileLimits& limits,
                                       std::string* why_not) {
    std::vector<TilePass> passes;
    std::string reason;
    for (std::size_t first = 0; first < steps.size();) {
        std::size_t last = first;
        while (last < steps.size() && is_grid_step(*steps[last].step))
            ++last;
        if (last - first < least_steps) {
            note_once(reason, "a reduction along columns, a scan, a library call or elements at "
                              "positions that arrays tell stand between the steps");
            first = last + 1;
            continue;
        }
        const std::vector<GridStep> laid = grid_steps(steps.subspan(first, last - first));
        add_passes(laid, first, limits, passes, reason);
        first += std::max<std::size_t>(laid.size(), 1);
    }
    if (why_not != nullptr)
        *why_not = std::move(reason);
    return passes;
}

std::optional<TilePass> find_first_pass(std::span<const TileStep> steps, const TileLimits& limits,
                                        std::string* why_not) {
    std::vector<TilePass> passes = find_tile_passes(steps, limits, why_not);
    if (passes.empty() || passes.front().first != 0)
        return std::nullopt;
    return std::move(passes.front());
}

std::vector<TilePass> find_tile_passes(const schedule::Plan& plan, std::span<const BoundStep> bound,
                                       const TileLimits& limits, std::string* why_not) {
    std::vector<TileStep> steps;
    for (std::size_t i = 0; i < plan.steps.size(); ++i)
        steps.push_back({&plan.steps[i], &bound[i]});
    return find_tile_passes(steps, limits, why_not);
}

}  // namespace tenon::engine
