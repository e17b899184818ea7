// SPDX-License-Identifier: MIT
/// Iterations of a loop that is one kernel, run while more are counted. What they leave goes to
/// memory of their own: nothing of the program's is written, and all of it can be forgotten.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "engine/background_run.hpp"
#include "engine/loop_launch.hpp"

namespace tenon::engine {

class LoopAhead : public BackgroundRun {
public:
    /// Null: a row of the space would take too long for who waits.
    static std::unique_ptr<LoopAhead> make(const tape::Loop& loop,
                                           std::shared_ptr<const LoopKernel> kernel, bool watch);
    ~LoopAhead() override;

    /// A slab at a time goes through many iterations.
    void advance(std::int64_t iterations, const std::atomic<bool>& stop) override;
    void mark_lost() noexcept override {}

    const LoopKernel& kernel() const { return *kernel_; }
    /// What has been run: so many iterations of each slab.
    struct Ran {
        Slab slab;
        std::int64_t iterations = 0;
    };
    std::array<Ran, 2> ran() const;
    /// Where the values are that the next iteration begins with, in the role they had in the one
    /// before; null: that role does not change.
    const void* address(std::uint32_t role) const;
    unsigned float_flags() const { return flags_.load(std::memory_order_relaxed); }

private:
    /// What iterations leave in a role.
    struct Block {
        void* address = nullptr;
        std::int64_t bytes = 0;
        std::int64_t begin =
            0;  ///< of the storage, in bytes: what the view does not reach is left out
    };

    LoopAhead(const tape::Loop& loop, std::shared_ptr<const LoopKernel> kernel, bool watch);
    void allocate();
    void forget() noexcept;
    bool begin_round(std::int64_t iterations);
    void run_slab();
    std::int64_t least_at_once() const;
    std::int64_t most_at_once() const;
    Slab next_slab() const;

    const tape::Loop& loop_;
    std::shared_ptr<const LoopKernel> kernel_;
    DevicePlace* place_;
    std::vector<Block> blocks_;  ///< by role
    std::atomic<unsigned> flags_{0};
    std::atomic<unsigned>* watched_;
    LoopLaunch one_;         ///< iteration, by which time is estimated
    std::int64_t done_ = 0;  ///< iterations that all elements have gone through
    /// The iterations that they go through now, and up to where in the space they have.
    std::int64_t round_ = 0;
    std::int64_t reached_ = 0;
    std::optional<LoopLaunch> launch_;
    bool failed_ = false;
    const bool hurried_;             ///< by a test
    const std::int64_t most_slabs_;  ///< each time
};

}  // namespace tenon::engine
