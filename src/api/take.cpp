// SPDX-License-Identifier: MIT
#include <tenon/creation.hpp>
#include <tenon/functions.hpp>
#include <tenon/indexing.hpp>
#include <tenon/manipulation.hpp>

#include "api/apply.hpp"
#include "api/axes.hpp"
#include "api/positions.hpp"
#include "api/scatter.hpp"

namespace tenon {

namespace {

using detail::ArrayAccess;
using tape::ViewRef;

/// Without an axis the flattened array, whose only axis is meant.
struct Along {
    Array array;
    int axis = 0;
    Along(const Array& a, std::optional<int> given, const char* operation)
        : array(given ? a : ravel(a)),
          axis(api::normalise_axis(given.value_or(0), array.ndim(), operation)) {}
    api::IndexedAxis indexed() const { return {axis, array.shape(axis)}; }
};

/// a[..., positions, ...]: int64 positions that are in bounds.
Array gathered(const Array& a, int axis, const Array& positions, const char* operation) {
    const ViewRef from = ArrayAccess::view(a, operation);
    std::vector<std::int64_t> sizes(from.layout->shape().begin(), from.layout->shape().end());
    std::vector<std::int64_t> strides(from.layout->strides().begin(), from.layout->strides().end());
    sizes.erase(sizes.begin() + axis);
    strides.erase(strides.begin() + axis);
    const tape::LayoutRef layout = tape::make_layout(from.layout->dtype, sizes, strides);
    return api::gather({.base = ArrayAccess::make({from.storage, layout.get(), from.offset}),
                        .at = axis,
                        .fancy = positions.shape(),
                        .positions = {positions},
                        .strides = {from.layout->stride(axis)}},
                       operation);
}

void check_dimensions(const Array& a, const Array& indices, const char* operation) {
    if (indices.ndim() != a.ndim())
        throw ValueError(std::string(operation) +
                         ": indices and array must have the same number of dimensions, not " +
                         std::to_string(indices.ndim()) + " and " + std::to_string(a.ndim()));
}

}  // namespace

Array take(Array array, Array indices) { return take(array, indices, {}, Outside::raise); }
Array take(Array array, Array indices, int axis) {
    return take(array, indices, std::optional(axis), Outside::raise);
}

// What is read where it is, positions and table, is read as it is now: what is written to them
// later is recorded after the statement.
Array take(const Array& a, const Array& indices, std::optional<int> axis, Outside outside) {
    const Along along(a, axis, "take");
    return gathered(along.array, along.axis,
                    api::positions_along(indices, along.indexed(), outside, "take"), "take");
}

void put(const Array& target, const Array& indices, const Array& values, Outside outside) {
    const Array positions =
        ravel(api::positions_along(indices, {0, target.size()}, outside, "put"));
    if (positions.size() == 0 || values.size() == 0)
        return;
    const Array listed =
        take(ravel(values), remainder(arange(positions.size()), values.size()), {}, Outside::clip);
    if (ArrayAccess::view(target, "put").layout->contiguous) {
        assign_index(reshape(target, {-1}), {positions}, listed);
        return;
    }
    const Array flat = ravel(copy(target));
    assign_index(flat, {positions}, listed);
    api::assign(target, reshape(flat, target.shape()), "put");
}

Array take_along_axis(const Array& a, const Array& indices, std::optional<int> axis) {
    const Along along(a, axis, "take_along_axis");
    check_dimensions(along.array, indices, "take_along_axis");
    const Array positions =
        api::positions_along(indices, along.indexed(), Outside::raise, "take_along_axis");
    // The space is that of the indices; the table does not move along the axis but by them.
    const ViewRef table = ArrayAccess::view(along.array, "take_along_axis");
    std::vector<std::int64_t> sizes(table.layout->shape().begin(), table.layout->shape().end());
    sizes[static_cast<std::size_t>(along.axis)] = 1;
    const tape::LayoutRef one =
        tape::make_layout(table.layout->dtype, sizes, table.layout->strides());
    const Shape shape = broadcast_shapes(sizes, positions.shape());
    const tape::LayoutRef table_layout = api::broadcast_layout(*one, shape, "take_along_axis");
    const ViewRef index = ArrayAccess::view(positions, "take_along_axis");
    const tape::LayoutRef index_layout =
        api::broadcast_layout(*index.layout, shape, "take_along_axis");
    Array result = api::new_array(table.layout->dtype, shape, "take_along_axis");
    if (result.size() == 0)
        return result;
    const ViewRef out = ArrayAccess::view(result, "take_along_axis");
    detail::Storage* storages[] = {table.storage, index.storage, out.storage};
    api::record(storages, false, [&](tape::Tape& tape) {
        tape.gather(out, {table.storage, table_layout.get(), table.offset},
                    {index.storage, index_layout.get(), index.offset},
                    table.layout->stride(along.axis));
    });
    return result;
}

void put_along_axis(const Array& target, const Array& indices, const Operand& values,
                    std::optional<int> axis) {
    if (!axis && !ArrayAccess::view(target, "put_along_axis").layout->contiguous) {
        const Array flat = ravel(copy(target));
        put_along_axis(flat, indices, values, 0);
        api::assign(target, reshape(flat, target.shape()), "put_along_axis");
        return;
    }
    const Along along(target, axis, "put_along_axis");
    check_dimensions(along.array, indices, "put_along_axis");
    std::vector<AdvancedIndex> places;
    for (int d = 0; d < along.array.ndim(); ++d) {
        if (d == along.axis) {
            places.emplace_back(indices);
            continue;
        }
        Shape shape(static_cast<std::size_t>(along.array.ndim()), 1);
        shape[static_cast<std::size_t>(d)] = along.array.shape(d);
        places.emplace_back(reshape(arange(along.array.shape(d)), shape));
    }
    assign_index(along.array, places, values);
}

}  // namespace tenon
