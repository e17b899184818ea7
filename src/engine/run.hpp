// SPDX-License-Identifier: MIT
/// One run of a plan: acquires everything, then launches the steps.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "engine/bind.hpp"
#include "engine/engine.hpp"
#include "engine/host_steps.hpp"
#include "engine/plan_cache.hpp"
#include "engine/time_tiles.hpp"

namespace tenon::engine {

class Run {
public:
    Run(tape::Tape& tape, const CachedPlan& plan);
    Run(tape::Tape& tape, const CachedPlan& plan, Execution execution);
    ~Run();
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    /// All memory and code. @throws MemoryError, CompileError with nothing changed.
    void acquire();
    /// @throws Interrupted, DeviceError; what was not yet written is marked as lost.
    void execute();

    /// From now on the flags that kernels raise are kept. Before `execute`.
    void watch_floats() { watching_ = place_->device().host_accessible(); }
    unsigned float_flags() const { return float_flags_.load(std::memory_order_relaxed); }

private:
    struct Block {
        void* address;
        std::int64_t bytes;
    };
    struct Moved {
        std::uint32_t from, to;  ///< slots
    };
    void place_slots();
    void place(std::uint32_t slot);
    void place_in_turns();
    void undo_places() noexcept;
    void bind_steps();
    std::vector<TilePass> find_passes() const;
    void bind_scan(const schedule::Step& step);
    void* scratch(std::int64_t bytes);
    /// Whether it is worth while to let other threads of the caller's language run.
    bool takes_long() const;
    void execute_step(std::size_t number);
    void execute_pass(const TilePass& pass);
    void execute_kernel(std::size_t number);
    void execute_call(const schedule::Step& step);
    /// What follows a kernel on the host.
    void launch_host_steps(std::size_t number);
    void launch_host(HostStep& step);
    void mark_written(const schedule::Step& step, std::uint64_t ticket);
    void mark_lost(const schedule::Step& step, bool begun) noexcept;
    template <class Visit>
    void visit_written(const schedule::Step& step, const Visit& visit);

    tape::Tape& tape_;
    const CachedPlan& plan_;
    DevicePlace* place_;
    Execution execution_;
    std::vector<std::uint32_t> placed_;       // slots that got memory here
    std::vector<std::uint32_t> temporaries_;  // slots whose memory is in blocks_
    std::vector<Block> blocks_;
    std::vector<Moved> moved_;  // memory that changes hands; until the end both storages have it
    std::vector<std::uint32_t> overwritten_;  // slots whose values nobody can look at
    std::vector<BoundStep>& bound_;
    std::vector<HostStep> host_steps_;   // follow the kernels they belong to, in order
    std::vector<std::size_t> host_end_;  // by step: one past its last host step
    std::vector<TilePass> passes_;
    std::uint64_t ticket_ = 0;
    bool watching_ = false;
    std::atomic<unsigned> float_flags_{0};
};

}  // namespace tenon::engine
