// SPDX-License-Identifier: MIT
#include "engine/grid_steps.hpp"

#include <algorithm>

namespace tenon::engine {

namespace {

using schedule::grid_rank;
using schedule::GridAccess;
using schedule::GridVector;
using schedule::Step;
using schedule::Sweep;

/// Bytes of one array, and how the steps of the grid's rank move through them.
struct Region {
    std::int64_t begin = 0, end = 0;
    GridVector strides{};
};

std::int64_t end_of(const GridAccess& access, const GridVector& extents) {
    std::int64_t end = access.address + access.size;
    for (std::size_t d = 0; d < grid_rank; ++d)
        end += (extents[d] - 1) * access.strides[d];
    return end;
}

/// The step's kernel dimensions, at the last dimensions of the grid.
Sweep own_sweep(const Step& step, const BoundStep& bound) {
    const auto rank = static_cast<std::size_t>(step.kernel->rank);
    Sweep sweep;
    sweep.extents = {1, 1, 1};
    for (std::size_t k = 0; k < rank; ++k)
        sweep.extents[grid_rank - rank + k] = bound.args[k];
    for (std::size_t p = 0; p < step.params.size(); ++p) {
        const kernel::Param& param = step.kernel->params[p];
        const std::size_t word = kernel::param_word(*step.kernel, p);
        GridAccess access{.address = bound.args[word],
                          .strides = {},
                          .size = static_cast<std::int64_t>(size_of(param.dtype)),
                          .written = param.written};
        for (std::size_t k = 0; k < rank; ++k)
            access.strides[grid_rank - rank + k] = bound.args[word + 1 + k];
        sweep.accesses.push_back(access);
    }
    return sweep;
}

class Grid {
public:
    explicit Grid(std::size_t rank) : rank_(rank) {}

    /// A step of the grid's rank, whose arrays others are compared with.
    void note(const Sweep& sweep) {
        for (const GridAccess& access : sweep.accesses) {
            const std::int64_t end = end_of(access, sweep.extents);
            if (Region* known = find(access.address, end); known != nullptr) {
                known->begin = std::min(known->begin, access.address);
                known->end = std::max(known->end, end);
            } else if (access.strides[grid_rank - 1] > 0) {
                regions_.push_back({access.address, end, access.strides});
            }
        }
    }

    std::optional<GridStep> lay(const Step& step, const BoundStep& bound) {
        GridStep laid;
        laid.sweep = own_sweep(step, bound);
        laid.rank = step.kernel->rank;
        laid.reduces = !step.reductions.empty();
        laid.stores = std::ranges::any_of(laid.sweep.accesses, &GridAccess::written);
        laid.results = bound.results;
        const auto rank = static_cast<std::size_t>(laid.rank);
        if (rank == rank_) {
            for (std::size_t k = 0; k < rank; ++k)
                laid.axes[grid_rank - rank + k] = static_cast<std::uint8_t>(grid_rank - rank + k);
            return laid;
        }
        if (rank != 1)
            return std::nullopt;
        for (std::size_t axis = grid_rank - rank_; axis < grid_rank; ++axis)
            if (along(laid, axis))
                return laid;
        if (joined(laid))
            return laid;
        return std::nullopt;
    }

private:
    Region* find(std::int64_t begin, std::int64_t end) {
        const auto found = std::ranges::find_if(regions_, [&](const Region& region) {
            return begin < region.end && region.begin < end;
        });
        return found == regions_.end() ? nullptr : &*found;
    }

    /// A row, a column or a line of the grid: a nest of one dimension that moves as `axis` does.
    bool along(GridStep& laid, std::size_t axis) {
        const std::int64_t extent = laid.sweep.extents[grid_rank - 1];
        bool known = false;
        for (const GridAccess& access : laid.sweep.accesses) {
            const std::int64_t stride = access.strides[grid_rank - 1];
            const Region* region = find(access.address, end_of(access, laid.sweep.extents));
            if (region == nullptr || extent == 1 || stride == 0)
                continue;
            if (region->strides[axis] != stride)
                return false;
            // It must not go on in the next line.
            if (axis > grid_rank - rank_ && (extent - 1) * stride >= region->strides[axis - 1])
                return false;
            known = true;
        }
        if (!known && axis + 1 != grid_rank)
            return false;
        laid.axes[2] = static_cast<std::uint8_t>(axis);
        if (axis + 1 == grid_rank)
            return true;
        std::swap(laid.sweep.extents[axis], laid.sweep.extents[grid_rank - 1]);
        for (GridAccess& access : laid.sweep.accesses)
            std::swap(access.strides[axis], access.strides[grid_rank - 1]);
        return true;
    }

    /// All elements of arrays without gaps, as one dimension.
    bool joined(GridStep& laid) {
        GridVector lines{};
        for (const GridAccess& access : laid.sweep.accesses) {
            const Region* region = find(access.address, end_of(access, laid.sweep.extents));
            if (region == nullptr)
                continue;
            GridVector here{1, 1, 1};
            std::int64_t left = laid.sweep.extents[grid_rank - 1];
            for (std::size_t d = grid_rank - 1; d > grid_rank - rank_; --d) {
                here[d] = region->strides[d] > 0 ? region->strides[d - 1] / region->strides[d] : 0;
                if (here[d] <= 0 || region->strides[d - 1] % region->strides[d] != 0 ||
                    left % here[d] != 0)
                    return false;
                left /= here[d];
            }
            here[grid_rank - rank_] = left;
            if (access.strides[grid_rank - 1] != region->strides[grid_rank - 1] ||
                (lines[grid_rank - 1] != 0 && lines != here))
                return false;
            lines = here;
        }
        if (lines[grid_rank - 1] == 0)
            return false;
        return spread(laid, lines);
    }

    static bool spread(GridStep& laid, const GridVector& lines) {
        laid.joined = true;
        laid.sweep.extents = lines;
        for (GridAccess& access : laid.sweep.accesses)
            for (std::size_t d = grid_rank - 1; d > 0; --d)
                access.strides[d - 1] = access.strides[d] * lines[d];
        return true;
    }

    std::size_t rank_;
    std::vector<Region> regions_;
};

}  // namespace

bool is_grid_step(const Step& step) {
    if (step.kind != schedule::StepKind::kernel || step.irregular ||
        step.kernel->form == kernel::Form::column_reduce ||
        step.kernel->rank > static_cast<int>(grid_rank))
        return false;
    return std::ranges::none_of(step.kernel->params, &kernel::Param::gathered);
}

std::vector<GridStep> grid_steps(std::span<const TileStep> steps) {
    int rank = 1;
    for (const TileStep& step : steps)
        rank = std::max(rank, step.step->kernel->rank);
    Grid grid(static_cast<std::size_t>(rank));
    for (const TileStep& step : steps)
        if (step.step->kernel->rank == rank)
            grid.note(own_sweep(*step.step, *step.bound));
    std::vector<GridStep> laid;
    for (const TileStep& step : steps) {
        std::optional<GridStep> next = grid.lay(*step.step, *step.bound);
        if (!next)
            break;
        laid.push_back(std::move(*next));
    }
    return laid;
}

}  // namespace tenon::engine
