// SPDX-License-Identifier: MIT
/// A loop's kernel, bound to some of its iterations, and run for a part of its space.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

#include "engine/rollable_loop.hpp"
#include "runtime/device.hpp"

namespace tenon::engine {

/// Rows of a space, or elements of the only row it has.
struct Slab {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    bool empty() const { return begin >= end; }
};
inline Slab whole(const runtime::Space& space) {
    return {0, space.outer > 1 ? space.outer : space.inner};
}

struct Iterations {
    std::int64_t first = 0;
    std::int64_t count = 0;
};

class LoopLaunch {
public:
    /// Where the storage of a role is that an iteration begins with, or that the last one leaves.
    using AddressOf = std::function<const void*(std::uint32_t role, bool at_end)>;
    LoopLaunch(const tape::Loop& loop, const LoopKernel& kernel, Iterations iterations,
               const AddressOf& address_of);

    const runtime::Space& space() const { return space_; }
    double work_ns(Slab slab) const;
    /// @throws what the device throws, Interrupted among it.
    void run(runtime::Device& device, Slab slab, std::atomic<unsigned>* float_flags);

private:
    void bind_space(const tape::Loop& loop);
    void bind_views(const tape::Loop& loop, const AddressOf& address_of);
    void bind_tables(const tape::Loop& loop, std::int64_t first);
    void bind_numbers(const tape::Loop& loop, Iterations iterations);

    const LoopKernel& kernel_;
    std::vector<std::vector<tape::ScalarBits>> packed_;  ///< tables, where they are not the loop's
    std::vector<std::int64_t> args_;
    runtime::Space space_;
};

/// What one run of the kernel reads and writes, for the statistics.
void count_loop_launches(const tape::Loop& loop, const LoopKernel& kernel, std::uint64_t launches);

}  // namespace tenon::engine
