// SPDX-License-Identifier: MIT
/// A step of a plan + a tape's addresses and sizes -> argument words and an index space.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/plan_cache.hpp"
#include "runtime/device.hpp"
#include "tape/loop.hpp"
#include "tape/tape.hpp"

namespace tenon::engine {

/// Sizes of a reduction: partial results form [outer][count][inner].
struct ReduceSizes {
    std::int64_t outer = 1;
    std::int64_t count = 1;
    std::int64_t inner = 1;
    std::int64_t partials() const { return outer * count * inner; }
};

/// Addresses from `begin` up to `end`.
struct ByteRange {
    std::int64_t begin = 0, end = 0;
    bool meets(const ByteRange& other) const { return begin < other.end && other.begin < end; }
};

struct BoundStep {
    std::vector<std::int64_t> args;
    std::vector<std::uint32_t> address_words;
    runtime::Space space;
    ReduceSizes sizes;
    std::vector<void*> partials;     ///< in the order of the kernel's last parameters
    std::vector<ByteRange> results;  ///< of the reductions
    std::int64_t bytes_read = 0;
    std::int64_t bytes_written = 0;
    void clear();
};

/// What the steps of a loop's iteration name.
struct IterationOperands {
    std::span<const tape::LoopView> views;
    std::span<void* const> addresses;           ///< by role
    std::span<const tape::ScalarBits> numbers;  ///< by scalar
};

/// Kernel steps; the addresses of partial results follow by set_partials.
void bind_kernel(const schedule::Step& step, const tape::Tape& tape, BoundStep& bound);
void bind_kernel(const schedule::Step& step, const IterationOperands& operands, BoundStep& bound);
/// Puts other numbers in place of those that the words of a step without partial results were bound
/// with.
void set_scalars(const schedule::Step& step, std::span<const tape::ScalarBits> numbers,
                 std::span<std::int64_t> args);
void set_partials(const schedule::Step& step, BoundStep& bound);

std::int64_t view_address(const tape::Tape& tape, std::uint32_t view);
std::int64_t view_bytes(const tape::Tape& tape, std::uint32_t view);

}  // namespace tenon::engine
