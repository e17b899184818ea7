// SPDX-License-Identifier: MIT
#include <tenon/manipulation.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <span>

#include <tenon/functions.hpp>
#include <tenon/reduce.hpp>

#include "api/apply.hpp"
#include "api/axes.hpp"
#include "api/memory_order.hpp"
#include "engine/direct.hpp"

namespace tenon {

namespace {

using api::new_array;
using api::shape_text;
using detail::ArrayAccess;
using tape::Input;
using tape::LayoutRef;
using tape::ViewRef;

Array view_of(const ViewRef& from, std::span<const std::int64_t> shape,
              std::span<const std::int64_t> strides, std::int64_t moved = 0) {
    const LayoutRef layout = tape::make_layout(from.layout->dtype, shape, strides);
    return ArrayAccess::make({from.storage, layout.get(), from.offset + moved});
}

/// The elements of a contiguous array in another shape of as many.
Array contiguous_view(const ViewRef& from, std::span<const std::int64_t> shape) {
    const LayoutRef layout = tape::make_layout(from.layout->dtype, shape);
    return ArrayAccess::make({from.storage, layout.get(), from.offset});
}

Array converted_copy(Array taken, LayoutRef layout, const char* operation) {
    const Array array = std::move(taken);
    const ViewRef in = ArrayAccess::view(array, operation);
    const DType type = layout->dtype;
    Array result = new_array(std::move(layout), operation);
    if (result.size() == 0)
        return result;
    const ViewRef out = ArrayAccess::view(result, operation);
    const Input input = Input::of(in);
    if (engine::runs_direct(engine::what(ops::Op::positive), *out.layout) &&
        engine::can_read_now(*in.storage)) {
        engine::place_now(*out.storage);
        engine::run_direct(ops::Op::positive, type, out, {&input, 1}, true);
        return result;
    }
    detail::Storage* storages[] = {in.storage, out.storage};
    api::record(storages, false, [&](tape::Tape& tape) {
        tape.elementwise(ops::Op::positive, type, out, {&input, 1});
    });
    return result;
}

/// Sizes with the -1 filled in. @throws ShapeError
Shape full_shape(const Shape& wanted, const detail::Layout& from) {
    Shape shape = wanted;
    std::int64_t known = 1;
    std::int64_t* open = nullptr;
    for (std::int64_t& size : shape) {
        if (size == -1 && open == nullptr)
            open = &size;
        else if (size < 0)
            throw ShapeError("reshape: the sizes " + shape_text(wanted) +
                             " may hold one -1 and nothing else below 0");
        else if (__builtin_mul_overflow(known, size, &known))
            throw ShapeError("reshape: the sizes " + shape_text(wanted) +
                             " have more elements than can be counted");
    }
    if (open != nullptr && known > 0 && from.size % known == 0)
        *open = from.size / known;
    std::int64_t size = 1;
    for (const std::int64_t one : shape)
        size *= one;
    if (size != from.size || (open != nullptr && *open < 0))
        throw ShapeError("reshape: " + std::to_string(from.size) + " elements of shape " +
                         shape_text(from.shape()) + " do not make shape " + shape_text(wanted));
    return shape;
}

/// Strides that show the same elements in another shape, if there are such. Groups of old and new
/// axes with equal products are matched; within a group the old axes must be evenly spaced.
bool reshaped_strides(const detail::Layout& from, const Shape& shape,
                      std::vector<std::int64_t>& strides) {
    std::vector<std::int64_t> sizes;
    std::vector<std::int64_t> steps;
    for (int axis = 0; axis < from.rank; ++axis)
        if (from.shape(axis) != 1) {
            sizes.push_back(from.shape(axis));
            steps.push_back(from.stride(axis));
        }
    strides.assign(shape.size(), static_cast<std::int64_t>(size_of(from.dtype)));
    std::size_t old_axis = 0;
    std::size_t new_axis = 0;
    while (old_axis < sizes.size() && new_axis < shape.size()) {
        std::size_t old_end = old_axis + 1;
        std::size_t new_end = new_axis + 1;
        std::int64_t old_size = sizes[old_axis];
        std::int64_t new_size = shape[new_axis];
        while (old_size != new_size)
            if (new_size < old_size)
                new_size *= shape[new_end++];
            else
                old_size *= sizes[old_end++];
        for (std::size_t i = old_axis; i + 1 < old_end; ++i)
            if (steps[i] != steps[i + 1] * sizes[i + 1])
                return false;
        strides[new_end - 1] = steps[old_end - 1];
        for (std::size_t i = new_end - 1; i > new_axis; --i)
            strides[i - 1] = strides[i] * shape[i];
        old_axis = old_end;
        new_axis = new_end;
    }
    return true;
}

}  // namespace

Array api::in_c_order(Array array, DType type, const char* operation) {
    const detail::Layout& from = *ArrayAccess::view(array, operation).layout;
    if (from.dtype == type && from.contiguous)
        return array;
    LayoutRef layout = tape::make_layout(type, from.shape());
    return converted_copy(std::move(array), std::move(layout), operation);
}

Array copy(Array array) {
    const detail::Layout& from = *ArrayAccess::view(array, "copy").layout;
    LayoutRef layout = tape::make_layout(from.dtype, from.shape());
    return converted_copy(std::move(array), std::move(layout), "copy");
}

Array astype(Array array, DType type) {
    const Operand operand[] = {array};
    const ViewRef in = ArrayAccess::view(array, "astype");
    LayoutRef layout = api::result_layout(operand, type, in.layout->shape());
    return converted_copy(std::move(array), std::move(layout), "astype");
}

Array copy_in_order(Array array, DType type) {
    const ViewRef in = ArrayAccess::view(array, "copy");
    if (in.layout->contiguous)
        return astype(std::move(array), type);
    const detail::Layout* const own[] = {in.layout};
    LayoutRef layout = api::copy_layout(own, type, in.layout->shape());
    return converted_copy(std::move(array), std::move(layout), "copy");
}

Array reshape(Array taken, const Shape& shape) {
    const Array array = std::move(taken);
    const ViewRef view = ArrayAccess::view(array, "reshape");
    const Shape sizes = full_shape(shape, *view.layout);
    if (view.layout->size != 0 && view.layout->contiguous)
        return contiguous_view(view, sizes);
    std::vector<std::int64_t> strides;
    if (view.layout->size != 0 && reshaped_strides(*view.layout, sizes, strides))
        return view_of(view, sizes, strides);
    if (view.layout->size == 0)
        return new_array(view.layout->dtype, sizes, "reshape");
    return reshape(copy(array), sizes);
}

Array ravel(Array array) {
    const ViewRef view = ArrayAccess::view(array, "ravel");
    if (view.layout->size != 0 && view.layout->contiguous)
        return contiguous_view(view, {{view.layout->size}});
    return reshape(std::move(array), {-1});
}

namespace {

Array with_axes_reversed(const ViewRef& view) {
    const auto rank = static_cast<std::size_t>(view.layout->rank);
    std::array<std::int64_t, detail::max_rank> shape, strides;
    std::ranges::reverse_copy(view.layout->shape(), shape.begin());
    std::ranges::reverse_copy(view.layout->strides(), strides.begin());
    return view_of(view, {shape.data(), rank}, {strides.data(), rank});
}

}  // namespace

Array transpose(Array taken, std::vector<int> axes) {
    const Array array = std::move(taken);
    const ViewRef view = ArrayAccess::view(array, "transpose");
    const int rank = view.layout->rank;
    if (axes.empty())
        return with_axes_reversed(view);
    if (static_cast<int>(axes.size()) != rank)
        throw ValueError("transpose: " + std::to_string(axes.size()) +
                         " axes given for an array of " + std::to_string(rank) + " dimensions");
    std::uint64_t seen = 0;
    std::array<std::int64_t, detail::max_rank> shape, strides;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const int axis = api::normalise_axis(axes[i], rank, "transpose");
        if ((seen >> axis & 1) != 0)
            throw ValueError("transpose: axis " + std::to_string(axes[i]) + " is given twice");
        seen |= std::uint64_t{1} << axis;
        shape[i] = view.layout->shape(axis);
        strides[i] = view.layout->stride(axis);
    }
    return view_of(view, {shape.data(), axes.size()}, {strides.data(), axes.size()});
}

Array swapaxes(Array array, int a, int b) {
    const int rank = array.ndim();
    std::vector<int> axes(static_cast<std::size_t>(rank));
    std::iota(axes.begin(), axes.end(), 0);
    std::swap(axes[static_cast<std::size_t>(api::normalise_axis(a, rank, "swapaxes"))],
              axes[static_cast<std::size_t>(api::normalise_axis(b, rank, "swapaxes"))]);
    return transpose(std::move(array), axes);
}

Array expand_dims(Array taken, int axis) {
    const Array array = std::move(taken);
    const ViewRef view = ArrayAccess::view(array, "expand_dims");
    const int at = api::normalise_axis(axis, view.layout->rank + 1, "expand_dims");
    Shape shape(view.layout->shape().begin(), view.layout->shape().end());
    std::vector<std::int64_t> strides(view.layout->strides().begin(), view.layout->strides().end());
    shape.insert(shape.begin() + at, 1);
    strides.insert(strides.begin() + at, 0);
    return view_of(view, shape, strides);
}

Array squeeze(Array taken) {
    const Array array = std::move(taken);
    const ViewRef view = ArrayAccess::view(array, "squeeze");
    Shape shape;
    std::vector<std::int64_t> strides;
    for (int axis = 0; axis < view.layout->rank; ++axis)
        if (view.layout->shape(axis) != 1) {
            shape.push_back(view.layout->shape(axis));
            strides.push_back(view.layout->stride(axis));
        }
    return view_of(view, shape, strides);
}

Array broadcast_to(Array taken, const Shape& shape) {
    const Array array = std::move(taken);
    const ViewRef view = ArrayAccess::view(array, "broadcast_to");
    for (const std::int64_t size : shape)
        if (size < 0)
            throw ValueError("broadcast_to: the shape " + shape_text(shape) +
                             " has a negative size");
    const LayoutRef layout = api::broadcast_layout(*view.layout, shape, "broadcast_to");
    return ArrayAccess::make({view.storage, layout.get(), view.offset});
}

Array flip(Array taken, int axis) {
    const Array array = std::move(taken);
    const ViewRef view = ArrayAccess::view(array, "flip");
    const int at = api::normalise_axis(axis, view.layout->rank, "flip");
    const Shape shape(view.layout->shape().begin(), view.layout->shape().end());
    std::vector<std::int64_t> strides(view.layout->strides().begin(), view.layout->strides().end());
    std::int64_t& stride = strides[static_cast<std::size_t>(at)];
    const std::int64_t moved = shape[static_cast<std::size_t>(at)] > 0
                                   ? (shape[static_cast<std::size_t>(at)] - 1) * stride
                                   : 0;
    stride = -stride;
    return view_of(view, shape, strides, moved);
}

Shape broadcast_shapes(const Shape& a, const Shape& b) {
    Shape result = a.size() >= b.size() ? a : b;
    const Shape& other = a.size() >= b.size() ? b : a;
    const std::size_t shift = result.size() - other.size();
    for (std::size_t i = 0; i < other.size(); ++i) {
        std::int64_t& size = result[shift + i];
        if (size == 1)
            size = other[i];
        else if (other[i] != 1 && other[i] != size)
            throw ShapeError(
                "broadcast_shapes: shapes " + shape_text(a) + " and " + shape_text(b) +
                " do not broadcast; sizes must be equal or 1, compared from the last axis");
    }
    return result;
}

Array where(const Operand& condition, const Operand& a, const Operand& b) {
    const Operand values[] = {a, b};
    const Operand everything[] = {condition, a, b};
    const DType type = api::common_type(values);
    const Shape shape = api::broadcast(everything, "where");
    Array result = new_array(api::result_layout(everything, type, shape), "where");
    if (result.size() == 0)
        return result;
    Input inputs[3];
    LayoutRef made[3];
    detail::Storage* storages[4] = {};
    std::size_t used = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const DType wanted = i == 0 ? DType::bool_ : type;
        if (everything[i].is_scalar()) {
            inputs[i] = Input::of(wanted, api::convert(everything[i].scalar(), wanted, "where"));
            continue;
        }
        ViewRef view = ArrayAccess::view(everything[i].array(), "where");
        made[i] = api::broadcast_layout(*view.layout, shape, "where");
        view.layout = made[i].get();
        inputs[i] = Input::of(view);
        storages[used++] = view.storage;
    }
    const ViewRef out = ArrayAccess::view(result, "where");
    if (!condition.is_scalar() &&
        engine::runs_direct(engine::what(engine::Move::select), *out.layout) &&
        std::all_of(storages, storages + used,
                    [](const detail::Storage* in) { return engine::can_read_now(*in); })) {
        engine::place_now(*out.storage);
        engine::select_direct(type, out, inputs);
        api::use_up(everything);
        return result;
    }
    storages[used++] = out.storage;
    api::record({storages, used}, false, [&](tape::Tape& tape) {
        tape.select(type, out, inputs);
        api::use_up(everything);
    });
    return result;
}

}  // namespace tenon
