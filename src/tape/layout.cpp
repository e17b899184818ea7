// SPDX-License-Identifier: MIT
#include "tape/layout.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <new>
#include <numeric>
#include <string>
#include <vector>

#include <tenon/error.hpp>

#include "base/check.hpp"
#include "tape/layout_table.hpp"

namespace tenon::tape {

namespace {

Layout* allocate(DType type, std::size_t rank) {
    if (rank > static_cast<std::size_t>(detail::max_rank))
        throw ShapeError("an array has at most " + std::to_string(detail::max_rank) +
                         " dimensions, not " + std::to_string(rank));
    const std::size_t bytes = sizeof(Layout) + 2 * rank * sizeof(std::int64_t);
    auto* layout = new (::operator new(bytes)) Layout;
    layout->dtype = type;
    layout->rank = static_cast<std::uint8_t>(rank);
    return layout;
}

std::string bytes_text(std::span<const std::int64_t> shape, DType type) {
    std::string text = "(";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    return text + (shape.size() == 1 ? ",) of " : ") of ") + std::string(name(type));
}

void set_sizes(Layout& layout, std::span<const std::int64_t> shape) {
    const auto item = static_cast<std::int64_t>(size_of(layout.dtype));
    std::int64_t bytes = item;
    std::int64_t size = 1;
    bool overflow = false;
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
        layout.dims[axis] = shape[axis];
        size *= shape[axis] == 0 ? 0 : 1;
        if (shape[axis] > 0)
            overflow |= __builtin_mul_overflow(bytes, shape[axis], &bytes);
    }
    if (overflow && size != 0)
        throw MemoryError("an array of shape " + bytes_text(shape, layout.dtype) +
                          " has more bytes than 63 bits can count; use smaller sizes");
    layout.size = size == 0 ? 0 : bytes / item;
}

}  // namespace

void LayoutRef::destroy(const Layout* layout) noexcept {
    layout->~Layout();
    ::operator delete(const_cast<Layout*>(layout));
}

LayoutRef make_layout(DType type, std::span<const std::int64_t> shape) {
    LayoutTable& table = LayoutTable::instance();
    if (const Layout* kept = table.find(type, shape))
        return LayoutRef(kept);
    LayoutRef result(allocate(type, shape.size()));
    auto& layout = const_cast<Layout&>(*result);
    set_sizes(layout, shape);
    // Without elements there is nowhere to step to: NumPy's strides are zero then.
    auto stride = layout.size == 0 ? 0 : static_cast<std::int64_t>(size_of(type));
    for (int axis = layout.rank - 1; axis >= 0; --axis) {
        layout.dims[layout.rank + axis] = stride;
        stride *= shape[static_cast<std::size_t>(axis)];
    }
    return table.keep(std::move(result));
}

LayoutRef make_layout(DType type, std::span<const std::int64_t> shape,
                      std::span<const std::int64_t> strides) {
    LayoutRef result(allocate(type, shape.size()));
    auto& layout = const_cast<Layout&>(*result);
    set_sizes(layout, shape);
    auto expected = static_cast<std::int64_t>(size_of(type));
    for (int axis = layout.rank - 1; axis >= 0; --axis) {
        const auto i = static_cast<std::size_t>(axis);
        layout.dims[layout.rank + axis] = strides[i];
        if (shape[i] != 1 && strides[i] != expected)
            layout.contiguous = false;
        expected *= shape[i];
    }
    if (layout.size == 0)
        layout.contiguous = true;
    return result;
}

ByteRange byte_range(const Layout& layout, std::int64_t offset) {
    if (layout.size == 0)
        return {offset, offset};
    ByteRange range{offset, offset + static_cast<std::int64_t>(size_of(layout.dtype))};
    for (int axis = 0; axis < layout.rank; ++axis) {
        const std::int64_t reach = (layout.shape(axis) - 1) * layout.stride(axis);
        (reach < 0 ? range.begin : range.end) += reach;
    }
    return range;
}

namespace {

struct Extent {
    std::int64_t stride;  // > 0
    std::int64_t count;
};

/// Dimensions with more than one position, strides made positive; returns the lowest address.
std::int64_t normalise(const Layout& layout, std::int64_t offset, std::vector<Extent>& extents) {
    for (int axis = 0; axis < layout.rank; ++axis) {
        const std::int64_t count = layout.shape(axis);
        std::int64_t stride = layout.stride(axis);
        if (count == 1 || stride == 0)
            continue;
        if (stride < 0) {
            offset += (count - 1) * stride;
            stride = -stride;
        }
        extents.push_back({stride, count});
    }
    return offset;
}

/// The view as a box over the grid of `strides` (descending, each a multiple of the next): first
/// position and count along each. False when it wraps around a row, so that no box describes it.
bool as_box(std::int64_t offset, const std::vector<Extent>& extents,
            const std::vector<std::int64_t>& strides, std::vector<ByteRange>& box) {
    for (std::size_t i = 0; i < strides.size(); ++i) {
        const std::int64_t first = offset / strides[i];
        offset -= first * strides[i];
        std::int64_t count = 1;
        for (const Extent& extent : extents)
            if (extent.stride == strides[i])
                count += extent.count - 1;
        if (i > 0 && first + count > strides[i - 1] / strides[i])
            return false;
        box.push_back({first, first + count});
    }
    return offset == 0;
}

}  // namespace

bool may_overlap(const Layout& a, std::int64_t offset_a, const Layout& b, std::int64_t offset_b) {
    if (a.size == 0 || b.size == 0)
        return false;
    const ByteRange range_a = byte_range(a, offset_a);
    const ByteRange range_b = byte_range(b, offset_b);
    if (range_a.begin >= range_b.end || range_b.begin >= range_a.end)
        return false;

    std::vector<Extent> extents_a;
    std::vector<Extent> extents_b;
    const std::int64_t low_a = normalise(a, offset_a, extents_a);
    const std::int64_t low_b = normalise(b, offset_b, extents_b);
    const auto item = static_cast<std::int64_t>(size_of(a.dtype));
    if (size_of(b.dtype) != static_cast<std::size_t>(item))
        return true;

    std::vector<std::int64_t> strides{item};
    for (const Extent& extent : extents_a)
        strides.push_back(extent.stride);
    for (const Extent& extent : extents_b)
        strides.push_back(extent.stride);
    std::ranges::sort(strides, std::greater<>());
    strides.erase(std::unique(strides.begin(), strides.end()), strides.end());
    for (std::size_t i = 1; i < strides.size(); ++i)
        if (strides[i - 1] % strides[i] != 0)
            return true;

    const std::int64_t origin = std::min(low_a, low_b) / strides[0] * strides[0];
    std::vector<ByteRange> box_a;
    std::vector<ByteRange> box_b;
    if (!as_box(low_a - origin, extents_a, strides, box_a) ||
        !as_box(low_b - origin, extents_b, strides, box_b))
        return true;
    for (std::size_t i = 0; i < strides.size(); ++i)
        if (box_a[i].begin >= box_b[i].end || box_b[i].begin >= box_a[i].end)
            return false;
    return true;
}

namespace {

/// Whether each axis steps over all that the ones after it reach, as in views cut out of an array
/// in C order.
bool is_nested(const Layout& layout) {
    auto covered = static_cast<std::int64_t>(size_of(layout.dtype));
    for (int axis = layout.rank - 1; axis >= 0; --axis) {
        if (layout.shape(axis) <= 1)
            continue;
        const std::int64_t stride = std::abs(layout.stride(axis));
        if (stride < covered)
            return false;
        covered += stride * (layout.shape(axis) - 1);
    }
    return true;
}

}  // namespace

bool overlaps_itself(const Layout& layout) {
    if (layout.size == 0)
        return false;
    if (is_nested(layout))
        return false;
    std::vector<Extent> extents;
    for (int axis = 0; axis < layout.rank; ++axis)
        if (layout.shape(axis) > 1)
            extents.push_back({std::abs(layout.stride(axis)), layout.shape(axis)});
    std::ranges::sort(extents, {}, &Extent::stride);
    std::int64_t covered = static_cast<std::int64_t>(size_of(layout.dtype));
    for (const Extent& extent : extents) {
        if (extent.stride < covered)
            return true;
        covered = extent.stride * (extent.count - 1) + covered;
    }
    return false;
}

}  // namespace tenon::tape
