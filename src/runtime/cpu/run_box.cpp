// SPDX-License-Identifier: MIT
#include "runtime/cpu/run_box.hpp"

#include <algorithm>

namespace tenon::runtime::cpu {

namespace {

class BoxCall {
public:
    BoxCall(const TileLaunch& launch, const Box& box)
        : launch_(launch), box_(box), entry_(launch.program->entry()), grain_(launch.space.grain) {}

    void run() const {
        if (launch_.joined)
            return grain_ == 1 ? run_joined() : run_joined_leaves();
        const auto inner = launch_.axes[2];
        const std::int64_t begin = box_.begin[inner] / grain_ * grain_;
        const std::int64_t end = box_.end[inner] == launch_.extents[inner]
                                     ? box_.end[inner]
                                     : box_.end[inner] / grain_ * grain_;
        if (begin >= end)
            return;
        if (launch_.rank == 1)
            return call(0, 1, begin, end);
        const auto row = launch_.axes[1];
        if (launch_.rank == 2)
            return call(box_.begin[row], box_.end[row], begin, end);
        for (std::int64_t i = box_.begin[0]; i < box_.end[0]; ++i)
            call(i * launch_.extents[1] + box_.begin[1], i * launch_.extents[1] + box_.end[1],
                 begin, end);
    }

private:
    void call(std::int64_t outer, std::int64_t outer_end, std::int64_t inner,
              std::int64_t inner_end) const {
        entry_.function(entry_.context, launch_.args, outer, outer_end, inner, inner_end);
    }

    void run_joined() const {
        const auto& [n0, n1, n2] = launch_.extents;
        for (std::int64_t i = box_.begin[0]; i < box_.end[0]; ++i) {
            if (box_.begin[2] == 0 && box_.end[2] == n2) {
                call(0, 1, (i * n1 + box_.begin[1]) * n2, (i * n1 + box_.end[1]) * n2);
                continue;
            }
            for (std::int64_t j = box_.begin[1]; j < box_.end[1]; ++j)
                call(0, 1, (i * n1 + j) * n2 + box_.begin[2], (i * n1 + j) * n2 + box_.end[2]);
        }
    }

    /// A leaf may begin in a row or a plane before the one that it ends in. Such a one is run where
    /// that row, or that plane, ends: all boxes before have been run there.
    void run_joined_leaves() const {
        const auto& [n0, n1, n2] = launch_.extents;
        const std::int64_t plane = n1 * n2, all = n0 * plane;
        for (std::int64_t i = box_.begin[0]; i < box_.end[0]; ++i)
            for (std::int64_t j = box_.begin[1]; j < box_.end[1]; ++j) {
                const std::int64_t row = i * plane + j * n2, end = row + box_.end[2];
                const std::int64_t own = (row + grain_ - 1) / grain_ * grain_;
                const std::int64_t first = std::max((row + box_.begin[2]) / grain_ * grain_, own);
                const std::int64_t last = end == all ? all : end / grain_ * grain_;
                if (first < last)
                    call(0, 1, first, last);
                if (box_.end[2] != n2)
                    continue;
                run_leaf_across(row, i * plane, row + n2);
                if (j == n1 - 1)
                    run_leaf_across(i * plane, 0, (i + 1) * plane);
            }
    }

    /// The leaf that begins before `edge`, but not before `begin`, and ends up to `end`.
    void run_leaf_across(std::int64_t edge, std::int64_t begin, std::int64_t end) const {
        const std::int64_t all = launch_.extents[0] * launch_.extents[1] * launch_.extents[2];
        const std::int64_t first = edge / grain_ * grain_;
        const std::int64_t last = std::min(first + grain_, all);
        if (first < edge && first >= begin && last > edge && last <= end)
            call(0, 1, first, last);
    }

    const TileLaunch& launch_;
    const Box& box_;
    const Entry& entry_;
    const std::int64_t grain_;
};

}  // namespace

void run_box(const TileLaunch& launch, const Box& box) { BoxCall(launch, box).run(); }

}  // namespace tenon::runtime::cpu
