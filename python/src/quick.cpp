// SPDX-License-Identifier: MIT
// The usual calls of functions that programs call often: arguments of the plainest types. A call
// that is not one of these returns null and is the Python function's.
#include <algorithm>
#include <array>
#include <string_view>

#include "function.hpp"
#include "numpy.hpp"
#include "operands.hpp"

namespace tenon::python {

namespace {

constexpr Py_ssize_t most_arrays = 16;

/// An int of 64 bits.
bool read_int(PyObject* object, std::int64_t& value) {
    if (!PyLong_CheckExact(object))
        return false;
    value = PyLong_AsLongLong(object);
    return value != -1 || PyErr_Occurred() == nullptr;
}

/// An int, or a tuple or list of them.
bool read_shape(PyObject* object, Shape& shape) {
    const auto add = [&](PyObject* size) {
        std::int64_t value = 0;
        if (!read_int(size, value))
            return false;
        shape.push_back(value);
        return value >= 0;
    };
    if (!PyTuple_CheckExact(object) && !PyList_CheckExact(object))
        return add(object);
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(object); ++i)
        if (!add(PySequence_Fast_GET_ITEM(object, i)))
            return false;
    return true;
}

/// `default_type` when it is not given.
std::optional<DType> read_dtype(PyObject* object, DType default_type) {
    return object == nullptr || object == Py_None ? default_type : find_dtype(object);
}

/// All arguments are by position, or `dtype` is the only name.
bool only_dtype_named(const Call& call) {
    return call.named() == 0 || (call.named() == 1 && call.get(call.count, "dtype") != nullptr);
}

template <int value>
PyObject* filled(const Call& call) {
    Shape shape;
    if (call.count < 1 || call.count + call.named() > 2 || !only_dtype_named(call) ||
        !read_shape(call.arguments[0], shape))
        return nullptr;
    const auto type = read_dtype(call.get(1, "dtype"), DType::float64);
    return type ? wrap(full(shape, Scalar(value), *type)) : nullptr;
}

template <int value>
PyObject* filled_like(const Call& call) {
    if (!call.positional(1, 1) || !is_array(call.arguments[0]))
        return nullptr;
    const Array& array = as_array(call.arguments[0]).array;
    return in_c_order(array) ? wrap(full(array.shape(), Scalar(value), array.dtype())) : nullptr;
}

PyObject* full_of(const Call& call) {
    Shape shape;
    if (!call.positional(2, 2) || !read_shape(call.arguments[0], shape))
        return nullptr;
    PyObject* value = call.arguments[1];
    if (PyFloat_CheckExact(value))
        return wrap(full(shape, Scalar(PyFloat_AS_DOUBLE(value)), DType::float64));
    std::int64_t whole = 0;
    return read_int(value, whole) ? wrap(full(shape, Scalar(whole), DType::int64)) : nullptr;
}

PyObject* range(const Call& call) {
    if (!call.positional(1, 3))
        return nullptr;
    std::array<Scalar, 3> numbers{Scalar(0), Scalar(0), Scalar(1)};
    const std::size_t first = call.count == 1 ? 1 : 0;
    for (std::size_t i = 0; i < call.count; ++i) {
        PyObject* given = call.arguments[i];
        if (!PyLong_CheckExact(given) && !PyFloat_CheckExact(given))
            return nullptr;
        numbers[first + i] = *python_number(given);
    }
    return wrap(arange(numbers[0], numbers[1], numbers[2]));
}

/// Arrays in C order, of one dtype, in a list or tuple.
bool read_arrays(PyObject* object, std::vector<Array>& arrays) {
    if (!PyTuple_CheckExact(object) && !PyList_CheckExact(object))
        return false;
    const Py_ssize_t count = PySequence_Fast_GET_SIZE(object);
    if (count == 0 || count > most_arrays)
        return false;
    for (Py_ssize_t i = 0; i < count; ++i) {
        PyObject* item = PySequence_Fast_GET_ITEM(object, i);
        if (!is_array(item) || as_array(item).array.ndim() == 0)
            return false;
        arrays.push_back(as_array(item).array);
        if (arrays.back().dtype() != arrays.front().dtype() || !in_c_order(arrays.back()))
            return false;
    }
    return true;
}

bool read_axis(const Call& call, std::size_t place, int& axis) {
    if (call.count + call.named() > place + 1)
        return false;
    PyObject* given = call.get(place, "axis");
    if (given == nullptr)
        return call.count + call.named() <= place;
    std::int64_t value = 0;
    const bool fits = read_int(given, value) && value == static_cast<int>(value);
    axis = static_cast<int>(value);
    return fits;
}

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

bool is_plain_number(PyObject* object) {
    return PyFloat_CheckExact(object) || PyLong_CheckExact(object);
}

PyObject* where_of(const Call& call) {
    if (!call.positional(3, 3) || !is_array(call.arguments[0]) ||
        (!is_array(call.arguments[1]) && !is_array(call.arguments[2])))
        return nullptr;
    OperandList operands;
    for (std::size_t i = 0; i < 3; ++i)
        if (!(is_array(call.arguments[i]) || is_plain_number(call.arguments[i])) ||
            operands.add(call.arguments[i]) != Operands::ready)
            return nullptr;
    return wrap(where(operands.get()[0], operands.get()[1], operands.get()[2]));
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

PyObject* nonzero_of(const Call& call) {
    if (!call.positional(1, 1) || !is_array(call.arguments[0]) ||
        as_array(call.arguments[0]).array.ndim() == 0)
        return nullptr;
    std::vector<Array> found = nonzero(as_array(call.arguments[0]).array);
    const Ref tuple = Ref::check(PyTuple_New(static_cast<Py_ssize_t>(found.size())));
    for (std::size_t i = 0; i < found.size(); ++i)
        PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i),
                         Ref::check(wrap(std::move(found[i]))).release());
    return Py_NewRef(tuple.get());
}

PyObject* where_of_any(const Call& call) {
    return call.count == 1 ? nonzero_of(call) : where_of(call);
}

/// Vectors of one floating type.
PyObject* dot_of(const Call& call) {
    if (!call.positional(2, 2) || !is_array(call.arguments[0]) || !is_array(call.arguments[1]))
        return nullptr;
    const Array& a = as_array(call.arguments[0]).array;
    const Array& b = as_array(call.arguments[1]).array;
    if (a.ndim() != 1 || b.ndim() != 1 || a.dtype() != b.dtype() || a.dtype() != DType::float64)
        return nullptr;
    return wrap_or_scalar(dot(a, b));
}

/// A list or tuple, of which NumPy makes an array.
PyObject* array_of(const Call& call) {
    if (!call.positional(1, 1) ||
        (!PyList_CheckExact(call.arguments[0]) && !PyTuple_CheckExact(call.arguments[0])))
        return nullptr;
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(call.arguments[0]); ++i)
        if (is_array(PySequence_Fast_GET_ITEM(call.arguments[0], i)))
            return nullptr;
    PyObject* result = array_from_sequence(call.arguments[0]);
    *call.decided = result == nullptr;
    return result;
}

/// NumPy's function, whose names of arguments Tenon's has more of.
PyObject* by_position(const Call& call) {
    return call.named() == 0 ? through_numpy(call) : nullptr;
}

/// ufunc.reduce(vector), where the array has a method for it.
PyObject* ufunc_reduced(const Call& call) {
    static constexpr std::array<std::pair<std::string_view, const char*>, 6> methods{
        {{"add", "sum"},
         {"multiply", "prod"},
         {"maximum", "max"},
         {"minimum", "min"},
         {"logical_and", "all"},
         {"logical_or", "any"}}};
    if (!call.positional(2, 2) || !is_array(call.arguments[1]))
        return nullptr;
    const Array& array = as_array(call.arguments[1]).array;
    if (array.ndim() != 1 || array.size() == 0)
        return nullptr;
    const Ref name = Ref::check(PyObject_GetAttrString(call.arguments[0], "__name__"));
    const std::string_view wanted = PyUnicode_AsUTF8(name.get());
    const auto found =
        std::ranges::find(methods, wanted, &std::pair<std::string_view, const char*>::first);
    if (found == methods.end())
        return nullptr;
    *call.decided = true;
    return PyObject_CallMethod(call.arguments[1], found->second, nullptr);
}

PyObject* as_array_of(const Call& call) {
    if (call.positional(1, 1) && is_array(call.arguments[0]))
        return Py_NewRef(call.arguments[0]);
    return array_of(call);
}

PyObject* raveled(const Call& call) {
    if (!call.positional(1, 1) || !is_array(call.arguments[0]))
        return nullptr;
    const Array& array = as_array(call.arguments[0]).array;
    return in_c_order(array) ? wrap_view(array.reshape({array.size()}), call.arguments[0])
                             : nullptr;
}

PyObject* flattened(const Call& call) {
    if (!call.positional(1, 1))
        return nullptr;
    const Array& array = as_array(call.arguments[0]).array;
    return in_c_order(array) ? wrap(copy(array.reshape({array.size()}))) : nullptr;
}

PyObject* list_of(const char* at, const Array& array, int axis) {
    if (axis == array.ndim()) {
        switch (array.dtype()) {
        case DType::float64: return PyFloat_FromDouble(*reinterpret_cast<const double*>(at));
        case DType::int64: return PyLong_FromLongLong(*reinterpret_cast<const std::int64_t*>(at));
        default: return PyBool_FromLong(*at);
        }
    }
    const std::int64_t length = array.shape(axis);
    const std::int64_t stride = array.strides()[static_cast<std::size_t>(axis)];
    Ref list = Ref::check(PyList_New(length));
    for (std::int64_t i = 0; i < length; ++i)
        PyList_SET_ITEM(list.get(), i,
                        Ref::check(list_of(at + i * stride, array, axis + 1)).release());
    return list.release();
}

PyObject* listed(const Call& call) {
    if (!call.positional(1, 1))
        return nullptr;
    const Array& array = as_array(call.arguments[0]).array;
    const bool plain = array.dtype() == DType::float64 || array.dtype() == DType::int64 ||
                       array.dtype() == DType::bool_;
    if (!plain || array.ndim() == 0 || array.size() == 0)
        return nullptr;
    return list_of(static_cast<const char*>(peek(array)), array, 0);
}

constexpr QuickFunction table[] = {
    {"zeros", filled<0>},
    {"ones", filled<1>},
    {"empty", filled<0>},
    {"zeros_like", filled_like<0>},
    {"ones_like", filled_like<1>},
    {"empty_like", filled_like<0>},
    {"full", full_of},
    {"arange", range},
    {"concatenate", joined<concatenated>},
    {"concat", joined<concatenated>},
    {"stack", joined<stack>},
    {"vstack", stacked<vstack>},
    {"hstack", stacked<hstack>},
    {"where", where_of_any},
    {"nonzero", nonzero_of},
    {"dot", dot_of},
    {"ndarray.dot", dot_of},
    {"ndarray.nonzero", nonzero_of},
    {"array", array_of},
    {"sort", by_position},
    {"argsort", by_position},
    {"ufunc.reduce", ufunc_reduced},
    {"take", taken},
    {"roll", rolled},
    {"repeat", repeated},
    {"asarray", as_array_of},
    {"ravel", raveled},
    {"ndarray.ravel", raveled},
    {"ndarray.flatten", flattened},
    {"ndarray.tolist", listed},
    {"ndarray.take", taken},
    {"ndarray.repeat", repeated},
};

}  // namespace

std::span<const QuickFunction> quick_functions() { return table; }

}  // namespace tenon::python
