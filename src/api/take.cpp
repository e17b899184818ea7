// SPDX-License-Identifier: MIT
#include <tenon/manipulation.hpp>

#include "api/apply.hpp"
#include "api/axes.hpp"
#include "api/index_plan.hpp"

namespace tenon {

namespace {

using detail::ArrayAccess;
using tape::ViewRef;

/// Bounds depend on values, so they are looked at now and the error comes on the caller's line.
/// Positions that fit are read where they are: what is written to them later is recorded after the
/// statement.
Array checked(Array taken, int axis, std::int64_t size) {
    const Array indices = std::move(taken);
    if (!is_integer(indices.dtype()))
        throw IndexError("take: indices are " + std::string(name(indices.dtype())) +
                         "; use an integer dtype");
    const api::IndexedAxis axes[] = {{axis, size}};
    return api::checked_positions({indices}, axes, "take: ")[0];
}

}  // namespace

Array take(Array array, Array indices) {
    return take(ravel(std::move(array)), std::move(indices), 0);
}

Array take(Array taken, Array indices, int axis) {
    const Array array = std::move(taken);
    ViewRef table = ArrayAccess::view(array, "take");
    const int at = api::normalise_axis(axis, table.layout->rank, "take");
    const Array positions = checked(std::move(indices), at, table.layout->shape(at));

    // The space is the array's axes with `axis` replaced by those of the indices; the table is laid
    // over it with stride 0 along them, the indices with stride 0 along the others.
    const ViewRef index = ArrayAccess::view(positions, "take");
    Shape shape;
    std::vector<std::int64_t> table_strides;
    std::vector<std::int64_t> index_strides;
    for (int i = 0; i < table.layout->rank; ++i) {
        if (i != at) {
            shape.push_back(table.layout->shape(i));
            table_strides.push_back(table.layout->stride(i));
            index_strides.push_back(0);
            continue;
        }
        for (int j = 0; j < index.layout->rank; ++j) {
            shape.push_back(index.layout->shape(j));
            table_strides.push_back(0);
            index_strides.push_back(index.layout->stride(j));
        }
    }
    Array result = api::new_array(table.layout->dtype, shape, "take");
    if (result.size() == 0)
        return result;
    const tape::LayoutRef table_layout =
        tape::make_layout(table.layout->dtype, shape, table_strides);
    const tape::LayoutRef index_layout = tape::make_layout(DType::int64, shape, index_strides);
    const ViewRef out = ArrayAccess::view(result, "take");
    const std::int64_t stride = table.layout->stride(at);
    detail::Storage* storages[] = {table.storage, index.storage, out.storage};
    api::record(storages, false, [&](tape::Tape& tape) {
        tape.gather(out, {table.storage, table_layout.get(), table.offset},
                    {index.storage, index_layout.get(), index.offset}, stride);
    });
    return result;
}

}  // namespace tenon
