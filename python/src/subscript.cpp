// SPDX-License-Identifier: MIT
// Basic indices are views; advanced ones go to the package's Python part.
#include "subscript.hpp"

#include <cmath>
#include <new>
#include <optional>
#include <vector>

#include "element.hpp"
#include "numpy.hpp"
#include "operands.hpp"

namespace tenon::python {

namespace {

constexpr std::size_t most_indices = 64;

struct BasicIndex {
    alignas(Index) unsigned char storage[most_indices * sizeof(Index)];
    std::size_t count = 0;
    std::int64_t positions = 0;
    bool views = false;  ///< a slice, an ellipsis or a new axis: the result is an array
    void put(Index index) { new (storage + count++ * sizeof(Index)) Index(index); }
    std::span<const Index> get() const { return {reinterpret_cast<const Index*>(storage), count}; }
};

bool read_bound(PyObject* object, Bound& bound) {
    if (object == Py_None)
        return true;
    if (!PyIndex_Check(object)) {
        PyErr_SetString(PyExc_TypeError,
                        "slice indices must be integers or None or have an __index__ method");
        throw PythonError();
    }
    // Bounds beyond the ends are clipped, however far they are.
    const Py_ssize_t value = PyNumber_AsSsize_t(object, nullptr);
    if (value == -1 && PyErr_Occurred())
        throw PythonError();
    bound = Bound(value);
    return true;
}

Slice read_slice(PyObject* object) {
    const auto* parts = reinterpret_cast<PySliceObject*>(object);
    Slice slice;
    read_bound(parts->start, slice.start);
    read_bound(parts->stop, slice.stop);
    Bound step = 1;
    read_bound(parts->step, step);
    slice.step = step.value();
    if (slice.step == 0) {
        PyErr_SetString(PyExc_ValueError, "slice step cannot be zero");
        throw PythonError();
    }
    return slice;
}

std::int64_t position_of(PyObject* object) {
    const Py_ssize_t position = PyNumber_AsSsize_t(object, PyExc_IndexError);
    if (position == -1 && PyErr_Occurred())
        throw PythonError();
    return position;
}

/// False for what is not basic.
bool add_index(PyObject* object, BasicIndex& index) {
    if (index.count == most_indices) {
        PyErr_SetString(PyExc_IndexError, "too many indices for array");
        throw PythonError();
    }
    if (PySlice_Check(object)) {
        index.put(read_slice(object));
        index.views = true;
    } else if (object == Py_Ellipsis) {
        index.put(ellipsis);
        index.views = true;
    } else if (object == Py_None) {
        index.put(newaxis);
        index.views = true;
    } else if (PyLong_Check(object) || is_numpy_scalar(object)) {
        if (PyBool_Check(object) || !PyIndex_Check(object))
            return false;
        index.put(position_of(object));
        ++index.positions;
    } else {
        return false;
    }
    return true;
}

bool read_index(PyObject* key, BasicIndex& index) {
    if (!PyTuple_Check(key))
        return add_index(key, index);
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(key); ++i)
        if (!add_index(PyTuple_GET_ITEM(key, i), index))
            return false;
    return true;
}

bool is_position(const BasicIndex& index, const Array& array) {
    return !index.views && index.positions == array.ndim();
}

/// One array of positions, or a mask: no list of indices needs to be made of it.
bool is_index_array(PyObject* key) {
    if (!is_array(key) || as_array(key).array.ndim() == 0)
        return false;
    const DType type = as_array(key).array.dtype();
    return is_bool(type) || is_integer(type);
}

/// A list of whole numbers, as one array; nothing for other lists.
std::optional<Array> positions_of(PyObject* list) {
    std::vector<std::int64_t> positions;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); ++i) {
        if (!PyLong_CheckExact(PyList_GET_ITEM(list, i)))
            return std::nullopt;
        positions.push_back(position_of(PyList_GET_ITEM(list, i)));
    }
    if (positions.empty())
        return std::nullopt;
    return tenon::array(positions);
}

PyObject* get_item(PyObject* self, PyObject* key) {
    return guarded([&]() -> PyObject* {
        const ArrayObject& object = as_array(self);
        if (ElementPosition position; position.read(key, object.array.ndim()))
            return scalar_at(peek(object.array, position.get()), object.array.dtype());
        if (PyList_CheckExact(key) && object.array.ndim() > 0)
            if (const std::optional<Array> positions = positions_of(key))
                return wrap(tenon::index(object.array, {AdvancedIndex(*positions)}));
        if (is_index_array(key) && object.array.ndim() > 0)
            return wrap(tenon::index(object.array, {AdvancedIndex(as_array(key).array)}));
        BasicIndex index;
        if (!read_index(key, index)) {
            PyObject* const arguments[] = {self, key};
            return call_python_part("get_item", arguments, 2, nullptr);
        }
        View view = object.array.at(index.get());
        if (is_position(index, object.array))
            return scalar_of(view);
        return wrap_view(std::move(view), self);
    });
}

/// Python's numbers that integers cannot be made of, which is an error: it is NumPy's.
bool must_be_checked(PyObject* value, DType target) {
    if (!is_integer(target))
        return false;
    if (PyComplex_Check(value) != 0)
        return true;
    if (PyFloat_Check(value) == 0)
        return false;
    const double whole = std::trunc(PyFloat_AS_DOUBLE(value));
    const int bits = static_cast<int>(8 * size_of(target));
    const bool fits = is_signed(target) ? std::fabs(whole) < std::ldexp(1.0, bits - 1)
                                        : whole >= 0 && whole < std::ldexp(1.0, bits);
    return !fits;
}

/// A value whose conversion cannot warn or fail.
bool needs_no_look(PyObject* value, const Array& target) {
    if (is_array(value))
        return as_array(value).array.dtype() == target.dtype();
    return is_floating(target.dtype()) && PyFloat_CheckExact(value);
}

bool is_sequence(PyObject* value) {
    if (is_array(value))
        return as_array(value).array.ndim() > 0;
    return is_numpy_array(value) || PyList_Check(value) || PyTuple_Check(value);
}

int set_item(PyObject* self, PyObject* key, PyObject* value) {
    return guarded_int([&]() -> int {
        const ArrayObject& object = as_array(self);
        if (value == nullptr) {
            PyErr_SetString(PyExc_ValueError, "cannot delete array elements");
            return -1;
        }
        check_writable(object, "assignment");
        if (set_element(object.array, key, value))
            return 0;
        if (is_index_array(key) && object.array.ndim() > 0 && needs_no_look(value, object.array)) {
            OperandList one;
            one.add(value);
            assign_index(object.array, {AdvancedIndex(as_array(key).array)}, one.get()[0]);
            return 0;
        }
        BasicIndex index;
        OperandList operands;
        if (!read_index(key, index) || must_be_checked(value, object.array.dtype()) ||
            operands.add(value) != Operands::ready) {
            PyObject* const arguments[] = {self, key, value};
            const Ref done = Ref::check(call_python_part("set_item", arguments, 3, nullptr));
            return 0;
        }
        if (is_position(index, object.array) &&
            (is_sequence(value) || loses(object.array.dtype(), value))) {
            const Ref numpy = Ref::check(to_numpy(object));
            return PyObject_SetItem(numpy.get(), key, as_numpy(value).get());
        }
        const View target = object.array.at(index.get());
        watched_write([&] { assign(target, operands.get()[0]); },
                      [&] {
                          const Ref numpy = as_numpy(value);
                          const Ref type = Ref(dtype_object(object.array.dtype()));
                          Ref::check(PyObject_CallMethod(numpy.get(), "astype", "O", type.get()));
                      });
        return 0;
    });
}

Py_ssize_t length(PyObject* self) {
    if (as_array(self).array.ndim() == 0) {
        PyErr_SetString(PyExc_TypeError, "len() of unsized object");
        return -1;
    }
    return as_array(self).array.shape(0);
}

PyObject* item_at(PyObject* self, Py_ssize_t position) {
    return guarded([&]() -> PyObject* {
        const ArrayObject& object = as_array(self);
        const std::int64_t at = position;
        // The end of every loop over an array: a C++ exception would cost as much as the loop.
        if (object.array.ndim() > 0 && at >= object.array.shape(0)) {
            PyErr_SetString(PyExc_IndexError, "index is out of bounds");
            return nullptr;
        }
        if (object.array.ndim() == 1)
            return scalar_at(peek(object.array, {&at, 1}), object.array.dtype());
        const Index index(position);
        return wrap_view(object.array.at({&index, 1}), self);
    });
}

/// value in array: whether an element equals it.
int contains(PyObject* self, PyObject* value) {
    return guarded_int([&] {
        const Ref equal = Ref::check(PyObject_RichCompare(self, value, Py_EQ));
        if (!is_array(equal.get()))
            return PyObject_IsTrue(equal.get());
        const Array found = any(as_array(equal.get()).array);
        return static_cast<int>(found.item<bool>());
    });
}

}  // namespace

void add_subscript_slots(std::vector<PyType_Slot>& slots) {
    slots.push_back({Py_mp_subscript, reinterpret_cast<void*>(get_item)});
    slots.push_back({Py_mp_ass_subscript, reinterpret_cast<void*>(set_item)});
    slots.push_back({Py_mp_length, reinterpret_cast<void*>(length)});
    slots.push_back({Py_sq_length, reinterpret_cast<void*>(length)});
    slots.push_back({Py_sq_contains, reinterpret_cast<void*>(contains)});
    slots.push_back({Py_sq_item, reinterpret_cast<void*>(item_at)});
}

}  // namespace tenon::python
