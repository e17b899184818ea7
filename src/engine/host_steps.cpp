// SPDX-License-Identifier: MIT
#include "engine/host_steps.hpp"

#include <mutex>
#include <unordered_map>

#include "interpreter/interpreter.hpp"
#include "runtime/fork_guard.hpp"

namespace tenon::engine {

namespace {

std::int64_t word(const void* address) { return reinterpret_cast<std::int64_t>(address); }
void* pointer(std::int64_t word) { return reinterpret_cast<void*>(word); }

using Words = const std::int64_t*;

void run_combine(const void*, Words args, std::int64_t begin, std::int64_t end, std::int64_t,
                 std::int64_t) {
    interpreter::combine({.op = static_cast<ops::ReduceOp>(args[0]),
                          .type = static_cast<DType>(args[1]),
                          .count = args[2],
                          .inner = args[3],
                          .partial = {pointer(args[4]), pointer(args[5])},
                          .result = {pointer(args[6]), pointer(args[7])}},
                         begin, end);
}

interpreter::ScanArgs scan_args(Words args) {
    return {.op = static_cast<ops::ReduceOp>(args[0]),
            .type = static_cast<DType>(args[1]),
            .count = args[2],
            .inner = args[3],
            .in = pointer(args[4]),
            .out = pointer(args[5]),
            .carries = pointer(args[6])};
}
void run_scan_leaves(const void*, Words args, std::int64_t begin, std::int64_t end, std::int64_t,
                     std::int64_t) {
    interpreter::scan_leaves(scan_args(args), begin, end);
}
void run_scan_carries(const void*, Words args, std::int64_t begin, std::int64_t end, std::int64_t,
                      std::int64_t) {
    interpreter::scan_carries(scan_args(args), begin, end);
}
void run_scan_add(const void*, Words args, std::int64_t begin, std::int64_t end, std::int64_t,
                  std::int64_t) {
    interpreter::scan_add(scan_args(args), begin, end);
}

std::shared_ptr<const runtime::Program> program(runtime::EntryFn function) {
    return std::make_shared<runtime::Program>(runtime::Entry{
        .function = function, .context = nullptr, .owner = nullptr, .compiled = true});
}

}  // namespace

HostStep combine_step(ops::ReduceOp op, DType type, std::int64_t outer, std::int64_t count,
                      std::int64_t inner, void* const partial[2], void* const result[2]) {
    static const auto combine = program(run_combine);
    HostStep step{.program = combine,
                  .args = {static_cast<std::int64_t>(op), static_cast<std::int64_t>(type), count,
                           inner, word(partial[0]), word(partial[1]), word(result[0]),
                           word(result[1])},
                  .word_count = 8,
                  .space = {}};
    for (std::uint32_t i = 4; i < 8; ++i)
        if (step.args[i] != 0)
            step.address_words[step.address_count++] = i;
    step.space.outer = outer;
    step.space.cost_ns = static_cast<double>(count * inner);
    return step;
}

HostStep scan_step(int phase, ops::ReduceOp op, DType type, std::int64_t outer, std::int64_t count,
                   std::int64_t inner, void* in, void* out, void* carries) {
    static const std::shared_ptr<const runtime::Program> phases[] = {
        program(run_scan_leaves), program(run_scan_carries), program(run_scan_add)};
    HostStep step{.program = phases[phase],
                  .args = {static_cast<std::int64_t>(op), static_cast<std::int64_t>(type), count,
                           inner, word(in), word(out), word(carries)},
                  .word_count = 7,
                  .address_words = {4, 5, 6},
                  .address_count = 3,
                  .space = {}};
    const std::int64_t leaves = (count + ops::leaf_size - 1) / ops::leaf_size;
    step.space.outer = phase == 1 ? outer : outer * leaves;
    step.space.cost_ns = static_cast<double>((phase == 1 ? leaves : ops::leaf_size) * inner);
    return step;
}

std::shared_ptr<const runtime::Program> call_program(const tape::Call& call) {
    struct Programs {
        std::mutex mutex;
        std::unordered_map<const tape::Call*, std::shared_ptr<const runtime::Program>> by_call;
        runtime::ForkRegistration fork{runtime::ForkStage::locks, runtime::hold_during_fork(mutex)};
    };
    static auto& programs = *new Programs;
    const std::lock_guard lock(programs.mutex);
    auto& found = programs.by_call[&call];
    if (!found)
        found = program(call.run);
    return found;
}

}  // namespace tenon::engine
