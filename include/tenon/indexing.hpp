// SPDX-License-Identifier: MIT
/// Indexing with arrays, NumPy's "advanced indexing". What depends on values (bounds, how many
/// elements a mask chooses) is looked at when the function is called, so that its error is on the
/// caller's line; the elements move later, with everything else.
#pragma once

#include <initializer_list>
#include <span>
#include <vector>

#include <tenon/array.hpp>

namespace tenon {

/// One entry of an index: a basic one, or an array of integers or booleans.
class AdvancedIndex {
public:
    template <class I>
        requires(std::convertible_to<I, Index> && !std::derived_from<std::decay_t<I>, Array>)
    AdvancedIndex(I basic) : basic_(basic) {}
    AdvancedIndex(Array array) : basic_(newaxis), array_(std::move(array)) {}
    bool is_array() const { return array_.valid(); }
    const Index& basic() const { return basic_; }
    const Array& array() const { return array_; }

private:
    Index basic_;
    Array array_;
};

/// a[indices]. With basic indices only it is a view, else a new array; NumPy's rules say where the
/// dimensions of the index arrays, broadcast together, stand in the result.
/// @throws IndexError for positions outside and index arrays that do not fit.
TENON_API Array index(const Array& a, std::span<const AdvancedIndex> indices);
inline Array index(const Array& a, std::initializer_list<AdvancedIndex> indices) {
    return index(a, std::span(indices.begin(), indices.size()));
}

/// target[indices] = value, converted to the target's dtype. Of several values for one element the
/// last one stays.
TENON_API void assign_index(const Array& target, std::span<const AdvancedIndex> indices,
                            const Operand& value);
inline void assign_index(const Array& target, std::initializer_list<AdvancedIndex> indices,
                         const Operand& value) {
    assign_index(target, std::span(indices.begin(), indices.size()), value);
}

/// The positions of elements that are not zero, in C order: an int64 array for every dimension.
/// @throws ValueError for an array without dimensions.
TENON_API std::vector<Array> nonzero(const Array& a);

}  // namespace tenon
