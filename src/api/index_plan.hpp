// SPDX-License-Identifier: MIT
/// From a list of basic and advanced indices to what they touch, by NumPy's rules.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <tenon/indexing.hpp>

namespace tenon::api {

/// The elements that an index with arrays stands for. Its space is the base's dimensions with those
/// of the index arrays, broadcast together, in front of dimension `at`.
struct IndexPlan {
    Array base;  ///< a view without the axes that arrays index
    int at = 0;
    Shape fancy;                        ///< the index arrays' shapes together
    std::vector<Array> positions;       ///< int64, in bounds, none negative
    std::vector<std::int64_t> strides;  ///< in bytes, of the axis that each of `positions` indexes

    Shape shape() const;
    /// The same elements as the axes lie in NumPy's results: those of the index arrays in front,
    /// the base's in the order of its memory. `back` are the places of the plan's own axes.
    IndexPlan in_memory_order(std::vector<int>& back) const;
    /// How far the elements lie from the base's, in units of `unit` bytes: int64, shape `fancy`.
    Array distances(std::int64_t& unit) const;

private:
    IndexPlan in_order_of_positions(std::vector<int>& back) const;
};

/// An index of one mask, and slices, new axes and an ellipsis beside it.
struct MaskPlan {
    Array base;  ///< a view with the basic indices applied; the mask's axes are there
    int at = 0;  ///< where they begin
    Array mask;
};

bool is_basic(std::span<const AdvancedIndex> indices);
/// Integer arrays without dimensions, which stand for their value, and basic indices.
bool is_basic_by_value(std::span<const AdvancedIndex> indices);
std::vector<Index> basic_indices(std::span<const AdvancedIndex> indices);

/// Fills `plan` if the index is of that kind. @throws IndexError when the mask does not fit.
bool plan_mask(const Array& array, std::span<const AdvancedIndex> indices, MaskPlan& plan);

/// Looks at the values of the index arrays. @throws IndexError when one does not fit.
IndexPlan plan_index(const Array& array, std::span<const AdvancedIndex> indices);

}  // namespace tenon::api
