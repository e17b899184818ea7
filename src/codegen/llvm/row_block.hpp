// SPDX-License-Identifier: MIT
/// Some rows side by side, each a visit: an element that several of them load is loaded once.
#pragma once

#include <cstdint>
#include <map>
#include <tuple>

#include "codegen/llvm/frame.hpp"

namespace tenon::codegen::simd {

class RowBlock {
public:
    /// Rows of a block. Each needs a pointer for every array without views above and below, and
    /// x86 has 16 registers for them; with 4 a stencil of radius one loads 6 rows, not 12.
    static constexpr int height = 4;

    /// Whether the kernel says where its parameters lie, and its code suits blocks: nothing in it
    /// is made once for a row, and vectors follow each other.
    static bool suits(const Frame& frame);

    /// The rows from the frame's on. Pointers are made where the code is.
    explicit RowBlock(Frame& frame);

    /// Of the row's element whose last coordinate is 0, or whose distance to it is `column`.
    Value* pointer(std::uint32_t param, int row) const { return pointers_.at(place(param, row)); }
    std::int64_t column(std::uint32_t param) const { return frame_.kernel.params[param].columns; }

    /// What an iteration hands to the next one, a vector behind it: of each row that is loaded at
    /// several columns the vector at the last of them. Here that of the iteration before the one
    /// at `position`; only its elements that are needed are loaded.
    Frame::Carried before(Value* position);
    Frame::Carried carried();
    /// Elements are at `position` from now on.
    void advance(Value* position, const Frame::Carried& behind);
    /// The vector that a row's visit loads, `start` vectors behind the position; null: nobody has
    /// loaded it. Only of parameters that are not written.
    Value*& loaded(std::uint32_t param, int row, int start);

private:
    using Place = std::pair<std::uint32_t, int>;  ///< a parameter without base, and a row of it
    Place place(std::uint32_t param, int row) const;

    /// A row of which vectors at several columns are needed, see kernel::slides. Each is made of
    /// the one at the last column and of that one an iteration before.
    struct Sliding {
        std::int64_t first = 0, last = 0;  ///< columns
        Value* behind = nullptr;           ///< at the last column, in the iteration before
        Value* newest = nullptr;           ///< the same in this one; null: not loaded yet
    };
    void find_sliding();
    /// Asks for the cache lines to the left of the rows. In tiles the next step begins some
    /// elements farther left, where the strip beside has stored long ago: nothing that the
    /// processor would fetch by itself, and all loads of that step wait for it.
    void fetch_left();
    Value* element(const Place& place, std::int64_t column) const;
    Value* newest(const Place& place, Sliding& row);

    Frame& frame_;
    Value* position_ = nullptr;
    std::map<Place, Value*> pointers_;
    std::map<Place, Sliding> sliding_;
    std::map<std::tuple<Place, std::int64_t, int>, Value*> loaded_;
};

}  // namespace tenon::codegen::simd
