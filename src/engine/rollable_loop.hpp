// SPDX-License-Identifier: MIT
/// The ways in which the iterations that a loop has counted can be run.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "engine/kernel_store.hpp"
#include "engine/run_ahead.hpp"
#include "engine/stepped_loop.hpp"
#include "schedule/loop_step.hpp"
#include "tape/loop.hpp"

namespace tenon::engine {

struct LoopKernel {
    schedule::RolledStep loop;
    std::vector<bool> live;  ///< roles: what it leaves there, somebody can look at
    std::shared_ptr<LoadedKernel> kernel;
};

/// A loop's form, its kernels by the roles that somebody looks at afterwards, and its plan.
class RollableLoop : public tape::PreparedLoop {
public:
    explicit RollableLoop(schedule::LoopForm form) : form_(std::move(form)) {}

    /// Null, and why, when its iterations cannot be one kernel.
    std::shared_ptr<const LoopKernel> kernel(const tape::LoopBody& body,
                                             const std::vector<bool>& live, std::string* why_not);

    /// Null, and why, when its iterations cannot be run by a plan of one of them.
    std::shared_ptr<const SteppedPlan> stepped(const tape::LoopBody& body, std::string* why_not);

    /// It is not to be run so; it may be if its iterations begin with another statement.
    void refuse_steps(std::string why);
    bool may_be_cut_elsewhere() const { return cut_elsewhere_; }

    /// That plan with rows moved apart; null where they need not be.
    std::shared_ptr<const SteppedPlan> stepped_with_gaps(const tape::LoopBody& body);
    ~RollableLoop() override { keep_spare(0); }
    /// So much memory will be wanted again as long as the loop is known.
    void keep_spare(std::int64_t bytes);

    std::int64_t steps_run = 0;  ///< of plans of one iteration, since the loop is known
    bool is_stepped = false;     ///< that is how its iterations will be run
    double iteration_ns = 0;     ///< what one is estimated to take; 0: they are not counted
    void abandon() noexcept override { ahead.reset(); }
    /// What runs while more is counted, a SteppedRun or a LoopAhead; null: nothing does.
    std::unique_ptr<RunAhead> ahead;

private:
    schedule::LoopForm form_;
    std::map<std::vector<bool>, std::shared_ptr<const LoopKernel>> kernels_;
    std::string why_no_kernel_;  ///< the last reason
    std::shared_ptr<const SteppedPlan> stepped_;
    std::string why_not_stepped_;
    bool stepped_known_ = false;
    bool cut_elsewhere_ = false;
    std::shared_ptr<const SteppedPlan> with_gaps_;
    bool with_gaps_known_ = false;
    std::int64_t spare_ = 0;
};

}  // namespace tenon::engine
