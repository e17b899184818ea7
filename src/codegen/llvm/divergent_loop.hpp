// SPDX-License-Identifier: MIT
/// A loop that ends after a different number of steps for each element. A tile of elements is
/// worked on together: vectors of lanes that are still in the loop make some steps, lanes that
/// leave write their results, the others are packed to the front, and so on until none is left.
#pragma once

#include <map>
#include <vector>

#include "codegen/llvm/lane_memory.hpp"
#include "codegen/llvm/loop_plan.hpp"
#include "codegen/llvm/visit.hpp"

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

private:
    struct State {
        std::vector<Vectors> carried;  ///< for each carried variable
        Vectors active;
        std::vector<Value*> counters;
    };
    struct Group {
        Value* index;  ///< of its first lane
        std::vector<Vectors> constants, fixed;
    };
    struct Flags {
        Value* blocks;  ///< blocks of steps in a round
        Value* quick;   ///< whether lanes leave so seldom that blocks are not watched
    };

    Frame::Carried round(Value* count, const Flags& flags, const std::vector<Value*>& counters);
    Frame::Carried group(Value* index, Value* count, const Flags& flags,
                         const Frame::Carried& before, const std::vector<Value*>& counters);
    State steps(const Group& group, State state, const Flags& flags);
    State quick_block(const Group& group, const State& state, Value*& same);
    void join_bits(Vectors& bits, const Vectors& values) const;
    Vectors large_values(const std::map<kernel::ValueId, Vectors>& exponents,
                         const Vectors& active) const;
    State watched_block(const Group& group, const State& state);
    void leave(const Group& group, const State& before, const State& after,
               const std::vector<Vectors>& records);
    void execute_end(const Group& group, const State& after, const std::vector<Vectors>& records,
                     int vector, Value* left);
    Value* keep(const Group& group, const State& before, const State& after, Value* out);
    void prepare(Visit& visit, const Group& group, const State& state) const;
    void conditions(kernel::ValueId value, std::vector<kernel::ValueId>& parts) const;
    Flags next_flags(const Flags& flags, Value* count, Value* left, Value* done) const;

    std::vector<llvm::PHINode*> phis(State& state) const;
    static void feed(const std::vector<llvm::PHINode*>& phis, const State& state,
                     llvm::BasicBlock* from);
    Value* at(Value* index, int vector) const;

    Frame& frame_;
    llvm::IRBuilder<>& build_;
    const DivergentLoop& plan_;
    const kernel::Instr& loop_;
    const VarMemory& results_;
    const PartPlan* end_;
    Value* first_ = nullptr;
    int lanes_, flight_, block_steps_;
    LaneNumbers numbers_;
    std::vector<LaneArray> carried_, constants_, fixed_;
    Value* wild_ = nullptr;  ///< bytes, not 0 when something must not be fused; null: nothing is
};

/// Emits the rows of a map kernel that has such loops.
void emit_tiles(Frame& frame, const LoopPlan& plan);

}  // namespace tenon::codegen::simd
