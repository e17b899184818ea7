// SPDX-License-Identifier: MIT
/// A loop that ends after a different number of steps for each element. A tile of elements is
/// worked on together, in rounds of some steps: lanes that leave write their results, the others
/// are packed to the front, and so on until none is left. Where few lanes leave, all make the
/// round's steps without looking, and those that perhaps should have left make them again.
#pragma once

#include <map>
#include <vector>

#include "codegen/llvm/lane_memory.hpp"
#include "codegen/llvm/loop_steps.hpp"

namespace tenon::codegen::simd {

/// Where the results of a tile's lanes go, in the order of the elements.
using VarMemory = std::map<std::uint32_t, LaneArray>;

class PackedLoop {
public:
    /// `end`: what lanes execute when they leave, or null.
    PackedLoop(Frame& frame, const DivergentLoop& plan, std::int64_t capacity,
               const VarMemory& results, const PartPlan* end);

    /// A tile begins.
    void begin();
    /// Takes the state of the lanes from `index` on, out of the visit that made it.
    void take(Visit& visit, Value* index);
    /// Runs the loop for `count` elements, the first of which is at position `first` of the row.
    void run(Value* first, Value* count);

    /// Arrays of `capacity` elements that it keeps.
    static std::size_t arrays(const DivergentLoop& plan);

private:
    /// How a round is made.
    struct Pace {
        Value* steps;
        Value* quick;  ///< whether lanes leave so seldom that most need not be watched
    };
    struct Round {
        Value *left, *made, *suspects;  ///< lanes that go on, steps made, lanes made again
        std::vector<Value*> counters;
    };

    std::vector<bool> needed() const;
    Round round(Value* count, const Pace& pace, const std::vector<Value*>& counters);
    Round quick_pass(Value* count, Value* steps, const std::vector<Value*>& counters);
    Frame::Carried watched_pass(Value* from, Value* to, Value* out, Value* steps,
                                const std::vector<Value*>& start,
                                const std::vector<Value*>& counters);
    Pace next_pace(const Pace& pace, Value* count, const Round& made, Value* done) const;

    LoopGroup load(Value* index, Value* end, const std::vector<Value*>& counters,
                   LoopState& state) const;
    void leave(const LoopGroup& group, const LoopState& before, const LoopSteps::Watched& made);
    void execute_end(const LoopGroup& group, const LoopSteps::Watched& made, int vector,
                     Value* left);
    Value* put_aside(const LoopGroup& group, const Vectors& suspects, Value* count);
    Value* keep(const LoopGroup& group, const LoopState& before, const LoopState& after,
                Value* out);
    std::vector<const LaneArray*> arrays() const;
    Value* at(Value* index, int vector) const;

    Frame& frame_;
    llvm::IRBuilder<>& build_;
    const DivergentLoop& plan_;
    const VarMemory& results_;
    const PartPlan* end_;
    Value* first_ = nullptr;
    int lanes_, flight_;
    std::int64_t room_;  ///< lanes in the tile and behind it; suspects are kept from there on
    LoopSteps steps_;
    LaneNumbers numbers_;
    std::vector<LaneArray> carried_, constants_, fixed_;
    Value* wild_ = nullptr;  ///< bytes, not 0 when something must not be fused; null: nothing is
};

/// Emits the rows of a map kernel that has such loops.
void emit_tiles(Frame& frame, const LoopPlan& plan);

}  // namespace tenon::codegen::simd
