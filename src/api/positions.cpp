// SPDX-License-Identifier: MIT
/// Arrays of positions: whether they fit is looked at when they are used as an index.
#include "api/positions.hpp"

#include <algorithm>

#include <tenon/functions.hpp>
#include <tenon/manipulation.hpp>
#include <tenon/reduce.hpp>

#include "api/apply.hpp"

namespace tenon::api {

namespace {

[[noreturn]] void refuse(const std::string& prefix, const std::string& position,
                         const IndexedAxis& axis) {
    throw IndexError(prefix + "index " + position + " is out of bounds for axis " +
                     std::to_string(axis.number) + " with size " + std::to_string(axis.size));
}

/// The first position in C order that is outside.
std::int64_t first_outside(const Array& positions, std::int64_t size) {
    const Array flat = ravel(positions);
    const Array outside = logical_or(flat < -size, flat >= size);
    return flat(argmax(outside).item<std::int64_t>()).item<std::int64_t>();
}

}  // namespace

std::vector<Array> checked_positions(std::vector<Array> positions,
                                     std::span<const IndexedAxis> axes, const std::string& prefix) {
    std::vector<Array> bounds;  // lowest and highest of each, found by one evaluation
    for (std::size_t i = 0; i < positions.size(); ++i) {
        Array& one = positions[i];
        if (one.size() == 0) {
            one = one.astype(DType::int64);
            bounds.resize(bounds.size() + 2);
            continue;
        }
        // Those that int64 does not hold would turn into negative ones.
        if (one.dtype() == DType::uint64)
            if (const auto most = max(one).item<std::uint64_t>(); most > INT64_MAX)
                refuse(prefix, std::to_string(most), axes[i]);
        if (one.dtype() != DType::int64)
            one = one.astype(DType::int64);
        bounds.push_back(min(one));
        bounds.push_back(max(one));
    }
    for (std::size_t i = 0; i < positions.size(); ++i) {
        if (positions[i].size() == 0)
            continue;
        const std::int64_t size = axes[i].size;
        const auto low = bounds[2 * i].item<std::int64_t>();
        if (low < -size || bounds[2 * i + 1].item<std::int64_t>() >= size)
            refuse(prefix, std::to_string(first_outside(positions[i], size)), axes[i]);
        if (low < 0)
            positions[i] = where(positions[i] < 0, positions[i] + size, positions[i]);
    }
    return positions;
}

Array positions_along(const Array& positions, IndexedAxis axis, Outside outside,
                      const char* operation) {
    const std::string prefix = std::string(operation) + ": ";
    if (!is_integer(positions.dtype()))
        throw IndexError(prefix + "indices are " + std::string(name(positions.dtype())) +
                         "; use an integer dtype");
    if (positions.size() > 0 && axis.size == 0 && outside != Outside::raise)
        throw IndexError(prefix + "cannot take from the empty axis " + std::to_string(axis.number));
    if (outside == Outside::raise)
        return checked_positions({positions}, {&axis, 1}, prefix)[0];
    // Those that int64 does not hold are held at its end first; round they go in their own dtype.
    const bool wide = positions.dtype() == DType::uint64;
    if (outside == Outside::wrap)
        return wide ? remainder(positions, axis.size).astype(DType::int64)
                    : remainder(positions.astype(DType::int64), axis.size);
    return wide ? minimum(positions, axis.size - 1).astype(DType::int64)
                : clip(positions.astype(DType::int64), 0, axis.size - 1);
}

Shape broadcast_positions(std::span<const Array> positions) {
    Shape joined;
    try {
        for (const Array& one : positions)
            joined = broadcast_shapes(joined, one.shape());
    } catch (const ShapeError&) {
        std::string shapes;
        for (const Array& one : positions)
            shapes += " " + shape_text(one.shape());
        throw IndexError("shape mismatch: indexing arrays could not be broadcast together with "
                         "shapes" +
                         shapes);
    }
    return joined;
}

}  // namespace tenon::api
