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

/// Maximal runs of axes that may be one loop, in axis order. `reversed`: the first axis of each is
/// the one that moves fastest.
std::vector<Dimension> make_runs(const CanonicalTape& tape, const Group& group, bool reversed) {
    const LayoutClass& space = tape.layouts[tape.views[group.space_view].layout];
    std::vector<Dimension> runs;
    const auto join = [&](std::size_t before, std::size_t axis) {
        return std::ranges::all_of(group.views, [&](std::uint32_t view) {
            const auto& axes = tape.layouts[tape.views[view].layout].axes;
            return reversed ? axes[axis].joins_previous : axes[before].joins_next;
        });
    };
    const bool rows = group.form == kernel::Form::row_reduce;
    for (std::size_t axis = 0; axis < space.axes.size(); ++axis) {
        if (space.axes[axis].size == 0)
            continue;
        const int number = static_cast<int>(axis);
        bool extend = !runs.empty();
        if (extend) {
            const auto last = static_cast<std::size_t>(runs.back().last);
            extend = join(last, axis) && reduced(group, last) == reduced(group, axis);
            if (rows && axis == group.row_start)
                extend = false;  // the row is a loop of its own
        }
        if (!extend)
            runs.push_back({number, number, number});
        runs.back().last = number;
        if (!reversed)
            runs.back().stride_axis = number;
    }
    return runs;
}

bool uses_position(const CanonicalTape& tape, const Group& group) {
    return std::ranges::any_of(group.statements, [&](std::uint32_t number) {
        return std::ranges::any_of(tape.statements[number].in, [](const auto& in) {
            return in.form == tape::Input::Form::iota;
        });
    });
}

/// A view that repeats nothing; the others are small, and their order matters little.
bool is_full(const LayoutClass& layout) {
    return std::ranges::all_of(layout.axes, [](const tape::AxisClass& axis) {
        return axis.size == 0 || axis.stride != tape::StrideClass::zero;
    });
}

/// The axis along which most full views are contiguous, the last of several.
int fastest_axis(const CanonicalTape& tape, const Group& group) {
    const LayoutClass& space = tape.layouts[tape.views[group.space_view].layout];
    int fastest = -1;
    std::ptrdiff_t most = 0;
    for (std::size_t axis = 0; axis < space.axes.size(); ++axis) {
        if (space.axes[axis].size == 0)
            continue;
        const auto count = std::ranges::count_if(group.views, [&](std::uint32_t view) {
            const LayoutClass& layout = tape.layouts[tape.views[view].layout];
            return is_full(layout) && layout.axes[axis].stride == tape::StrideClass::contiguous;
        });
        if (count >= most) {
            most = count;
            fastest = static_cast<int>(axis);
        }
    }
    return fastest;
}

/// Element by element, any order of the loops gives the same: the fastest axis is the last loop.
/// Arrays in Fortran order are walked in theirs. Positions are counted in C order, so what uses
/// them keeps to that.
void order_map(const CanonicalTape& tape, const Group& group, std::vector<Dimension>& runs,
               std::vector<int>& order) {
    const auto number_runs = [&] {
        order.resize(runs.size());
        std::iota(order.begin(), order.end(), 0);
    };
    number_runs();
    if (runs.size() < 2 || uses_position(tape, group))
        return;
    const int fastest = fastest_axis(tape, group);
    if (fastest == runs.front().first) {
        runs = make_runs(tape, group, true);
        number_runs();
        std::ranges::reverse(order);
        return;
    }
    const auto run = std::ranges::find(runs, fastest, &Dimension::stride_axis);
    if (run != runs.end())
        std::rotate(order.begin() + (run - runs.begin()), order.begin() + (run - runs.begin()) + 1,
                    order.end());
}

}  // namespace

Nest make_nest(const CanonicalTape& tape, const Group& group) {
    std::vector<Dimension> runs = make_runs(tape, group, false);
    Nest nest;
    std::vector<int> order;  // runs in the kernel's order
    const auto is_reduced = [&](std::size_t run) {
        return reduced(group, static_cast<std::size_t>(runs[run].first));
    };
    const bool column = group.form == kernel::Form::column_reduce;
    const std::size_t last = runs.empty() ? 0 : runs.size() - 1;
    if (group.form == kernel::Form::map) {
        order_map(tape, group, runs, order);
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
