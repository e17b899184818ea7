// SPDX-License-Identifier: MIT
#include <tenon/functions.hpp>
#include <tenon/manipulation.hpp>
#include <tenon/reduce.hpp>

#include "api/apply.hpp"
#include "api/axes.hpp"

namespace tenon {

namespace {

using detail::ArrayAccess;
using tape::ViewRef;

/// Bounds depend on values, so they are looked at now and the error comes on the caller's line.
Array checked_positions(Array taken, std::int64_t size) {
    const Array indices = std::move(taken);
    if (!is_integer(indices.dtype()))
        throw IndexError("take: indices are " + std::string(name(indices.dtype())) +
                         "; use an integer dtype");
    // Read where they are: what is written to them later is recorded after the statement.
    Array positions = indices.dtype() == DType::int64 ? indices : indices.astype(DType::int64);
    if (positions.size() == 0)
        return positions;
    // Those that int64 does not hold would turn into negative ones.
    if (indices.dtype() == DType::uint64)
        if (const auto most = max(indices).item<std::uint64_t>(); most > INT64_MAX)
            throw IndexError("take: index " + std::to_string(most) +
                             " is out of bounds for an axis of size " + std::to_string(size));
    const Array lowest = min(positions);
    const Array highest = max(positions);
    const auto low = lowest.item<std::int64_t>();
    const auto high = highest.item<std::int64_t>();
    if (low < -size || high >= size)
        throw IndexError("take: index " + std::to_string(low < -size ? low : high) +
                         " is out of bounds for an axis of size " + std::to_string(size));
    return low < 0 ? where(positions < 0, positions + size, positions) : positions;
}

}  // namespace

Array take(Array array, Array indices) {
    return take(ravel(std::move(array)), std::move(indices), 0);
}

Array take(Array taken, Array indices, int axis) {
    const Array array = std::move(taken);
    ViewRef table = ArrayAccess::view(array, "take");
    const int at = api::normalise_axis(axis, table.layout->rank, "take");
    const Array positions = checked_positions(std::move(indices), table.layout->shape(at));

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
