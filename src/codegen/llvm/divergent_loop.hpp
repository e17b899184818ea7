// SPDX-License-Identifier: MIT
/// A loop that ends after a different number of steps for each element. A tile of elements is
/// worked on together, in rounds of some steps: lanes that leave write their results, the others
/// are packed to the front, and so on until none is left. Where few lanes leave, all make the
/// round's steps without looking, and those that perhaps should have left make them again.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "codegen/llvm/packed_state.hpp"

namespace tenon::codegen::simd {

/// Where the results of a tile's lanes go, in the order of the elements.
using VarMemory = std::map<std::uint32_t, LaneArray>;

class PackedLoop {
public:
    /// `end`: what lanes execute when they leave, or null.
    PackedLoop(Frame& frame, const DivergentLoop& plan, std::int64_t capacity,
               const VarMemory& results, const PartPlan* end);

    /// Makes a visit of what stands before the loop, for one vector of the tile from `index` on;
    /// `there`: its lanes, empty if all.
    using Arrive = std::function<Visit(Value* index, const Vectors& there)>;
    /// Runs the loop for `count` elements, the first of which is at position `first` of the row.
    void run(Value* first, Value* count, const Arrive& arrive);

private:
    /// How a round is made.
    struct Pace {
        Value* steps;
        Value* quick;  ///< whether lanes leave so seldom that most need not be watched
        Value* arriving;
    };
    struct Round {
        Value *left, *made, *suspects;  ///< lanes that go on, steps made, lanes made again
        std::vector<Value*> counters;
    };

    void begin();
    void look_at(Visit& visit);
    std::vector<bool> needed() const;
    Round round(Value* count, const Pace& pace, const std::vector<Value*>& counters);
    Round arriving_pass(Value* count, Value* steps, const std::vector<Value*>& counters);
    Frame::Carried counted(const LoopSteps::Watched& made, Value* left,
                           const Frame::Carried& before) const;
    Round quick_pass(Value* count, Value* steps, const std::vector<Value*>& counters);
    Frame::Carried watched_pass(Value* from, Value* to, Value* out, Value* steps,
                                const std::vector<Value*>& start,
                                const std::vector<Value*>& counters);
    Pace next_pace(const Pace& pace, Value* count, const Round& made, Value* done) const;

    void leave(const LoopGroup& group, const LoopState& before, const LoopSteps::Watched& made);
    void execute_end(const LoopGroup& group, const LoopSteps::Watched& made, int vector,
                     Value* left);

    Frame& frame_;
    llvm::IRBuilder<>& build_;
    const DivergentLoop& plan_;
    const VarMemory& results_;
    const PartPlan* end_;
    Value* first_ = nullptr;
    int lanes_, flight_;
    const Arrive* arrive_ = nullptr;
    PackedState state_;
    LoopSteps steps_;
    Value* wild_ = nullptr;  ///< bytes, not 0 when something must not be fused; null: nothing is
};

/// Emits the rows of a map kernel that has such loops.
void emit_tiles(Frame& frame, const LoopPlan& plan);

}  // namespace tenon::codegen::simd
