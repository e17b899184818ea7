// SPDX-License-Identifier: MIT
#include "engine/time_tiles.hpp"

#include <algorithm>

#include "engine/grid_steps.hpp"
#include "engine/test_hooks.hpp"
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

/// How many of the steps from `first` on one tile can hold, with their shifts.
class PassFinder {
public:
    PassFinder(std::span<const GridStep> steps, const TileLimits& limits, std::int64_t height,
               std::int64_t width)
        : steps_(steps), limits_(&limits), height_(height), width_(width) {}

    void run() {
        for (const GridStep& step : steps_) {
            GridVector shift;
            schedule::Skew tried = skew_;
            if (std::ssize(shifts_) == limits_->most_steps || !may_follow(step))
                return;
            if (!tried.add(step.sweep, &shift)) {
                why_it_ends_ = tried.why_not();
                return;
            }
            GridVector reach = reach_, extents = extents_;
            for (std::size_t d = 0; d < grid_rank; ++d) {
                reach[d] = std::max(reach[d], shift[d]);
                extents[d] = std::max(extents[d], step.sweep.extents[d]);
            }
            if (shifts_.size() >= least_steps &&
                bytes(tried, extents, reach) > cache_bytes(extents)) {
                why_it_ends_ = "tiles of more steps would not fit a core's cache";
                return;
            }
            skew_ = std::move(tried);
            reach_ = reach;
            extents_ = extents;
            shifts_.push_back(shift);
        }
    }

    std::size_t count() const { return shifts_.size(); }
    const std::string& why_it_ends() const { return why_it_ends_; }
    std::vector<GridVector>& shifts() { return shifts_; }
    const GridVector& extents() const { return extents_; }
    std::int64_t array_bytes() const {
        return skew_.bytes_per_cell() * extents_[0] * extents_[1] * extents_[2];
    }
    /// What a step costs beside its work in the cache, in sweeps over memory: its share of the
    /// pass, of which neighbouring strips read some again, and the calls for short rows.
    double cost() const {
        constexpr double elements_of_a_call = 13;  // that memory would bring in the same time
        const GridVector tile = tile_of(extents_);
        double cost = 1 / static_cast<double>(std::max<std::size_t>(count(), 1));
        for (std::size_t d = first_axis(extents_) + 1; d < grid_rank; ++d)
            cost *= 1 + static_cast<double>(reach_[d]) / static_cast<double>(tile[d]);
        return cost + elements_of_a_call / static_cast<double>(width_);
    }
    /// The tile, in strips that share out evenly.
    GridVector tile(int threads) const {
        GridVector tile = tile_of(extents_);
        if (first_axis(extents_) + 1 == grid_rank)
            return tile;
        GridVector ends{1, 1, 1};
        for (std::size_t i = 0; i < shifts_.size(); ++i)
            for (std::size_t d = 0; d < grid_rank; ++d)
                ends[d] = std::max(ends[d], steps_[i].sweep.extents[d] + shifts_[i][d]);
        // A last strip of a few columns would cost as much as a whole one.
        std::int64_t strips = std::max<std::int64_t>((ends[2] + tile[2] / 2) / tile[2], 1);
        constexpr std::int64_t many = 8;  // rounds, of which the last may be half empty
        const std::int64_t layers = first_axis(extents_) == 0 ? (ends[1] - 1) / tile[1] + 1 : 1;
        if (strips * layers <= many * threads)
            strips = (strips + threads - 1) / threads * threads;
        constexpr std::int64_t line = 8;
        tile[2] = std::max((ends[2] + strips - 1) / strips, limits_->widths.back());
        tile[2] = (tile[2] + line - 1) / line * line;
        return tile;
    }

private:
    /// A leaf of a reduction is run behind its tile, and the result made behind the pass. So
    /// nothing but other reductions may follow, which write nothing that it may still have to read
    /// and must not see what it writes.
    bool may_follow(const GridStep& step) {
        const std::span<const GridStep> before = steps_.first(shifts_.size());
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
    GridVector tile_of(const GridVector& extents) const {
        GridVector tile{1, 1, 1};
        const std::size_t axis = first_axis(extents);
        for (std::size_t d = axis; d < grid_rank; ++d)
            tile[d] = d + 1 == grid_rank ? width_ : d == axis ? limits_->rows : height_;
        return tile;
    }
    std::int64_t cache_bytes(const GridVector& extents) const {
        return std::max(limits_->cache_bytes,
                        first_axis(extents) == 0 ? limits_->cache_bytes_of_planes : 0);
    }
    std::int64_t bytes(const schedule::Skew& skew, const GridVector& extents,
                       const GridVector& reach) const {
        const GridVector tile = tile_of(extents);
        std::int64_t cells = 1;
        for (std::size_t d = 0; d < grid_rank; ++d)
            cells *= std::min(tile[d] + reach[d], extents[d]);
        return skew.bytes_kept_per_cell() * cells;
    }

    std::span<const GridStep> steps_;
    const TileLimits* limits_;
    std::int64_t height_, width_;
    schedule::Skew skew_;
    GridVector extents_{1, 1, 1}, reach_{};
    std::vector<GridVector> shifts_;
    std::string why_it_ends_ = "fewer than three steps follow each other";
};

void note_once(std::string& text, const std::string& reason) {
    if (text.empty())
        text = reason;
}

/// The best pass that begins with the first of the steps.
PassFinder find_pass(std::span<const GridStep> steps, const TileLimits& limits) {
    const bool planes =
        std::ranges::any_of(steps, [](const GridStep& step) { return step.sweep.extents[0] > 1; });
    const std::vector<std::int64_t> heights =
        planes && !limits.heights.empty() ? limits.heights : std::vector{limits.rows};
    std::vector<PassFinder> found;
    for (const std::int64_t height : heights)
        for (const std::int64_t width : limits.widths) {
            found.emplace_back(steps, limits, height, width);
            found.back().run();
        }
    return std::move(*std::ranges::min_element(found, {}, &PassFinder::cost));
}

/// How many steps a pass takes that could take `count`: where too few would be left for another
/// one, the two share them.
std::size_t shared_count(std::span<const GridStep> steps, const TileLimits& limits,
                         std::size_t count) {
    const std::size_t left = find_pass(steps.subspan(count), limits).count();
    const std::size_t half = (count + left + 1) / 2;
    if (left == 0 || left >= least_steps || count + left - half < least_steps)
        return count;
    return find_pass(steps.subspan(half), limits).count() >= count + left - half ? half : count;
}

/// The passes of steps that lie on one grid, `first` being the number of the first.
void add_passes(std::span<const GridStep> steps, std::size_t first, const TileLimits& limits,
                std::vector<TilePass>& passes, std::string& why_not) {
    if (steps.size() < least_steps)
        note_once(why_not, "fewer than three steps follow each other on one grid");
    while (steps.size() >= least_steps) {
        PassFinder best = find_pass(steps, limits);
        const std::size_t count =
            shared_count(steps, limits, std::max<std::size_t>(best.count(), 1));
        if (count < best.count())
            best = find_pass(steps.first(count), limits);
        if (count >= least_steps && best.array_bytes() >= limits.worth_bytes) {
            TilePass pass;
            pass.first = first;
            pass.last = first + count;
            pass.steps.assign(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(count));
            pass.width = best.tile(limits.threads);
            pass.bytes = best.array_bytes();
            pass.shifts = std::move(best.shifts());
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

std::vector<TilePass> find_tile_passes(const schedule::Plan& plan, std::span<const BoundStep> bound,
                                       const TileLimits& limits, std::string* why_not) {
    std::vector<TileStep> steps;
    for (std::size_t i = 0; i < plan.steps.size(); ++i)
        steps.push_back({&plan.steps[i], &bound[i]});
    return find_tile_passes(steps, limits, why_not);
}

}  // namespace tenon::engine
