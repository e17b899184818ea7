// SPDX-License-Identifier: MIT
/// The loops around visits, one function for each form of kernel.
#pragma once

#include <functional>
#include <vector>

#include "codegen/llvm/visit.hpp"

namespace tenon::codegen::simd {

void emit_map(Frame& frame);
void emit_row_reduce(Frame& frame);
void emit_column_reduce(Frame& frame);

/// Steps through dimensions first .. end-1 in C order, moving pointers along.
class Odometer {
public:
    Odometer(Frame& frame, int first, int end);

    /// The coordinates of a position counted in these dimensions.
    std::vector<Value*> coordinates(Value* position);
    /// `pointer` moved to these coordinates of `param`.
    Value* at(Value* pointer, std::size_t param, const std::vector<Value*>& coordinates);
    /// Moves coordinates and pointers (by parameter, null where unused) one position on.
    void advance(std::vector<Value*>& coordinates, std::vector<Value*>& pointers);
    /// Moves them so many positions on in the last dimension, which must have them.
    void skip(std::vector<Value*>& coordinates, std::vector<Value*>& pointers, Value* positions);

private:
    /// Bytes from the last position that has a given coordinate in `dimension` to the next one.
    Value* carry(std::size_t param, int dimension);

    Frame& frame_;
    int first_, end_;
    std::vector<std::vector<Value*>> carries_;
};

/// Runs `body` for each outer position of map and row_reduce, the row's pointers made.
void for_each_row(Frame& frame, const std::function<void(Value* outer)>& body);

/// The same for several rows at a time: `body` gets how many rows from `outer` on differ in the
/// last outer dimension only (at most `most`; 1 when that many are not there), the row's pointers
/// being those of the first. It must begin the rows itself.
void for_each_band(Frame& frame, int most, const std::function<void(Value* rows)>& body);

/// The lanes of a vector that are below `count`; `offset` lanes come before the vector.
Value* lanes_below(Frame& frame, Value* count, std::int64_t offset = 0);

/// Those from `first` on that are below `end`.
Value* lanes_between(Frame& frame, Value* first, Value* end);

/// The accumulators of all reductions: for each its components, for each component its vectors.
/// With `counting`, a sum of whole numbers that only counts lanes of a mask is one scalar number
/// until it is `settled`: whole numbers have the same sum in any order.
class Accumulators {
public:
    Accumulators(Frame& frame, int flight, bool counting);

    Frame::Carried initial() const;
    /// Joins the values of some visits; `first` (i1) tells that there is nothing to join with yet,
    /// `there` which lanes have a value.
    Frame::Carried joined(const Frame::Carried& old, Visits& visits, Value* first,
                          const Vectors& there) const;
    /// Vectors only, whose lanes have the sums; others than before where a count is among them.
    Frame::Carried settled(Frame::Carried all) const;
    /// The vectors of one component.
    Vectors component(const Frame::Carried& all, std::size_t reduction, int component) const;
    std::size_t size() const;  ///< of Carried

private:
    std::size_t place(std::size_t reduction, int component) const;  ///< of its first vector
    /// Adds the lanes of `mask` that have a value.
    Vectors counted(const Vectors& before, const Vectors& mask, const Vectors& there) const;

    Frame& frame_;
    int flight_;
    std::vector<kernel::ValueId> masks_;  ///< of each reduction that counts: of what; or no_value
};

/// Address of partial result number `index`.
Value* partial_place(Frame& frame, const kernel::Reduction& reduction, int component, Value* index);

}  // namespace tenon::codegen::simd
