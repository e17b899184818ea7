// SPDX-License-Identifier: MIT
/// The loop nest of a group: which axes of its space are joined into which kernel dimensions.
#pragma once

#include <vector>

#include "schedule/group.hpp"
#include "schedule/plan.hpp"

namespace tenon::schedule {

struct Nest {
    std::vector<Dimension> dimensions;  ///< in the kernel's order: kept, reduced, last
    std::vector<int> axis_order;        ///< the dimensions' numbers sorted by their axes
    int kept = 0;                       ///< how many come before the reduced ones
};

/// Axes of size one are left out; neighbours that every view walks evenly become one dimension.
/// Reductions order the dimensions as kernel/ir.hpp asks, other groups as memory likes it.
Nest make_nest(const CanonicalTape& tape, const Group& group);

/// How code may see the last dimension of a view.
kernel::Inner inner_of(const tape::LayoutClass& layout, const Nest& nest);

}  // namespace tenon::schedule
