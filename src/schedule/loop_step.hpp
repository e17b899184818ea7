// SPDX-License-Identifier: MIT
/// A loop whose iterations each element goes through by itself -> one kernel step that goes through
/// all of them, with what passes from one to the next in registers.
#pragma once

#include <optional>
#include <string>

#include "schedule/plan.hpp"
#include "tape/loop.hpp"

namespace tenon::schedule {

/// One iteration in canonical form: slots are roles, views and scalars those of the body.
struct LoopForm {
    tape::CanonicalTape tape;  ///< slots.live: somebody looks at what the last iteration left
    std::vector<std::shared_ptr<const tape::Function>> functions;
};

/// A scalar argument of the kernel.
struct LoopArgument {
    enum class Part : std::uint8_t { value, first, step, count };
    Part part = Part::value;
    std::uint32_t scalar = 0;  ///< of the body; none for the count of iterations
};

struct RolledStep {
    Step step;                 ///< params are views of the body
    std::vector<bool> at_end;  ///< by param: of the last iteration's storage, else of the first's
    /// Numbers of the body that are listed: parameters behind those, each the list as ScalarBits,
    /// with the first iteration's number first.
    std::vector<std::uint32_t> tables;
    std::vector<LoopArgument> arguments;
    bool ends_early =
        false;           ///< an element's loop ends when another iteration would change nothing
    double cost_ns = 1;  ///< of one iteration of one element
};

/// None, and why not: elements depend on each other, or the statements are more than one kernel.
std::optional<RolledStep> make_loop_step(const tape::LoopBody& body, const LoopForm& form,
                                         std::string* why_not);

}  // namespace tenon::schedule
