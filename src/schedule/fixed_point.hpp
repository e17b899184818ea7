// SPDX-License-Identifier: MIT
/// Whether another iteration of a loop would change anything of an element.
#pragma once

#include <span>

#include "kernel/builder.hpp"

namespace tenon::schedule {

/// What an iteration makes of a variable.
struct StateChange {
    kernel::ValueId before = kernel::no_value, after = kernel::no_value;
};

/// Appends to the open block, which is the body of the loop and straight, a boolean that is false
/// only where the next iteration, and so all others, would leave `states` and `results` as they are
/// now. `counter` is the variable that tells the iterations apart. no_value: that cannot be told
/// from the values, or no choice in the body could bring elements to rest.
///
/// An iteration is a function of the states and of the counter. If it left the states as they were,
/// and what depends on the counter was nowhere chosen, the next one is the same function of the
/// same states. States are compared by their bits, so that -0.0 is not 0.0, and NaN can be at rest.
kernel::ValueId still_changes(kernel::Builder& builder, kernel::BlockId body, std::uint32_t counter,
                              std::span<const StateChange> states,
                              std::span<const kernel::ValueId> results);

}  // namespace tenon::schedule
