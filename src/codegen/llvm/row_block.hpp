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

    /// Elements are somewhere else from now on.
    void advance() { loaded_.clear(); }
    /// The vector that a row's visit loads, `start` vectors behind the position; null: nobody has
    /// loaded it. Only of parameters that are not written.
    Value*& loaded(std::uint32_t param, int row, int start);

private:
    using Place = std::pair<std::uint32_t, int>;  ///< a parameter without base, and a row of it
    Place place(std::uint32_t param, int row) const;

    Frame& frame_;
    std::map<Place, Value*> pointers_;
    std::map<std::tuple<Place, std::int64_t, int>, Value*> loaded_;
};

}  // namespace tenon::codegen::simd
