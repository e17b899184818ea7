// SPDX-License-Identifier: MIT
/// Memory of a tile: one element for each lane, in the order of the elements or packed.
#pragma once

#include <vector>

#include "codegen/llvm/frame.hpp"

namespace tenon::codegen::simd {

class LaneArray {
public:
    /// Room for `capacity` elements and a vector behind them.
    LaneArray(Frame& frame, DType type, std::int64_t capacity, const char* name);

    Value* load(Value* index) const;
    void store(Value* index, Value* value) const;
    void scatter(Value* indices, Value* value, Value* mask) const;
    /// Elements have at least 32 bits here, as packing wants it.
    Value* widened(Value* value) const;
    Value* place(Value* index) const;
    DType type() const { return type_; }

private:
    Frame* frame_;
    DType type_;
    llvm::Type* element_;
    Value* memory_;
};

/// Numbers of lanes in their tile.
class LaneNumbers {
public:
    LaneNumbers(Frame& frame, std::int64_t capacity);
    Value* first(Value* index) const;  ///< index, index + 1, ... as numbers
    Value* load(Value* index) const { return array_.load(index); }
    void store(Value* index, Value* value) const { array_.store(index, value); }
    const LaneArray& array() const { return array_; }

private:
    Frame* frame_;
    LaneArray array_;
};

/// Writes the lanes of `mask` side by side from `index` on into each array, and returns the index
/// behind them. `values` has one vector for each array.
Value* pack(Frame& frame, Value* index, Value* mask, const std::vector<const LaneArray*>& arrays,
            const std::vector<Value*>& values);

/// How many lanes a mask has.
Value* lane_count(Frame& frame, Value* mask);

}  // namespace tenon::codegen::simd
