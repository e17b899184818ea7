// SPDX-License-Identifier: MIT
// New arrays: of numbers, of lists.
#include <array>

#include "numpy.hpp"
#include "operands.hpp"
#include "quick.hpp"

namespace tenon::python {

namespace {

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
    if (call.count < 1 || call.count + call.named() > 2 || !only_dtype_named(call) ||
        !is_array(call.arguments[0]))
        return nullptr;
    const Array& array = as_array(call.arguments[0]).array;
    const auto type = read_dtype(call.get(1, "dtype"), array.dtype());
    return type && in_c_order(array) ? wrap(full(array.shape(), Scalar(value), *type)) : nullptr;
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

bool is_sequence(PyObject* object) {
    return PyList_CheckExact(object) || PyTuple_CheckExact(object);
}

/// A list or tuple, of which NumPy makes an array.
PyObject* array_from(const Call& call) {
    if (call.count < 1 || !is_sequence(call.arguments[0]))
        return nullptr;
    if (call.count + call.named() == 2 && only_dtype_named(call))
        return through_numpy(call);
    if (!call.positional(1, 1))
        return nullptr;
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(call.arguments[0]); ++i)
        if (is_array(PySequence_Fast_GET_ITEM(call.arguments[0], i)))
            return nullptr;
    PyObject* result = array_from_sequence(call.arguments[0]);
    *call.decided = result == nullptr;
    return result;
}

PyObject* array_of(const Call& call) {
    if (only_array(call) && in_c_order(as_array(call.arguments[0]).array))
        return wrap(copy(as_array(call.arguments[0]).array));
    return array_from(call);
}

PyObject* as_array_of(const Call& call) {
    return only_array(call) ? Py_NewRef(call.arguments[0]) : array_from(call);
}

PyObject* contiguous(const Call& call) {
    if (!only_array(call))
        return nullptr;
    const Array& array = as_array(call.arguments[0]).array;
    return array.ndim() > 0 && in_c_order(array) ? Py_NewRef(call.arguments[0]) : nullptr;
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
    {"array", array_of},
    {"asarray", as_array_of},
    {"ascontiguousarray", contiguous},
};

}  // namespace

std::span<const QuickFunction> quick_creation() { return table; }

}  // namespace tenon::python
