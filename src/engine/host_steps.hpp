// SPDX-License-Identifier: MIT
/// Steps that are precompiled, as programs with argument words: joining partial results, scans.
#pragma once

#include <cstdint>
#include <memory>

#include "ops/reduce.hpp"
#include "runtime/device.hpp"
#include "tape/tape.hpp"

namespace tenon::engine {

/// A program, its words, and which of them are addresses.
struct HostStep {
    std::shared_ptr<const runtime::Program> program;
    std::int64_t args[10] = {};
    int word_count = 0;
    std::uint32_t address_words[4] = {};
    int address_count = 0;
    runtime::Space space;
};

HostStep combine_step(ops::ReduceOp op, DType type, std::int64_t outer, std::int64_t count,
                      std::int64_t inner, void* const partial[2], void* const result[2]);

/// Phase 0 scans leaves, 1 their carries, 2 adds the carries.
HostStep scan_step(int phase, ops::ReduceOp op, DType type, std::int64_t outer, std::int64_t count,
                   std::int64_t inner, void* in, void* out, void* carries);

std::shared_ptr<const runtime::Program> call_program(const tape::Call& call);

}  // namespace tenon::engine
