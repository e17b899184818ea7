// SPDX-License-Identifier: MIT
/// Runs core kernels on precompiled vector loops, a tile of leaf_size elements at a time: for cold
/// plans, and as the reference every back end is tested against. Same bits as compiled code.
#pragma once

#include <cstdint>
#include <memory>

#include "kernel/ir.hpp"

namespace tenon::interpreter {

enum class Isa : std::uint8_t { sse4, avx2, avx512 };
Isa best_isa();  ///< of this CPU; TENON_VECTOR_BITS narrows it

class Program;  // immutable; may run on many threads at once

std::shared_ptr<const Program> prepare(const kernel::Kernel& core, Isa isa = best_isa());

/// The entry point of kernel/ir.hpp; `context` is the Program.
void run(const void* context, const std::int64_t* args, std::int64_t outer_begin,
         std::int64_t outer_end, std::int64_t inner_begin, std::int64_t inner_end);

/// The same for all elements of a space of one dimension, at less cost where the kernel is one loop
/// over contiguous arrays. For at most a few thousand elements: nothing is cut into tiles.
void run_small(const Program& program, const std::int64_t* args);

// --- steps that are the same on every CPU back end
// -------------------------------------------------

/// Joins partial results along the middle axis of a C-contiguous [outer][count][inner] array by the
/// fixed binary tree; result [outer][inner]. Second components may be null.
struct CombineArgs {
    ops::ReduceOp op;
    DType type;
    std::int64_t count, inner;
    const void* partial[2];
    void* result[2];
};
void combine(const CombineArgs& args, std::int64_t outer_begin, std::int64_t outer_end);

/// Cumulative sum or product (ReduceOp::sum / product) along the middle axis of
/// [outer][count][inner], both arrays C-contiguous and of `type` (complex allowed). Leaves of
/// leaf_size elements are scanned one after the other inside; `out = carry op prefix`.
/// The three phases may each be split over leaves (leaf positions = outer * leaves + leaf).
struct ScanArgs {
    ops::ReduceOp op;
    DType type;
    std::int64_t count, inner;
    const void* in;
    void* out;
    void* carries;  ///< scratch of outer * leaves * inner elements
};
void scan_leaves(const ScanArgs& args, std::int64_t begin, std::int64_t end);
void scan_carries(const ScanArgs& args, std::int64_t outer_begin, std::int64_t outer_end);
void scan_add(const ScanArgs& args, std::int64_t begin, std::int64_t end);

}  // namespace tenon::interpreter
