// SPDX-License-Identifier: MIT
// Element-wise kernels: rows of vectors, several at once, then one at a time, then part of one.
#include "codegen/llvm/divergent_loop.hpp"
#include "codegen/llvm/loops.hpp"

namespace tenon::codegen::simd {

namespace {

/// The elements [first, end) of a row.
void elements(Frame& frame, Value* first, Value* end, bool nontemporal) {
    llvm::IRBuilder<>& build = frame.build;
    const std::int64_t lanes = frame.analysis.lanes;
    const int flight = frame.analysis.flight;
    Value* count = build.CreateSub(end, first);
    const auto whole = [&](std::int64_t step) {
        return build.CreateAdd(first, build.CreateAnd(count, frame.i64(-step)));
    };
    const auto visit = [&](Value* position, int vectors) {
        Visit one(frame, position, vectors);
        one.nontemporal = nontemporal;
        one.body();
    };

    Value* rest = first;
    if (flight > 1) {
        rest = whole(lanes * flight);
        frame.loop(first, rest, lanes * flight, "main",
                   [&](Value* position) { visit(position, flight); });
    }
    // With mask registers a masked vector costs what a whole one does; otherwise whole ones first.
    if (flight == 1 || frame.target.vector_bits < 512) {
        Value* last = whole(lanes);
        frame.loop(rest, last, lanes, "single", [&](Value* position) { visit(position, 1); });
        rest = last;
    }
    frame.loop(rest, end, lanes, "tail", [&](Value* position) {
        Visit(frame, position, 1, {lanes_below(frame, build.CreateSub(end, position))}).body();
    });
}

}  // namespace

void emit_map(Frame& frame) {
    if (const std::optional<LoopPlan> plan =
            plan_loops(frame.kernel, frame.analysis, frame.target.vector_bits >= 256))
        return emit_tiles(frame, *plan);
    for_each_row(frame,
                 [&](Value*) { elements(frame, frame.inner_begin, frame.inner_end, false); });
}

}  // namespace tenon::codegen::simd
