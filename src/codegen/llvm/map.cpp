// SPDX-License-Identifier: MIT
// Element-wise kernels: rows of vectors, several at once, then one at a time, then part of one.
#include <llvm/IR/IntrinsicsX86.h>

#include "codegen/llvm/divergent_loop.hpp"
#include "codegen/llvm/loops.hpp"

namespace tenon::codegen::simd {

namespace {

class Map {
public:
    explicit Map(Frame& frame)
        : frame_(frame), build_(frame.build), lanes_(frame.analysis.lanes),
          flight_(frame.analysis.flight) {
        for (std::size_t p = 0; p < frame.kernel.params.size(); ++p) {
            const kernel::Param& param = frame.kernel.params[p];
            if (param.nontemporal && param.written && frame.used(p) &&
                param.inner == kernel::Inner::contiguous)
                streamed_.push_back(p);
        }
    }

    void run() {
        for_each_row(frame_, [&](Value*) {
            if (streamed_.empty())
                elements(frame_.inner_begin, frame_.inner_end, false);
            else
                streamed_row(frame_.inner_begin, frame_.inner_end);
        });
        if (!streamed_.empty())  // later stores and other threads must find what went past caches
            build_.CreateIntrinsic(llvm::Intrinsic::x86_sse_sfence, {}, {});
    }

private:
    static constexpr std::int64_t line = 64;  ///< bytes of a cache line

    void visit(Value* position, int vectors, bool nontemporal) {
        Visit one(frame_, position, vectors);
        one.nontemporal = nontemporal;
        one.body();
    }

    /// Vectors with masks; few elements, or a row that cannot be streamed.
    void masked(Value* first, Value* end) {
        frame_.loop(first, end, lanes_, "tail", [&](Value* position) {
            Value* rest = build_.CreateSub(end, position);
            Visit(frame_, position, 1, {lanes_below(frame_, rest)}).body();
        });
    }

    /// The elements [first, end) of a row.
    void elements(Value* first, Value* end, bool nontemporal) {
        Value* count = build_.CreateSub(end, first);
        const auto whole = [&](std::int64_t step) {
            return build_.CreateAdd(first, build_.CreateAnd(count, frame_.i64(-step)));
        };
        Value* rest = first;
        if (flight_ > 1) {
            rest = whole(lanes_ * flight_);
            frame_.loop(first, rest, lanes_ * flight_, "main",
                        [&](Value* position) { visit(position, flight_, nontemporal); });
        }
        // With mask registers a masked vector costs what a whole one does; else whole ones first.
        if (flight_ == 1 || frame_.target.vector_bits < 512) {
            Value* last = whole(lanes_);
            frame_.loop(rest, last, lanes_, "single",
                        [&](Value* position) { visit(position, 1, nontemporal); });
            rest = last;
        }
        masked(rest, end);
    }

    /// Bytes by which the element at `position` lies behind the start of a cache line.
    Value* offset_in_line(std::size_t param, Value* position) {
        const auto size = static_cast<std::int64_t>(size_of(frame_.kernel.params[param].dtype));
        Value* address = build_.CreatePtrToInt(frame_.row_pointer(param), build_.getInt64Ty());
        address = build_.CreateAdd(address, build_.CreateMul(position, frame_.i64(size)));
        return build_.CreateAnd(address, frame_.i64(line - 1));
    }

    /// Whole cache lines are stored past the caches, which needs all outputs to be aligned alike.
    void streamed_row(Value* first, Value* end) {
        const auto size =
            static_cast<std::int64_t>(size_of(frame_.kernel.params[streamed_[0]].dtype));
        Value* before = build_.CreateAnd(build_.CreateNeg(offset_in_line(streamed_[0], first)),
                                         frame_.i64(line - 1));
        Value* start = build_.CreateAdd(first, build_.CreateUDiv(before, frame_.i64(size)));
        start = build_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, start, end);
        Value* offsets = frame_.i64(0);
        for (const std::size_t param : streamed_)
            offsets = build_.CreateOr(offsets, offset_in_line(param, start));
        Value* aligned = build_.CreateICmpEQ(offsets, frame_.i64(0));
        start = build_.CreateSelect(aligned, start, end);
        masked(first, start);
        elements(start, end, true);
    }

    Frame& frame_;
    llvm::IRBuilder<>& build_;
    std::int64_t lanes_;
    int flight_;
    std::vector<std::size_t> streamed_;
};

}  // namespace

void emit_map(Frame& frame) {
    const bool fma = frame.target.vector_bits >= 256;
    if (const std::optional<LoopPlan> plan = plan_loops(frame.kernel, frame.analysis, fma))
        return emit_tiles(frame, *plan);
    Map(frame).run();
}

}  // namespace tenon::codegen::simd
