// SPDX-License-Identifier: MIT
// The same elements in other places: joined, taken, repeated, in another shape.
#include <algorithm>

#include "operands.hpp"
#include "quick.hpp"

namespace tenon::python {

namespace {

using Join = Array (*)(std::span<const Array>, int);
Array concatenated(std::span<const Array> arrays, int axis) { return concatenate(arrays, axis); }

template <Join join>
PyObject* joined(const Call& call) {
    std::vector<Array> arrays;
    int axis = 0;
    if (call.count < 1 || !read_axis(call, 1, axis) || !read_arrays(call.arguments[0], arrays))
        return nullptr;
    return wrap(join(arrays, axis));
}

using Stack = Array (*)(std::span<const Array>);
template <Stack stack>
PyObject* stacked(const Call& call) {
    std::vector<Array> arrays;
    if (!call.positional(1, 1) || !read_arrays(call.arguments[0], arrays))
        return nullptr;
    return wrap(stack(arrays));
}

PyObject* taken(const Call& call) {
    if (!call.positional(2, 2) || !is_array(call.arguments[0]) || !is_array(call.arguments[1]))
        return nullptr;
    const Array& from = as_array(call.arguments[0]).array;
    const Array& at = as_array(call.arguments[1]).array;
    if (from.ndim() != 1 || at.ndim() == 0 || !is_integer(at.dtype()) || !in_c_order(at))
        return nullptr;
    return wrap(index(from, {AdvancedIndex(at)}));
}

PyObject* rolled(const Call& call) {
    std::int64_t shift = 0;
    if (!call.positional(2, 2) || !is_array(call.arguments[0]) ||
        !read_int(call.arguments[1], shift))
        return nullptr;
    const Array& array = as_array(call.arguments[0]).array;
    const std::int64_t length = array.ndim() == 1 ? array.shape(0) : 0;
    if (length == 0)
        return nullptr;
    shift = (shift % length + length) % length;
    const Array parts[] = {array(slice(length - shift, length)), array(slice(0, length - shift))};
    return wrap(concatenate(parts));
}

PyObject* repeated(const Call& call) {
    std::int64_t times = 0;
    if (!call.positional(2, 2) || !is_array(call.arguments[0]) ||
        !read_int(call.arguments[1], times))
        return nullptr;
    const Array& array = as_array(call.arguments[0]).array;
    return array.ndim() == 1 && times >= 0 ? wrap(repeat(array, times)) : nullptr;
}

PyObject* raveled(const Call& call) {
    if (!call.positional(1, 1) || !is_array(call.arguments[0]))
        return nullptr;
    const Array& array = as_array(call.arguments[0]).array;
    return in_c_order(array) ? wrap_view(ravel(array), call.arguments[0]) : nullptr;
}

PyObject* flattened(const Call& call) {
    if (!call.positional(1, 1))
        return nullptr;
    const Array& array = as_array(call.arguments[0]).array;
    return in_c_order(array) ? wrap(copy(ravel(array))) : nullptr;
}

PyObject* with_axes(PyObject* object, const Shape& axes) {
    const Array& array = as_array(object).array;
    const bool fit = static_cast<int>(axes.size()) == array.ndim() &&
                     std::ranges::all_of(axes, [&](auto axis) { return axis < array.ndim(); });
    return fit ? wrap_view(transpose(array, {axes.begin(), axes.end()}), object) : nullptr;
}

/// transpose(array), transpose(array, None), transpose(array, axes)
PyObject* transposed(const Call& call) {
    if (!call.positional(1, 2) || !is_array(call.arguments[0]))
        return nullptr;
    if (call.count == 1 || call.arguments[1] == Py_None)
        return wrap_view(as_array(call.arguments[0]).array.T(), call.arguments[0]);
    Shape axes;
    return read_shape(call.arguments[1], axes) ? with_axes(call.arguments[0], axes) : nullptr;
}

/// The same, and array.transpose(axis, axis, ...)
PyObject* transposed_by_method(const Call& call) {
    if (call.count < 3)
        return transposed(call);
    Shape axes;
    for (std::size_t i = 1; i < call.count; ++i)
        if (!PyLong_CheckExact(call.arguments[i]) || !read_shape(call.arguments[i], axes))
            return nullptr;
    return call.named() == 0 ? with_axes(call.arguments[0], axes) : nullptr;
}

/// Without the axes of size one; the array itself where there are none.
PyObject* squeezed(const Call& call) {
    if (!call.positional(1, 1) || !is_array(call.arguments[0]))
        return nullptr;
    const Array& array = as_array(call.arguments[0]).array;
    const std::vector<std::int64_t> all = array.strides();
    Shape shape;
    std::vector<std::int64_t> strides;
    for (int axis = 0; axis < array.ndim(); ++axis) {
        if (array.shape(axis) == 1)
            continue;
        shape.push_back(array.shape(axis));
        strides.push_back(all[static_cast<std::size_t>(axis)]);
    }
    if (static_cast<int>(shape.size()) == array.ndim())
        return Py_NewRef(call.arguments[0]);
    return wrap_view(as_strided(array, 0, shape, strides, array.dtype()), call.arguments[0]);
}

/// A vector so many times.
PyObject* tiled(const Call& call) {
    std::int64_t times = 0;
    if (!call.positional(2, 2) || !is_array(call.arguments[0]) ||
        !read_int(call.arguments[1], times))
        return nullptr;
    const Array& array = as_array(call.arguments[0]).array;
    if (array.ndim() != 1 || array.size() == 0 || times <= 0)
        return nullptr;
    const Shape rows{times, array.size()};
    return wrap(copy(broadcast_to(array, rows)).reshape({times * array.size()}));
}

constexpr QuickFunction table[] = {
    {"concatenate", joined<concatenated>},
    {"concat", joined<concatenated>},
    {"stack", joined<stack>},
    {"vstack", stacked<vstack>},
    {"hstack", stacked<hstack>},
    {"take", taken},
    {"roll", rolled},
    {"repeat", repeated},
    {"tile", tiled},
    {"ravel", raveled},
    {"transpose", transposed},
    {"ndarray.transpose", transposed_by_method},
    {"squeeze", squeezed},
    {"ndarray.squeeze", squeezed},
    {"ndarray.ravel", raveled},
    {"ndarray.flatten", flattened},
    {"ndarray.take", taken},
    {"ndarray.repeat", repeated},
};

}  // namespace

std::span<const QuickFunction> quick_arrangement() { return table; }

}  // namespace tenon::python
