// SPDX-License-Identifier: MIT
// Element-wise kernels: rows of vectors, several at once, then one at a time, then part of one.
#include <llvm/IR/IntrinsicsX86.h>

#include <array>
#include <optional>

#include <tenon/error.hpp>

#include "codegen/llvm/divergent_loop.hpp"
#include "codegen/llvm/loops.hpp"
#include "kernel/two_steps.hpp"

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
        if (RowBlock::suits(frame_))
            return for_each_band(frame_, RowBlock::height, [&](Value* rows) { block(rows); });
        if (kernel::has_two_steps(frame_.kernel))
            throw CompileError("two steps at once need rows of which vectors are cache lines");
        if (streamed_.empty()) {
            for_each_row(frame_,
                         [&](Value*) { elements(frame_.inner_begin, frame_.inner_end, false); });
            return;
        }
        if (frame_.kernel.rank == 1)
            for_each_row(frame_, [&](Value*) { streamed_band(nullptr); });
        else
            for_each_band(frame_, band, [&](Value* rows) { streamed_band(rows); });
        // Later stores and other threads must find what went past the caches.
        build_.CreateIntrinsic(llvm::Intrinsic::x86_sse_sfence, {}, {});
    }

private:
    static constexpr std::int64_t line = 64;  ///< bytes of a cache line
    static constexpr int band = 4;            ///< rows that are streamed together

    void visit(Value* position, int vectors, bool nontemporal, llvm::PHINode* rare = nullptr) {
        Visits visits(frame_, position, vectors, {}, nontemporal);
        visits.set_rare_exit(rare);
        visits.body();
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
        if (frame_.analysis.inline_math && straight())
            return elements_with_math(first, end, nontemporal);
        if (const std::optional<std::size_t> lined = nontemporal ? std::nullopt : lined_output())
            return elements_of_lines(first, end, *lined);
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

    /// The output of which a vector is a whole cache line; the first one if there are several.
    std::optional<std::size_t> lined_output() const {
        const std::vector<kernel::Param>& params = frame_.kernel.params;
        if (frame_.target.vector_bits == 8 * line)
            for (std::size_t p = 0; p < params.size(); ++p)
                if (params[p].written && frame_.used(p) &&
                    params[p].inner == kernel::Inner::contiguous &&
                    lanes_ * static_cast<std::int64_t>(size_of(params[p].dtype)) == line)
                    return p;
        return std::nullopt;
    }

    /// Vectors are stored to whole lines: where a row begins within one, what is left of that line
    /// comes first, with a mask. A store that crosses lines is two, and so is a load of what lies
    /// in its lines as the output does.
    void elements_of_lines(Value* first, Value* end, std::size_t output) {
        constexpr std::int64_t shortest = 4;  // vectors of a row that gains from it
        const std::int64_t step = lanes_ * flight_;
        Value* gains =
            build_.CreateICmpSGE(build_.CreateSub(end, first), frame_.i64(shortest * lanes_));
        frame_.loop_by(first, end, "parts", {}, [&](Value* position, const Frame::Carried&) {
            Value* left = build_.CreateSub(end, position);
            Value* ragged = build_.CreateSelect(gains, until_line(output, position), frame_.i64(0));
            Value* begun = build_.CreateICmpNE(ragged, frame_.i64(0));
            Value* whole = build_.CreateSelect(begun, frame_.i64(0),
                                               build_.CreateAnd(left, frame_.i64(-step)));
            Value* rest = build_.CreateAdd(position, whole);
            frame_.loop(position, rest, step, "main",
                        [&](Value* at) { visit(at, flight_, false); });
            Value* done = build_.CreateSelect(begun, ragged, left);
            masked(rest, build_.CreateAdd(position, done));
            return std::pair(done, Frame::Carried{});
        });
    }

    /// The same where math functions stand in the code. Whole flights leave the main loop when
    /// arguments are rare: the vectors with masks, which call the functions, make that flight, or
    /// what is left in the end, and the main loop goes on behind it.
    void elements_with_math(Value* first, Value* end, bool nontemporal) {
        const std::int64_t step = lanes_ * flight_;
        frame_.loop_by(first, end, "flights", {}, [&](Value* position, const Frame::Carried&) {
            Value* count = build_.CreateSub(end, position);
            Value* whole = build_.CreateAdd(position, build_.CreateAnd(count, frame_.i64(-step)));
            llvm::BasicBlock* others = frame_.new_block("others");
            llvm::PHINode* rest = llvm::PHINode::Create(build_.getInt64Ty(), 2, "", others);
            frame_.loop(position, whole, step, "main",
                        [&](Value* at) { visit(at, flight_, nontemporal, rest); });
            rest->addIncoming(whole, build_.GetInsertBlock());
            build_.CreateBr(others);
            frame_.enter(others);
            Value* next = build_.CreateBinaryIntrinsic(
                llvm::Intrinsic::smin, build_.CreateAdd(rest, frame_.i64(step)), end);
            masked(rest, next);
            return std::pair(build_.CreateSub(next, position), Frame::Carried{});
        });
    }

    bool straight() const {
        return frame_.analysis.blocks[kernel::body_block].values.size() ==
               frame_.kernel.blocks[kernel::body_block].size();
    }

    /// Bytes by which the element at `position` lies behind the start of a cache line.
    Value* offset_in_line(std::size_t param, Value* position) {
        const auto size = static_cast<std::int64_t>(size_of(frame_.kernel.params[param].dtype));
        Value* address = build_.CreatePtrToInt(frame_.row_pointer(param), build_.getInt64Ty());
        address = build_.CreateAdd(address, build_.CreateMul(position, frame_.i64(size)));
        return build_.CreateAnd(address, frame_.i64(line - 1));
    }

    /// Elements from `position` on that lie before the next start of a cache line.
    Value* until_line(std::size_t param, Value* position) {
        const auto size = static_cast<std::int64_t>(size_of(frame_.kernel.params[param].dtype));
        Value* bytes = build_.CreateAnd(build_.CreateNeg(offset_in_line(param, position)),
                                        frame_.i64(line - 1));
        return build_.CreateUDiv(bytes, frame_.i64(size));
    }

    /// Where streaming may start in a row: the next cache line of the first output, or the end of
    /// the row when not all outputs are aligned alike.
    Value* streaming_start() {
        Value* first = frame_.inner_begin;
        Value* start = build_.CreateAdd(first, until_line(streamed_[0], first));
        start = build_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, start, frame_.inner_end);
        Value* offsets = frame_.i64(0);
        for (const std::size_t param : streamed_)
            offsets = build_.CreateOr(offsets, offset_in_line(param, start));
        return build_.CreateSelect(build_.CreateICmpEQ(offsets, frame_.i64(0)), start,
                                   frame_.inner_end);
    }

    std::int64_t streamed_size() const {
        return static_cast<std::int64_t>(size_of(frame_.kernel.params[streamed_[0]].dtype));
    }

    /// Whether all rows start at the same place of a cache line in all streamed outputs.
    Value* rows_alike() {
        const auto dimension = static_cast<std::size_t>(frame_.kernel.rank) - 2;
        Value* strides = frame_.i64(0);
        for (const std::size_t param : streamed_)
            strides = build_.CreateOr(strides, frame_.stride(param, dimension));
        return build_.CreateICmpEQ(build_.CreateAnd(strides, frame_.i64(line - 1)), frame_.i64(0));
    }

    /// Some rows (null: one) whose whole cache lines are stored past the caches. Memory serves
    /// several rows side by side faster than one, so they advance together, a span at a time.
    void streamed_band(Value* rows) {
        Value* start = nullptr;
        Value* span = build_.CreateSub(frame_.inner_end, frame_.inner_begin);
        if (rows != nullptr) {
            // Rows that start elsewhere in a line would need a start each.
            start = streaming_start();
            const std::int64_t columns = std::max(8 * line / streamed_size(), lanes_ * flight_);
            Value* several = build_.CreateICmpSGT(rows, frame_.i64(1));
            start = build_.CreateSelect(build_.CreateOr(build_.CreateNot(several), rows_alike()),
                                        start, frame_.inner_end);
            span = build_.CreateSelect(several, frame_.i64(columns), span);
        } else {
            start = streaming_start();
        }
        each_row(rows, [&] { masked(frame_.inner_begin, start); });
        frame_.loop_by(
            start, frame_.inner_end, "span", {}, [&](Value* position, const Frame::Carried&) {
                Value* end = build_.CreateBinaryIntrinsic(
                    llvm::Intrinsic::smin, build_.CreateAdd(position, span), frame_.inner_end);
                each_row(rows, [&] { elements(position, end, true); });
                return std::pair(span, Frame::Carried{});
            });
    }

    /// Rows side by side if there are enough of them. Else, and of what is left behind the last
    /// whole vectors, row by row.
    void block(Value* rows) {
        Value* several = build_.CreateICmpSGT(rows, frame_.i64(1));
        RowBlock together(frame_);
        if (together.two_steps() && !together.of_lines())
            throw CompileError("two steps at once need vectors that are cache lines");
        if (together.two_steps())
            return frame_.when(several, "blocks", [&] { block_of_two_steps(together); });
        if (together.of_lines()) {
            frame_.when(several, "blocks", [&] { block_of_lines(together); });
            frame_.when(build_.CreateNot(several), "row_alone", [&] {
                each_row(rows, [&] { elements(frame_.inner_begin, frame_.inner_end, false); });
            });
            return;
        }
        Value* count = build_.CreateSub(frame_.inner_end, frame_.inner_begin);
        Value* whole =
            build_.CreateAdd(frame_.inner_begin, build_.CreateAnd(count, frame_.i64(-lanes_)));
        whole = build_.CreateSelect(several, whole, frame_.inner_begin);
        frame_.when(build_.CreateICmpSLT(frame_.inner_begin, whole), "blocks", [&] {
            together.before(frame_.inner_begin);
            frame_.loop(frame_.inner_begin, whole, lanes_, "block", [&](Value* position) {
                together.advance(position, {});
                Visits(frame_, position, together).body();
            });
        });
        each_row(rows, [&] { elements(whole, frame_.inner_end, false); });
    }

    /// From the cache line on in which the rows begin. Some lanes of the first vector and of the
    /// last ones have no element, or no neighbour that may be loaded.
    void block_of_lines(RowBlock& together) {
        const auto visit = [&](Value* position, const Frame::Carried& behind, Value* there,
                               Value* first) {
            together.advance(position, behind, {RowLanes{there, first}});
            Visits(frame_, position, together).body();
            return together.carried();
        };
        Value* begin = frame_.inner_begin;
        Value* end = frame_.inner_end;
        Value* in_line = together.behind_line(begin);
        Value* start = build_.CreateSub(begin, in_line);
        Value* count = build_.CreateSub(end, start);
        Frame::Carried carried =
            visit(start, together.before(start), lanes_between(frame_, in_line, count), begin);
        Value* second = build_.CreateAdd(start, frame_.i64(lanes_));
        Value* whole = build_.CreateAdd(start, build_.CreateAnd(count, frame_.i64(-lanes_)));
        if (together.looks_ahead())
            whole = build_.CreateSub(whole, frame_.i64(lanes_));
        carried = frame_.loop(second, whole, lanes_, "block", carried,
                              [&](Value* position, const Frame::Carried& behind) {
                                  return visit(position, behind, nullptr, nullptr);
                              });
        Value* rest = build_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, second, whole);
        frame_.loop(rest, end, lanes_, "last", carried,
                    [&](Value* position, const Frame::Carried& behind) {
                        Value* there = lanes_below(frame_, build_.CreateSub(end, position));
                        return visit(position, behind, there, position);
                    });
    }

    /// Lines of which only the first step has lanes; of which both do, first and last only some;
    /// of which only the second one does. A step without any computes nothing: whatever it would
    /// load need not be there yet, and could raise floating-point flags that no element raises.
    void block_of_two_steps(RowBlock& together) {
        const auto visit = [&](std::array<bool, 2> steps, bool whole) {
            return [&, steps, whole](Value* position, const Frame::Carried& behind) {
                std::array<RowLanes, 2> lanes{};
                for (std::size_t step = 0; step < 2; ++step)
                    lanes[step] = !steps[step] ? RowLanes{.none = true}
                                  : whole      ? RowLanes{}
                                               : together.lanes_at(position, step);
                together.advance(position, behind, lanes);
                Visits(frame_, position, together).body();
                return together.carried();
            };
        };
        Value* start = build_.CreateSub(together.begin(0), together.behind_line(together.begin(0)));
        const auto line_of = [&](Value* position) {  // that it lies in
            return build_.CreateAdd(
                start, build_.CreateAnd(build_.CreateSub(position, start), frame_.i64(-lanes_)));
        };
        const auto line_behind = [&](Value* position) {
            return line_of(build_.CreateAdd(position, frame_.i64(lanes_ - 1)));
        };
        const auto of_both = [&](llvm::Intrinsic::ID pick, Value* one, Value* other) {
            return build_.CreateBinaryIntrinsic(pick, one, other);
        };
        // The second step begins and ends at most a vector behind the first one.
        Value* from = line_of(together.begin(1));
        Value* until = line_behind(together.end(0));
        Value* begun = of_both(llvm::Intrinsic::smin, line_behind(together.begin(1)), until);
        Value* last =
            of_both(llvm::Intrinsic::smin, together.last_whole(0), together.last_whole(1));
        Value* whole = build_.CreateAdd(line_of(last), frame_.i64(lanes_));
        Value* rest = of_both(llvm::Intrinsic::smax, begun, whole);
        Frame::Carried carried = together.before(start);
        const auto run = [&](Value* begin, Value* stop, const char* name, const auto& body) {
            carried = frame_.loop(begin, stop, lanes_, name, carried, body);
        };
        run(start, from, "first_step", visit({true, false}, false));
        run(from, begun, "first", visit({true, true}, false));
        run(begun, whole, "block", visit({true, true}, true));
        run(rest, until, "last", visit({true, true}, false));
        run(until, together.end(1), "second_step", visit({false, true}, false));
    }

    /// Runs `body` for each row of a band; null: the one row that is begun already.
    void each_row(Value* rows, const std::function<void()>& body) {
        if (rows == nullptr)
            return body();
        const std::vector<Value*> pointers = frame_.row_pointers;
        const std::vector<Value*> coordinates = frame_.row_coordinates;
        const std::size_t dimension = coordinates.size() - 1;
        Frame::Carried initial;
        for (Value* pointer : pointers)
            if (pointer != nullptr)
                initial.push_back(pointer);
        frame_.loop(frame_.i64(0), rows, 1, "band_row", initial,
                    [&](Value* number, const Frame::Carried& carried) {
                        std::size_t next = 0;
                        for (Value*& pointer : frame_.row_pointers)
                            if (pointer != nullptr)
                                pointer = carried[next++];
                        frame_.row_coordinates[dimension] =
                            build_.CreateAdd(coordinates[dimension], number);
                        frame_.begin_row();
                        body();
                        Frame::Carried following;
                        for (std::size_t p = 0; p < pointers.size(); ++p)
                            if (pointers[p] != nullptr)
                                following.push_back(frame_.bytes_after(
                                    frame_.row_pointers[p], frame_.stride(p, dimension)));
                        return following;
                    });
        frame_.row_pointers = pointers;
        frame_.row_coordinates = coordinates;
    }

    Frame& frame_;
    llvm::IRBuilder<>& build_;
    std::int64_t lanes_;
    int flight_;
    std::vector<std::size_t> streamed_;
};

}  // namespace

void emit_map(Frame& frame) {
    if (const std::optional<LoopPlan> plan = plan_loops(frame))
        return emit_tiles(frame, *plan);
    Map(frame).run();
}

}  // namespace tenon::codegen::simd
