// SPDX-License-Identifier: MIT
/// The oracle for indexing with arrays.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "support/eager.hpp"

namespace eager {

/// A basic index or an array of integers or booleans.
struct AnyIndex {
    template <class I>
        requires std::convertible_to<I, Index>
    AnyIndex(I index) : basic(index) {}
    AnyIndex(const Array& indices) : basic(tenon::newaxis), array(indices) {}
    Index basic;
    std::optional<Array> array;
};

/// Where in the storage the elements of a[indices] lie, in C order, and the shape they make.
/// @throws std::logic_error for what NumPy refuses.
struct Selection {
    Shape shape;
    std::vector<std::int64_t> elements;
    /// How NumPy lays out what is taken: the index arrays' dimensions around the others, which stay
    /// as they are in memory.
    std::vector<std::size_t> outermost_first;
};
Selection select(const Array& a, std::span<const AnyIndex> indices);

Array index(const Array& a, std::span<const AnyIndex> indices);
void assign_index(const Array& target, std::span<const AnyIndex> indices, const Operand& value);
/// target[indices] op= value, one element after the other.
void update_at(std::string_view op, const Array& target, std::span<const AnyIndex> indices,
               const Operand& value);

}  // namespace eager
