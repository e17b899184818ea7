// SPDX-License-Identifier: MIT
/// A group of statements -> one kernel step.
#pragma once

#include "kernel/builder.hpp"
#include "kernel/function.hpp"
#include "schedule/group.hpp"
#include "schedule/plan.hpp"

namespace tenon::schedule {

/// `stored[slot]`: the slot's bytes are needed after the group, so what the group writes is stored.
Step fuse(const CanonicalTape& tape, const Group& group, const std::vector<bool>& stored,
          const std::vector<std::shared_ptr<const tape::Function>>& functions);

/// Copies a traced function into the kernel being built; returns its results.
std::vector<kernel::ValueId> inline_function(kernel::Builder& builder,
                                             const detail::Function& function,
                                             const std::vector<kernel::ValueId>& inputs);

}  // namespace tenon::schedule
