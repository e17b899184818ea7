// SPDX-License-Identifier: MIT
#include "engine/rollable_loop.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/counters.hpp"

namespace tenon::engine {

std::shared_ptr<const LoopKernel> RollableLoop::kernel(const tape::LoopBody& body,
                                                       const std::vector<bool>& live,
                                                       std::string* why_not) {
    if (const auto known = kernels_.find(live); known != kernels_.end()) {
        if (known->second == nullptr)
            *why_not = why_no_kernel_;
        return known->second;
    }
    for (std::size_t role = 0; role < live.size(); ++role)
        form_.tape.slots[role].live = live[role];
    std::optional<schedule::RolledStep> step = schedule::make_loop_step(body, form_, why_not);
    std::shared_ptr<LoopKernel> made;
    if (step) {
        made = std::make_shared<LoopKernel>(LoopKernel{std::move(*step), live, nullptr});
        made->kernel = find_kernel(made->loop.step.kernel, made->loop.step.kernel_key);
        count(counters().plans_made);
    } else {
        why_no_kernel_ = *why_not;
    }
    return kernels_[live] = std::move(made);
}

std::shared_ptr<const SteppedPlan> RollableLoop::stepped(const tape::LoopBody& body,
                                                         std::string* why_not) {
    if (!std::exchange(stepped_known_, true))
        stepped_ = make_stepped_plan(body, form_, std::vector<RowPitch>(body.roles.size()),
                                     &why_not_stepped_);
    if (stepped_ == nullptr)
        *why_not = why_not_stepped_;
    return stepped_;
}

void RollableLoop::refuse_steps(std::string why) {
    stepped_ = nullptr;
    why_not_stepped_ = std::move(why);
    stepped_known_ = with_gaps_known_ = cut_elsewhere_ = true;
}

std::shared_ptr<const SteppedPlan> RollableLoop::stepped_with_gaps(const tape::LoopBody& body) {
    if (!std::exchange(with_gaps_known_, true)) {
        std::vector<RowPitch> pitches = find_row_pitches(body);
        std::string why_not;
        if (std::ranges::any_of(pitches, &RowPitch::moves))
            with_gaps_ = make_stepped_plan(body, form_, std::move(pitches), &why_not);
    }
    return with_gaps_;
}

void RollableLoop::keep_spare(std::int64_t bytes) {
    tape::memory_account().spare.fetch_add(bytes - spare_, std::memory_order_relaxed);
    spare_ = bytes;
}

}  // namespace tenon::engine
