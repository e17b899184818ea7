// SPDX-License-Identifier: MIT
/// Some rows side by side, each a visit: an element that several of them load is loaded once.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

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

    /// Whether vectors are cache lines, so that they are stored at whole lines, and those at
    /// several columns of a row made of the lines that it loads (kernel::slides).
    bool of_lines() const { return lined_ != kernel::no_param; }
    /// Elements from the start of a cache line to `position`, in the first row.
    Value* behind_line(Value* position) const;

    /// What an iteration hands to the next one, a vector behind it: of each row that is loaded at
    /// several columns the vectors that both need. Here those in front of the one at `position`.
    Frame::Carried before(Value* position);
    Frame::Carried carried();
    /// Elements are at `position` from now on. `there`: the lanes that have one, and `first` is
    /// the first of them; null: all.
    void advance(Value* position, const Frame::Carried& behind, Value* there = nullptr,
                 Value* first = nullptr);
    /// Whether a row is loaded a vector ahead of those that are stored.
    bool looks_ahead() const;
    /// The vector that a row's visit loads; null: nobody has loaded it. Only of parameters that are
    /// not written.
    Value*& loaded(std::uint32_t param, int row);

private:
    using Place = std::pair<std::uint32_t, int>;  ///< a parameter without base, and a row of it
    Place place(std::uint32_t param, int row) const;

    /// A row of which vectors at several columns are needed. They are made of the one at column 0,
    /// where the base of the array's parameters lies, and of those in front of it and behind it.
    /// Each iteration loads the last one.
    struct Sliding {
        std::int64_t first = 0, last = 0;  ///< columns
        std::vector<Value*> vectors = {};  ///< from the one that holds the first column on
        bool loaded = false;               ///< the last one

        std::int64_t lowest() const { return first < 0 ? -1 : 0; }
        std::int64_t highest() const { return last > 0 ? 1 : 0; }
    };
    void find_lines();
    void find_sliding();
    /// Asks for the cache lines to the left of the rows. In tiles the next step begins some
    /// elements farther left, where the strip beside has stored long ago: nothing that the
    /// processor would fetch by itself, and all loads of that step wait for it.
    void fetch_left();
    Value* element(const Place& place, Value* position, std::int64_t column) const;
    /// The vector that begins so many vectors behind column 0. Of one that not all of the row's
    /// elements reach (`whole` is false), only those that do are loaded.
    Value* line(const Place& place, const Sliding& row, std::int64_t vectors, bool whole) const;
    void complete(const Place& place, Sliding& row);
    Value* slid(const Place& place, Sliding& row, std::int64_t column);

    Frame& frame_;
    Value* position_ = nullptr;
    Value* there_ = nullptr;  ///< see advance
    Value* first_ = nullptr;
    std::uint32_t lined_ = kernel::no_param;  ///< what is stored at whole cache lines
    std::map<Place, Value*> pointers_;
    std::map<Place, Sliding> sliding_;
    std::map<std::pair<Place, std::int64_t>, Value*> loaded_;
};

}  // namespace tenon::codegen::simd
