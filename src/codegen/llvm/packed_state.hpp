// SPDX-License-Identifier: MIT
/// What the lanes of a tile that are still in a loop hold, packed in memory: first those that make
/// the next round, behind them room for those that are put aside to make a round again.
#pragma once

#include <vector>

#include "codegen/llvm/lane_memory.hpp"
#include "codegen/llvm/loop_steps.hpp"

namespace tenon::codegen::simd {

class PackedState {
public:
    PackedState(Frame& frame, const DivergentLoop& plan, std::int64_t capacity);
    /// Arrays of `capacity` elements that it keeps.
    static std::size_t arrays(const DivergentLoop& plan);

    /// Stores what a visit of one vector made for the loop; its lanes are the tile's from
    /// `number` on.
    void take(Visit& visit, Value* index, Value* number) const;
    /// The same for a group of vectors, one visit each, that stays in registers.
    LoopGroup arrive(std::vector<Visit>& visits, Value* index, LoopState& state) const;
    /// The vectors from `index` on, of lanes that end before `end`.
    LoopGroup load(Value* index, Value* end, LoopState& state) const;

    /// Which lanes of the tile these are.
    Value* numbers(const LoopGroup& group, int vector) const;
    /// Keeps these lanes behind the `count` that are aside already, as they are in memory.
    Value* put_aside(const LoopGroup& group, const Vectors& suspects, Value* count) const;
    /// Writes the active lanes back behind the `out` lanes that are left of earlier groups.
    Value* keep(const LoopGroup& group, const LoopState& before, const LoopState& after,
                Value* out) const;
    Value* pack_group(const LoopGroup& group, const LoopState& after, Value* out) const;

    Value* aside() const { return frame_.i64(room_); }  ///< where the room behind begins
    /// The index of a vector of the group that starts at `index`.
    Value* at(Value* index, int vector) const;

private:
    std::vector<const LaneArray*> all() const;

    Frame& frame_;
    llvm::IRBuilder<>& build_;
    const DivergentLoop& plan_;
    int lanes_, flight_;
    std::int64_t room_;
    LaneNumbers numbers_;
    std::vector<LaneArray> carried_, constants_, fixed_;
};

}  // namespace tenon::codegen::simd
