// SPDX-License-Identifier: MIT
#include <tenon/rearrange.hpp>

#include <algorithm>

#include <tenon/creation.hpp>
#include <tenon/functions.hpp>
#include <tenon/manipulation.hpp>

#include "api/apply.hpp"
#include "api/axes.hpp"

namespace tenon {

namespace {

using detail::ArrayAccess;
using tape::ViewRef;

std::vector<int> normalised(const std::vector<int>& axes, int rank, const char* operation) {
    std::vector<int> list;
    for (const int axis : axes) {
        const int one = api::normalise_axis(axis, rank, operation);
        if (std::ranges::find(list, one) != list.end())
            throw ValueError(std::string(operation) + ": axis " + std::to_string(axis) +
                             " is given twice");
        list.push_back(one);
    }
    return list;
}

View part(const Array& a, int axis, const Slice& slice) {
    std::vector<Index> list(static_cast<std::size_t>(axis), Index(all));
    list.emplace_back(slice);
    return a.at(list);
}

}  // namespace

Array moveaxis(const Array& a, const std::vector<int>& from, const std::vector<int>& to) {
    const int rank = a.ndim();
    const std::vector<int> source = normalised(from, rank, "moveaxis");
    const std::vector<int> target = normalised(to, rank, "moveaxis");
    if (source.size() != target.size())
        throw ValueError("moveaxis: " + std::to_string(source.size()) + " axes go to " +
                         std::to_string(target.size()) + " places");
    std::vector<int> order;
    for (int axis = 0; axis < rank; ++axis)
        if (std::ranges::find(source, axis) == source.end())
            order.push_back(axis);
    std::vector<std::size_t> by_target(target.size());
    for (std::size_t i = 0; i < by_target.size(); ++i)
        by_target[i] = i;
    std::ranges::sort(by_target, {}, [&](std::size_t i) { return target[i]; });
    for (const std::size_t i : by_target)
        order.insert(order.begin() + target[i], source[i]);
    return rank == 0 ? a : transpose(a, order);
}

Array rollaxis(const Array& a, int axis, int start) {
    const int rank = a.ndim();
    const int from = api::normalise_axis(axis, rank, "rollaxis");
    const int to = api::normalise_axis(start, rank + 1, "rollaxis");
    return moveaxis(a, from, to > from ? to - 1 : to);
}

Array squeeze(const Array& a, const Axes& axes) {
    if (!axes.given)
        return squeeze(a);
    const std::uint32_t mask = api::axes_mask(axes, a.ndim(), "squeeze");
    std::vector<Index> list;
    for (int axis = 0; axis < a.ndim(); ++axis) {
        if ((mask >> axis & 1) == 0) {
            list.emplace_back(all);
            continue;
        }
        if (a.shape(axis) != 1)
            throw ShapeError("squeeze: axis " + std::to_string(axis) + " has size " +
                             std::to_string(a.shape(axis)) + ", not 1");
        list.emplace_back(0);
    }
    return a.at(list);
}

Array expand_dims(const Array& a, const std::vector<int>& axes) {
    const int rank = a.ndim() + static_cast<int>(axes.size());
    std::vector<int> list = normalised(axes, rank, "expand_dims");
    std::ranges::sort(list);
    Array result = a;
    for (const int axis : list)
        result = expand_dims(std::move(result), axis);
    return result;
}

Array flip(const Array& a, const Axes& axes) {
    const std::uint32_t mask = api::axes_mask(axes, a.ndim(), "flip");
    Array result = a;
    for (int axis = 0; axis < a.ndim(); ++axis)
        if ((mask >> axis & 1) != 0)
            result = flip(std::move(result), axis);
    return result;
}
Array fliplr(const Array& a) { return flip(a, 1); }
Array flipud(const Array& a) { return flip(a, 0); }

Array rot90(const Array& a, int times, int given_first, int given_second) {
    const int first = api::normalise_axis(given_first, a.ndim(), "rot90");
    const int second = api::normalise_axis(given_second, a.ndim(), "rot90");
    if (first == second)
        throw ValueError("rot90: the two axes must differ");
    switch (((times % 4) + 4) % 4) {
    case 1: return swapaxes(flip(a, second), first, second);
    case 2: return flip(flip(a, first), second);
    case 3: return flip(swapaxes(a, first, second), second);
    default: return a;
    }
}

Array atleast_1d(const Array& a) { return a.ndim() >= 1 ? a : expand_dims(a, 0); }
Array atleast_2d(const Array& a) { return a.ndim() >= 2 ? a : expand_dims(atleast_1d(a), 0); }
Array atleast_3d(const Array& a) { return a.ndim() >= 3 ? a : expand_dims(atleast_2d(a), 2); }

std::vector<Array> broadcast_arrays(std::span<const Array> arrays) {
    Shape shape;
    for (const Array& one : arrays)
        shape = broadcast_shapes(shape, one.shape());
    std::vector<Array> list;
    for (const Array& one : arrays)
        list.push_back(broadcast_to(one, shape));
    return list;
}

Array diagonal(const Array& a, std::int64_t offset, int axis1, int axis2) {
    const ViewRef view = ArrayAccess::view(a, "diagonal");
    const int rank = view.layout->rank;
    if (rank < 2)
        throw ShapeError("diagonal: an array of two or more dimensions is needed, not " +
                         std::to_string(rank));
    const int row = api::normalise_axis(axis1, rank, "diagonal");
    const int column = api::normalise_axis(axis2, rank, "diagonal");
    if (row == column)
        throw ValueError("diagonal: the two axes must differ");
    std::vector<std::int64_t> sizes;
    std::vector<std::int64_t> strides;
    for (int axis = 0; axis < rank; ++axis)
        if (axis != row && axis != column) {
            sizes.push_back(view.layout->shape(axis));
            strides.push_back(view.layout->stride(axis));
        }
    const std::int64_t below = std::max<std::int64_t>(-offset, 0);
    const std::int64_t right = std::max<std::int64_t>(offset, 0);
    const std::int64_t size = std::max<std::int64_t>(
        std::min(view.layout->shape(row) - below, view.layout->shape(column) - right), 0);
    sizes.push_back(size);
    strides.push_back(view.layout->stride(row) + view.layout->stride(column));
    const std::int64_t moved =
        size == 0 ? 0 : below * view.layout->stride(row) + right * view.layout->stride(column);
    const tape::LayoutRef layout = tape::make_layout(view.layout->dtype, sizes, strides);
    return ArrayAccess::make({view.storage, layout.get(), view.offset + moved});
}

Array roll(const Array& a, std::int64_t shift, std::optional<int> axis) {
    if (!axis)
        return reshape(roll(ravel(a), shift, 0), a.shape());
    const int at = api::normalise_axis(*axis, a.ndim(), "roll");
    const std::int64_t size = a.shape(at);
    const Array result = api::new_array(a.dtype(), a.shape(), "roll");
    if (a.size() == 0)
        return result;
    const std::int64_t moved = ((shift % size) + size) % size;
    part(result, at, slice(moved, end)) = part(a, at, slice(0, size - moved));
    if (moved > 0)
        part(result, at, slice(0, moved)) = part(a, at, slice(size - moved, end));
    return result;
}

Array roll(const Array& a, const std::vector<std::int64_t>& shifts, const std::vector<int>& axes) {
    if (shifts.size() != axes.size() && shifts.size() != 1)
        throw ValueError("roll: " + std::to_string(shifts.size()) + " shifts for " +
                         std::to_string(axes.size()) + " axes");
    Array result = copy(a);
    for (std::size_t i = 0; i < axes.size(); ++i)
        result = roll(result, shifts[shifts.size() == 1 ? 0 : i], axes[i]);
    return result;
}

Array diff(const Array& a, int times, int axis) {
    if (times < 0)
        throw ValueError("diff: the order " + std::to_string(times) + " is negative");
    const int at = api::normalise_axis(axis, a.ndim(), "diff");
    Array result = times == 0 ? copy(a) : a;
    for (int i = 0; i < times; ++i) {
        const Array later = part(result, at, slice(1, end));
        const Array before = part(result, at, slice(0, -1));
        result = is_bool(a.dtype()) ? not_equal(later, before) : later - before;
    }
    return result;
}

Array ediff1d(const Array& a) { return diff(ravel(a)); }

}  // namespace tenon
