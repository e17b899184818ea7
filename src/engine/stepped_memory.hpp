// SPDX-License-Identifier: MIT
/// Where a loop that is run by a plan of one iteration has its bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/engine.hpp"
#include "engine/loop_turns.hpp"
#include "engine/row_pitch.hpp"
#include "schedule/plan.hpp"

namespace tenon::engine {

struct SteppedPlan;

/// Rings of blocks that iterations take turns in, and for all blocks whose rows are moved apart the
/// place where the loop works on them.
class SteppedMemory {
public:
    /// `pretend`: for people, addresses of memory that is not there.
    SteppedMemory(const tape::Loop& loop, const SteppedPlan& plan, bool pretend);
    ~SteppedMemory();
    SteppedMemory(const SteppedMemory&) = delete;
    SteppedMemory& operator=(const SteppedMemory&) = delete;

    /// @throws MemoryError
    void allocate_rings();
    /// Memory of the run's own. @throws MemoryError
    void* scratch(std::int64_t bytes);
    /// By role, where an iteration finds and leaves its values, and the body's views of it; null:
    /// nowhere. @throws MemoryError
    struct Places {
        std::vector<void*> addresses;
        std::vector<tape::LoopView> views;
    };
    Places places(std::int64_t iteration);

    /// What is to be copied before the first iteration, and behind the last one, when the `left`
    /// last ones are not run. Copies name the addresses that were asked for. `frames`: of storages
    /// that are read where they are until an iteration overwrites all but those elements.
    std::vector<RowCopy> copies_in() const;
    std::vector<RowCopy> frames() const;
    std::vector<RowCopy> copies_out(std::int64_t left);

    /// Held beside the storages' own.
    std::int64_t bytes_with_gaps() const;

    /// Blocks become those of these storages, by role: of the last iteration, or of the first one
    /// that is left, which has what the one before hands on.
    void hand_over(std::int64_t left, std::span<detail::Storage* const> storages) noexcept;

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
    /// The first iteration that writes a block, and what of it before it reads any.
    struct Overwritten {
        std::int64_t iteration = 0;
        RowBox box;
    };
    /// A block with gaps behind its rows.
    struct Gapped {
        void* plain = nullptr;
        void* gapped = nullptr;
        std::int64_t bytes = 0;  ///< of the plain one
        std::uint32_t role = 0;
        bool before = false;   ///< it has values when the loop begins
        bool written = false;  ///< by the loop
        /// Until an iteration overwrites it, it is read where it is.
        std::optional<Overwritten> overwritten = std::nullopt;
    };

    void* allocate(std::int64_t bytes);
    detail::Storage* spent(std::uint32_t maker, std::int64_t place) const;
    std::int64_t last_looked_at(std::int64_t left) const;
    Block* block(std::uint32_t role, std::int64_t iteration);
    void* plain(std::uint32_t role, std::int64_t iteration);
    Gapped& gapped(std::uint32_t role, std::int64_t iteration, void* plain);
    std::optional<Overwritten> overwritten(const void* plain, std::int64_t bytes);

    const tape::Loop& loop_;
    const SteppedPlan& plan_;
    DevicePlace* place_;
    std::uintptr_t pretended_ = 0;  ///< not zero: the next address, of memory that is not there
    std::vector<Ring> rings_;
    std::vector<Gapped> gapped_;
    std::vector<std::pair<void*, std::int64_t>> scratch_;  ///< and its bytes
};

/// The memory that it takes to move rows apart in this loop; 0: some storage is not whole rows, or
/// it would be too much of what is available.
std::int64_t bytes_with_gaps(const tape::Loop& loop, const SteppedPlan& plan);

}  // namespace tenon::engine
