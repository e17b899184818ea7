// SPDX-License-Identifier: MIT
/// The iterations that a loop has counted, run by a plan of one iteration: its elements depend on
/// each other, or its statements are several kernels.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/bind.hpp"
#include "engine/engine.hpp"
#include "engine/loop_turns.hpp"
#include "engine/settings.hpp"
#include "engine/time_tiles.hpp"
#include "schedule/loop_step.hpp"

namespace tenon::engine {

struct SteppedPlan {
    std::shared_ptr<const CachedPlan> plan;  ///< slots are roles, views and scalars the body's
    LoopTurns turns;
    double cost_ns = 0;      ///< of one iteration
    bool tells_all = false;  ///< its floating-point flags say what happened
};

/// None, and why not: some statement of the body is no map.
std::shared_ptr<const SteppedPlan> make_stepped_plan(const tape::LoopBody& body,
                                                     schedule::LoopForm form, std::string* why_not);

/// One run of a loop's iterations, the last one excepted if it is to be run by itself: somebody
/// looks at what the plan keeps in registers.
class SteppedRun {
public:
    SteppedRun(const tape::Loop& loop, const SteppedPlan& stepped);
    ~SteppedRun();
    SteppedRun(const SteppedRun&) = delete;
    SteppedRun& operator=(const SteppedRun&) = delete;

    /// False: it cannot be run, as its storages differ in size.
    bool sizes_agree() const;
    /// All memory and code. @throws MemoryError, CompileError with nothing changed.
    void acquire();
    /// The floating-point flags that were raised, when `watch`. The storages that the last
    /// iteration begins with, or all that it leaves, have their bytes then. @throws Interrupted,
    /// and what was to be written is lost.
    unsigned execute(bool watch);
    bool last_is_left() const { return last_is_left_; }

    /// For people, instead of a run: how the kernels would be run. Nothing is allocated.
    std::string describe();

private:
    /// Memory of its own, or of a storage from before the loop that nobody looks at any more.
    struct Block {
        void* address = nullptr;
        detail::Storage* of = nullptr;
    };
    struct Ring {
        std::uint32_t role = 0;  ///< that makes what it holds
        std::int64_t bytes = 0;
        std::vector<Block> blocks;
    };
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

    void allocate_rings();
    void* allocate(std::int64_t bytes);
    detail::Storage* spent(std::uint32_t maker, std::int64_t place) const;
    Block* block(std::uint32_t role, std::int64_t iteration);
    void* address(std::uint32_t role, std::int64_t iteration);
    void bind_turns();
    std::vector<tape::ScalarBits> numbers(std::int64_t iteration) const;
    void run_steps();
    Position after(Position here) const;
    std::optional<TilePass> find_pass(Position here, std::string* why_not = nullptr) const;
    void run_pass(const TilePass& pass, Position here, std::int64_t done, std::int64_t count);
    void run_alone(Position here, std::int64_t done);
    const std::int64_t* args_of(Position here, std::int64_t done);
    void hand_over() noexcept;
    void mark_lost() noexcept;

    const tape::Loop& loop_;
    const SteppedPlan& stepped_;
    std::uintptr_t pretended_ = 0;  ///< not zero: the next address, of memory that is not there
    const bool last_is_left_;
    const std::int64_t iterations_;  ///< that are run here
    DevicePlace* place_;
    const Execution mode_ = execution_mode();
    std::vector<Ring> rings_;
    const std::vector<schedule::Step>& steps_;
    std::vector<std::vector<BoundStep>> turns_;  // by turn and step
    std::vector<PassFrom> passes_;               // by position
    bool numbers_vary_ = false;
    bool worth_tiles_ = false;
    std::vector<std::vector<std::int64_t>> varied_;  // words of launches whose numbers vary
    std::atomic<unsigned> flags_{0};
    std::atomic<unsigned>* watched_ = nullptr;
};

}  // namespace tenon::engine
