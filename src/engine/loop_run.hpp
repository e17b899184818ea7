// SPDX-License-Identifier: MIT
/// How the iterations that a loop has counted are run, and one way: as one kernel.
#pragma once

#include <map>
#include <memory>
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
    void abandon() noexcept override { ahead.reset(); }
    std::unique_ptr<RunAhead> ahead;  ///< what runs while more is counted; null: nothing does

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

/// One run of a loop's kernel.
class LoopRun {
public:
    LoopRun(const tape::Loop& loop, const LoopKernel& kernel);
    ~LoopRun();
    LoopRun(const LoopRun&) = delete;
    LoopRun& operator=(const LoopRun&) = delete;

    /// All memory and code. `keep`: `take_back` may be asked for.
    /// @throws MemoryError, CompileError with nothing changed.
    void acquire(bool keep);
    /// The floating-point flags that were raised, when `watch`.
    unsigned execute(bool watch);
    /// It is to stay as it is now,
    void finish() noexcept;
    /// or to be as if it had not been run.
    void take_back() noexcept;

private:
    struct Copy {
        detail::Storage* of;
        void* bytes;
    };
    void bind();
    void place(detail::Storage& storage);
    void keep_copy(detail::Storage& storage);
    void mark_lost() noexcept;

    const tape::Loop& loop_;
    const LoopKernel& kernel_;
    DevicePlace* place_;
    std::vector<std::int64_t> args_;
    runtime::Space space_;
    std::vector<detail::Storage*> placed_;
    std::vector<Copy> copies_;
    std::int64_t bytes_read_ = 0, bytes_written_ = 0;
};

}  // namespace tenon::engine
