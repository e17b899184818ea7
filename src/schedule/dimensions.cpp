// SPDX-License-Identifier: MIT
#include "schedule/dimensions.hpp"

#include <algorithm>
#include <numeric>

namespace tenon::schedule {

namespace {

using tape::LayoutClass;

bool reduced(const Group& group, std::size_t axis) {
    return group.form != kernel::Form::map && (group.axes >> axis & 1) != 0;
}

/// Maximal runs of axes that may be one loop, in axis order.
std::vector<Dimension> make_runs(const CanonicalTape& tape, const Group& group) {
    const LayoutClass& space = tape.layouts[tape.views[group.space_view].layout];
    std::vector<Dimension> runs;
    const auto joins = [&](std::size_t axis) {
        return std::ranges::all_of(group.views, [&](std::uint32_t view) {
            return tape.layouts[tape.views[view].layout].axes[axis].joins_next;
        });
    };
    const bool rows = group.form == kernel::Form::row_reduce;
    for (std::size_t axis = 0; axis < space.axes.size(); ++axis) {
        if (space.axes[axis].size == 0)
            continue;
        const int number = static_cast<int>(axis);
        bool extend = !runs.empty();
        if (extend) {
            const auto last = static_cast<std::size_t>(runs.back().stride_axis);
            extend = joins(last) && reduced(group, last) == reduced(group, axis);
            if (rows && axis == group.row_start)
                extend = false;  // the row is a loop of its own
        }
        if (extend)
            runs.back().last = runs.back().stride_axis = number;
        else
            runs.push_back({number, number, number});
    }
    return runs;
}

}  // namespace

Nest make_nest(const CanonicalTape& tape, const Group& group) {
    const std::vector<Dimension> runs = make_runs(tape, group);
    Nest nest;
    std::vector<int> order;  // runs in the kernel's order
    const auto is_reduced = [&](std::size_t run) {
        return reduced(group, static_cast<std::size_t>(runs[run].first));
    };
    const bool column = group.form == kernel::Form::column_reduce;
    const std::size_t last = runs.empty() ? 0 : runs.size() - 1;
    if (group.form == kernel::Form::map) {
        order.resize(runs.size());
        std::iota(order.begin(), order.end(), 0);
    } else {
        for (std::size_t run = 0; run < runs.size(); ++run)
            if (!is_reduced(run) && !(column && run == last))
                order.push_back(static_cast<int>(run));
        nest.kept = static_cast<int>(order.size());
        for (std::size_t run = 0; run < runs.size(); ++run)
            if (is_reduced(run))
                order.push_back(static_cast<int>(run));
        if (column)
            order.push_back(static_cast<int>(last));
    }
    nest.axis_order.resize(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        nest.dimensions.push_back(runs[static_cast<std::size_t>(order[i])]);
        nest.axis_order[static_cast<std::size_t>(order[i])] = static_cast<int>(i);
    }
    return nest;
}

kernel::Inner inner_of(const LayoutClass& layout, const Nest& nest) {
    if (nest.dimensions.empty())
        return kernel::Inner::contiguous;
    switch (layout.axes[static_cast<std::size_t>(nest.dimensions.back().stride_axis)].stride) {
    case tape::StrideClass::zero: return kernel::Inner::broadcast;
    case tape::StrideClass::contiguous: return kernel::Inner::contiguous;
    case tape::StrideClass::other: return kernel::Inner::strided;
    }
    return kernel::Inner::strided;
}

}  // namespace tenon::schedule
