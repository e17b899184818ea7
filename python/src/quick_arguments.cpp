// SPDX-License-Identifier: MIT
#include "operands.hpp"
#include "quick.hpp"

namespace tenon::python {

namespace {
constexpr Py_ssize_t most_arrays = 16;
}

bool read_int(PyObject* object, std::int64_t& value) {
    if (!PyLong_CheckExact(object))
        return false;
    value = PyLong_AsLongLong(object);
    return value != -1 || PyErr_Occurred() == nullptr;
}

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

bool is_plain_number(PyObject* object) {
    return PyFloat_CheckExact(object) || PyLong_CheckExact(object);
}

bool only_array(const Call& call) { return call.positional(1, 1) && is_array(call.arguments[0]); }

}  // namespace tenon::python
