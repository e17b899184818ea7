// SPDX-License-Identifier: MIT
/// Indexing with arrays, NumPy's "advanced indexing". What depends on values (bounds, how many
/// elements a mask chooses) is looked at when the function is called, so that its error is on the
/// caller's line; the elements move later, with everything else.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
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

/// target[...] = value, any dtype to any, broadcasting.
TENON_API void assign(const Array& target, const Operand& value);

/// target[indices] = value, converted to the target's dtype. Of several values for one element the
/// last one stays.
TENON_API void assign_index(const Array& target, std::span<const AdvancedIndex> indices,
                            const Operand& value);
inline void assign_index(const Array& target, std::initializer_list<AdvancedIndex> indices,
                         const Operand& value) {
    assign_index(target, std::span(indices.begin(), indices.size()), value);
}

// --- masks
// ----------------------------------------------------------------------------------------

/// The positions of elements that are not zero, in C order: an int64 array for every dimension.
/// @throws ValueError for an array without dimensions.
TENON_API std::vector<Array> nonzero(const Array& a);
inline std::vector<Array> where(const Array& condition) { return nonzero(condition); }
TENON_API Array flatnonzero(const Array& a);  ///< of the flattened array
TENON_API Array argwhere(const Array& a);     ///< a row of coordinates for each

/// The slices along the axis where the condition, of one dimension, is not zero; without an axis
/// the elements of the flattened array.
TENON_API Array compress(const Array& condition, const Array& a, std::optional<int> axis = {});
/// The elements where the condition is not zero, both flattened.
TENON_API Array extract(const Array& condition, const Array& a);

/// target = value where the condition is true (everywhere without one), which broadcast to the
/// target. @throws DTypeError when the kind does not fit, as NumPy's "same_kind" rule has it.
TENON_API void copyto(const Array& target, const Operand& value,
                      const std::optional<Array>& where = {});
/// The chosen elements, one after the other, become the values in turn, from the first again after
/// the last.
TENON_API void place(const Array& target, const Array& mask, const Array& values);
/// Chosen element number i of the target becomes value number i, counted over all elements, the
/// values repeated.
TENON_API void putmask(const Array& target, const Array& mask, const Array& values);

// --- positions
// ------------------------------------------------------------------------------------

/// What is done with positions outside: an error, counted round, or held at the ends.
enum class Outside : std::uint8_t { raise, wrap, clip };

/// Without an axis of the flattened array.
TENON_API Array take(const Array& a, const Array& indices, std::optional<int> axis,
                     Outside outside);
/// target.ravel()[indices] = values, repeated where there are fewer.
TENON_API void put(const Array& target, const Array& indices, const Array& values,
                   Outside outside = Outside::raise);
/// a[..., indices[...], ...]: the positions along the axis of each of its lines. The other axes
/// broadcast. Without an axis of the flattened array.
TENON_API Array take_along_axis(const Array& a, const Array& indices, std::optional<int> axis);
TENON_API void put_along_axis(const Array& target, const Array& indices, const Operand& values,
                              std::optional<int> axis);

/// Of the choices, broadcast, the one whose condition is the first to be true, or the default.
TENON_API Array select(std::span<const Array> conditions, std::span<const Operand> choices,
                       const Operand& otherwise = 0);
/// choices[indices], element by element.
TENON_API Array choose(const Array& indices, std::span<const Operand> choices,
                       Outside outside = Outside::raise);

}  // namespace tenon
