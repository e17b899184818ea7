// SPDX-License-Identifier: MIT
/// Some rows side by side, each a visit: an element that several of them load is loaded once.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "codegen/llvm/frame.hpp"
#include "kernel/shared_rows.hpp"

namespace tenon::codegen::simd {

/// The lanes that have an element; null: all. `first`: an element that is there.
struct RowLanes {
    Value* there = nullptr;
    Value* first = nullptr;
    bool none = false;  ///< nothing is computed here
};

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
    /// Whether the kernel makes two steps at once (kernel/two_steps.hpp).
    bool two_steps() const { return steps_ == 2; }
    /// The last coordinates that a step has, [begin, end); of the only one, those of the frame.
    Value* begin(std::size_t step) const { return begin_[step]; }
    Value* end(std::size_t step) const { return end_[step]; }
    /// The last position at which all that a step loads of sliding rows is there.
    Value* last_whole(std::size_t step) const;
    /// Elements from the start of a cache line to `position`, in the first row.
    Value* behind_line(Value* position) const;

    /// What an iteration hands to the next one, a vector behind it: of each row that is loaded at
    /// several columns the vectors that both need. Here those in front of the one at `position`.
    Frame::Carried before(Value* position);
    Frame::Carried carried();
    /// Those at a position that some may lie beyond either end of.
    RowLanes lanes_at(Value* position, std::size_t step) const;
    /// Elements are at `position` from now on.
    void advance(Value* position, const Frame::Carried& behind,
                 const std::array<RowLanes, 2>& lanes = {});
    const RowLanes& lanes(std::size_t step) const { return lanes_of_[step]; }
    /// Whether a row is loaded a vector ahead of those that are stored.
    bool looks_ahead() const;
    /// The vector that a row's visit loads; null: nobody has loaded it. Only of parameters that are
    /// not written.
    Value*& loaded(std::uint32_t param, int row);
    /// What a row's visit stores, for the second step.
    void stored(std::uint32_t param, int row, Value* vector);

private:
    using Place = std::pair<std::uint32_t, int>;  ///< a parameter without base, and a row of it
    Place place(std::uint32_t param, int row) const;

    /// A row of which vectors at several columns are needed. They are made of the one at column 0,
    /// where the base of the array's parameters lies, and of those in front of it and behind it.
    /// Each iteration loads the last one.
    struct Sliding {
        std::int64_t first = 0, last = 0;  ///< columns
        std::size_t step = 0;              ///< that loads it
        bool made = false;                 ///< by the first step: its last vector is at column 0
        kernel::VectorRange held = {};
        std::vector<Value*> vectors = {};  ///< those
        bool loaded = false;               ///< the last one
    };
    void find_ranges();
    void find_lines();
    void find_sliding();
    bool slides_here(const Sliding& row) const;
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
    Value* filling(const Place& place, llvm::Type* type, const RowLanes& lanes,
                   std::int64_t column);

    Frame& frame_;
    std::size_t steps_ = 1;
    std::array<Value*, 2> begin_{}, end_{};
    Value* position_ = nullptr;
    std::array<RowLanes, 2> lanes_of_{};
    std::uint32_t lined_ = kernel::no_param;  ///< what is stored at whole cache lines
    std::map<Place, Value*> pointers_;
    std::map<Place, Sliding> sliding_;
    std::map<std::pair<Place, std::int64_t>, Value*> loaded_;
    std::map<llvm::Type*, Value*> nans_;  ///< of the vectors at the position
};

}  // namespace tenon::codegen::simd
