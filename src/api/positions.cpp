// SPDX-License-Identifier: MIT
/// Arrays of positions: whether they fit is looked at when they are used as an index.
#include "api/positions.hpp"

#include <algorithm>

#include <tenon/creation.hpp>
#include <tenon/functions.hpp>
#include <tenon/manipulation.hpp>
#include <tenon/reduce.hpp>

#include "api/apply.hpp"
#include "api/at_hand.hpp"

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

/// The lowest and the highest position, known or to be computed.
struct Bounds {
    std::int64_t low = 0;
    std::int64_t high = 0;
    Array lowest_array;
    Array highest_array;

    std::int64_t lowest() const {
        return lowest_array.valid() ? lowest_array.item<std::int64_t>() : low;
    }
    std::int64_t highest() const {
        return highest_array.valid() ? highest_array.item<std::int64_t>() : high;
    }
};

Bounds bounds_of(const Array& positions) {
    Bounds bounds;
    if (positions.size() == 0)
        return bounds;
    if (const auto* const known = at_hand<std::int64_t>(positions)) {
        bounds.low = bounds.high = known[0];
        for (std::int64_t i = 1; i < positions.size(); ++i) {
            bounds.low = std::min(bounds.low, known[i]);
            bounds.high = std::max(bounds.high, known[i]);
        }
    } else {
        bounds.lowest_array = min(positions);
        bounds.highest_array = max(positions);
    }
    return bounds;
}

Array as_int64(const Array& positions) {
    if (const auto* const known = at_hand<std::int32_t>(positions))
        return array(std::vector<std::int64_t>(known, known + positions.size()))
            .reshape(positions.shape());
    return positions.dtype() == DType::int64 ? positions : positions.astype(DType::int64);
}

Array counted_from_the_front(const Array& positions, std::int64_t size) {
    const auto* const known = at_hand<std::int64_t>(positions);
    if (known == nullptr)
        return where(positions < 0, positions + size, positions);
    std::vector<std::int64_t> list(known, known + positions.size());
    for (std::int64_t& position : list)
        position += position < 0 ? size : 0;
    return array(list).reshape(positions.shape());
}

}  // namespace

std::vector<Array> checked_positions(std::vector<Array> positions,
                                     std::span<const IndexedAxis> axes, const std::string& prefix) {
    std::vector<Bounds> bounds;  // those that must be computed are, by one evaluation
    for (std::size_t i = 0; i < positions.size(); ++i) {
        Array& one = positions[i];
        // Those that int64 does not hold would turn into negative ones.
        if (one.dtype() == DType::uint64 && one.size() > 0)
            if (const auto most = max(one).item<std::uint64_t>(); most > INT64_MAX)
                refuse(prefix, std::to_string(most), axes[i]);
        one = as_int64(one);
        bounds.push_back(bounds_of(one));
    }
    for (std::size_t i = 0; i < positions.size(); ++i) {
        if (positions[i].size() == 0)
            continue;
        const std::int64_t size = axes[i].size;
        const std::int64_t low = bounds[i].lowest();
        if (low < -size || bounds[i].highest() >= size)
            refuse(prefix, std::to_string(first_outside(positions[i], size)), axes[i]);
        if (low < 0)
            positions[i] = counted_from_the_front(positions[i], size);
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
