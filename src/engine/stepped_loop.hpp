// SPDX-License-Identifier: MIT
/// The iterations that a loop has counted, run by a plan of one iteration: its elements depend on
/// each other, or its statements are several kernels.
#pragma once

#include <atomic>
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
    SteppedRun(const tape::Loop& loop, const SteppedPlan& stepped, bool watch);
    ~SteppedRun();
    SteppedRun(const SteppedRun&) = delete;
    SteppedRun& operator=(const SteppedRun&) = delete;

    /// All memory and code. @throws MemoryError, CompileError with nothing changed.
    void acquire();
    /// Runs iterations up to this number, as far as they fill passes, and until it shall stop. On
    /// any thread, while the loop counts more: of it, nothing that counting changes is looked at.
    void advance(std::int64_t iterations, const std::atomic<bool>& stop);
    /// The floating-point flags that were raised, if they are watched. No more iterations come. The
    /// storages that the last one begins with, or all that it leaves, have their bytes then.
    unsigned finish();
    bool last_is_left() const { return last_is_left_; }
    /// The run has thrown: nobody shall look at what it has written.
    void mark_lost() noexcept;

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
    bool run_next(std::int64_t end, bool more_come);
    Position after(Position here) const;
    std::optional<TilePass> find_pass(Position here, std::string* why_not = nullptr) const;
    void run_pass(const TilePass& pass, std::int64_t count);
    void run_alone();
    const std::int64_t* args_of(Position here, std::int64_t done);
    void hand_over() noexcept;

    const tape::Loop& loop_;
    const SteppedPlan& stepped_;
    std::uintptr_t pretended_ = 0;  ///< not zero: the next address, of memory that is not there
    bool last_is_left_ = false;
    std::int64_t done_ = 0;  ///< steps
    Position here_;          ///< of the next one
    DevicePlace* place_;
    const Execution mode_ = execution_mode();
    const TileLimits limits_ = tile_limits();
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
