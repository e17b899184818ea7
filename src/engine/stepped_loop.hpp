// SPDX-License-Identifier: MIT
/// The iterations that a loop has counted, run by a plan of one iteration: its elements depend on
/// each other, or its statements are several kernels.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/background_run.hpp"
#include "engine/bind.hpp"
#include "engine/engine.hpp"
#include "engine/host_steps.hpp"
#include "engine/loop_turns.hpp"
#include "engine/pass_memo.hpp"
#include "engine/row_pitch.hpp"
#include "engine/settings.hpp"
#include "engine/stepped_memory.hpp"
#include "engine/time_tiles.hpp"
#include "schedule/loop_step.hpp"

namespace tenon::engine {

struct SteppedPlan {
    std::shared_ptr<const CachedPlan> plan;  ///< slots are roles, views and scalars the body's
    LoopTurns turns;
    double cost_ns = 0;                 ///< of one iteration
    bool tells_all = false;             ///< its floating-point flags say what happened
    std::vector<tape::LoopView> views;  ///< the body's, as the plan sees them
    std::vector<RowPitch> pitches;      ///< by role
    std::vector<std::shared_ptr<const RowCopyPlans>> copies;  ///< of a role whose rows are moved
    std::shared_ptr<PassMemo> passes = std::make_shared<PassMemo>();

    bool has_gaps() const { return std::ranges::any_of(pitches, &RowPitch::moves); }
};

/// Whether some kernel of a plan reduces.
bool has_reductions(const schedule::Plan& plan);

/// None, and why not: some statement of the body is neither elementwise nor a reduction. `pitches`:
/// by role, how far apart its rows are to be.
std::shared_ptr<const SteppedPlan> make_stepped_plan(const tape::LoopBody& body,
                                                     schedule::LoopForm form,
                                                     std::vector<RowPitch> pitches,
                                                     std::string* why_not);

/// One run of a loop's iterations, except for the last ones that are left to the caller.
class SteppedRun : public BackgroundRun {
public:
    /// `pretend`: for people, instead of a run. Nothing is allocated.
    SteppedRun(const tape::Loop& loop, const SteppedPlan& stepped, bool watch,
               bool pretend = false);

    /// All memory and code. False: rows were to be moved apart, and it would not pay.
    /// @throws MemoryError, CompileError with nothing changed.
    bool acquire();
    /// As far as they fill passes.
    void advance(std::int64_t iterations, const std::atomic<bool>& stop) override;
    /// How many iterations can be left if so many are `wanted`: some have been run, and the last
    /// one must be left where somebody looks at what the plan keeps in registers.
    std::int64_t can_leave(std::int64_t wanted) const;
    /// The floating-point flags that were raised, if they are watched. No more iterations come.
    /// Those of `storages`, by role, have their bytes then that the first iteration that is left
    /// begins with, or all of the last iteration's if none is.
    unsigned finish(std::int64_t left, std::span<detail::Storage* const> storages);
    std::int64_t bytes_with_gaps() const { return memory_.bytes_with_gaps(); }
    void mark_lost() noexcept override;

    /// How the kernels would be run.
    std::string describe() const;

private:
    /// Step `step` of the iteration that is at `turn`.
    struct Position {
        std::size_t turn = 0;
        std::size_t step = 0;
    };
    /// The pass that begins with a position, if one does.
    struct PassFrom {
        bool looked = false;
        std::optional<TilePass> pass;
    };
    /// Steps of a row: some copies, `count` steps of iterations from a position on, and other
    /// copies.
    struct Row {
        std::span<const RowCopy> before;
        std::int64_t count = 0;
        std::span<const RowCopy> behind;
        std::size_t size() const {
            return before.size() + static_cast<std::size_t>(count) + behind.size();
        }
    };

    void bind_turns();
    std::vector<tape::ScalarBits> numbers(std::int64_t iteration) const;
    bool run_next(std::int64_t end, bool more_come);
    bool run_last(std::int64_t end, std::span<const RowCopy> copies);
    std::int64_t steps_at_once() const;
    Position after(Position here) const;
    void go_on(std::int64_t steps);
    std::optional<TilePass> find_pass(Position here, const Row& row,
                                      std::string* why_not = nullptr) const;
    void run_pass(const TilePass& pass, const Row& row);
    bool rows_share_loads() const;
    void find_small_steps();
    void run_in_step(std::int64_t end);
    const runtime::Program& program_in_step(Position here, bool look);
    void run_alone();
    void run_alone(const RowCopy& copy);
    void copy_frames();
    void join(Position here);
    const std::int64_t* args_of(Position here, std::int64_t done);

    const tape::Loop& loop_;
    const SteppedPlan& stepped_;
    SteppedMemory memory_;
    const bool pretend_;
    std::int64_t done_ = 0;  ///< steps
    Position here_;          ///< of the next one
    DevicePlace* place_;
    const Execution mode_ = execution_mode();
    const TileLimits limits_ = tile_limits();
    const std::vector<schedule::Step>& steps_;
    std::vector<std::vector<BoundStep>> turns_;  // by turn and step
    std::vector<PassFrom> passes_;               // by position
    std::vector<std::vector<HostStep>> joins_;   // by position
    std::vector<RowCopy> copies_in_;             // as long as they have not been made
    std::vector<RowCopy> frames_;                // the same, run alone
    std::optional<TilePass> first_pass_;         // with those copies
    bool numbers_vary_ = false;
    bool worth_tiles_ = false;
    std::int64_t steps_in_step_ = 0;  // that threads take together; 0: one launch at a time
    std::chrono::steady_clock::time_point in_step_again_;
    std::vector<runtime::PlainLaunch> in_step_;
    /// By turn and step: code that takes rows together, once it was found for launches in step.
    std::vector<std::shared_ptr<const runtime::Program>> of_rows_;
    std::vector<std::vector<std::int64_t>> varied_;  // words of launches whose numbers vary
    std::atomic<unsigned> flags_{0};
    std::atomic<unsigned>* watched_ = nullptr;
};

}  // namespace tenon::engine
