// SPDX-License-Identifier: MIT
#include "operands.hpp"

#include <new>

#include "numpy.hpp"

namespace tenon::python {

/// A Python int; nothing beyond 64 bits.
static std::optional<Scalar> integer_of(PyObject* object) {
    int overflow = 0;
    const long long value = PyLong_AsLongLongAndOverflow(object, &overflow);
    if (value == -1 && PyErr_Occurred())
        throw PythonError();
    if (overflow == 0)
        return Scalar(value);
    if (overflow > 0) {
        const unsigned long long large = PyLong_AsUnsignedLongLong(object);
        if (!PyErr_Occurred())
            return Scalar(large);
        PyErr_Clear();
    }
    return std::nullopt;
}

std::optional<Scalar> python_number(PyObject* object) {
    if (PyFloat_CheckExact(object))
        return Scalar(PyFloat_AS_DOUBLE(object));
    if (PyBool_Check(object))
        return Scalar(object == Py_True);
    if (PyLong_Check(object)) {
        if (const auto integer = integer_of(object))
            return integer;
        PyErr_SetString(PyExc_OverflowError, "Python integer too large for 64 bits");
        throw PythonError();
    }
    if (PyComplex_CheckExact(object)) {
        const Py_complex value = PyComplex_AsCComplex(object);
        return Scalar(std::complex<double>(value.real, value.imag));
    }
    return std::nullopt;
}

void OperandList::put(Operand operand) {
    new (storage_ + count_ * sizeof(Operand)) Operand(operand);
    ++count_;
}

void OperandList::put_array(const Array& array) {
    all_scalars_ = all_scalars_ && array.ndim() == 0;
    has_array_ = true;
    put(array);
}

Operands OperandList::put_object(Ref converted) {
    if (!is_array(converted.get()))
        return Operands::outside;
    put_array(as_array(converted.get()).array);
    kept_[count_ - 1] = std::move(converted);
    return Operands::ready;
}

/// A NumPy scalar's dtype is strong. Where it is that of the array beside it, or one that gives way
/// to it, the number alone says the same, and nothing need be made.
Operands OperandList::put_numpy_scalar(PyObject* scalar, PyObject* next) {
    const auto number = number_of(scalar);
    if (!number)
        return Operands::outside;
    const auto& [value, type] = *number;
    const bool leads = count_ == 0 && next != nullptr && is_array(next);
    if (leads || (count_ == 1 && has_array_)) {
        const DType other = leads ? as_array(next).array.dtype() : get()[0].array().dtype();
        if (promote_types(other, type) == other && kind(type) <= kind(other)) {
            put(value);
            return Operands::ready;
        }
    }
    return put_object(Ref::check(wrap(full({}, value, type))));
}

Operands OperandList::add(PyObject* object, PyObject* next) {
    if (is_array(object)) {
        put_array(as_array(object).array);
        return Operands::ready;
    }
    if (PyLong_CheckExact(object)) {
        const auto integer = integer_of(object);
        if (!integer)  // NumPy knows what to do, each operation in its own way
            return Operands::outside;
        put(*integer);
        return Operands::ready;
    }
    if (const auto number = python_number(object)) {
        put(*number);
        return Operands::ready;
    }
    if (is_numpy_scalar(object))
        return put_numpy_scalar(object, next);
    if (is_numpy_array(object) || PyList_CheckExact(object) || PyTuple_CheckExact(object))
        return put_object(as_array_object(object));
    return Operands::defer;
}

Ref as_array_object(PyObject* object) {
    if (is_array(object))
        return Ref::borrow(object);
    if (is_numpy_array(object))
        return Ref::check(from_numpy_or_same(Ref::borrow(object)));
    if (PyList_CheckExact(object) || PyTuple_CheckExact(object)) {
        try {
            return Ref::check(array_from_sequence(object));
        } catch (const PythonError&) {  // the Python part words it, or knows what is in the list
            if (PyErr_ExceptionMatches(PyExc_ValueError) == 0)
                throw;
            PyErr_Clear();
        }
    }
    PyObject* arguments[] = {object};
    return Ref::check(call_python_part("asarray", arguments, 1, nullptr));
}

bool in_c_order(const Array& array) {
    const std::vector<std::int64_t> strides = array.strides();
    auto expected = static_cast<std::int64_t>(size_of(array.dtype()));
    for (int i = array.ndim() - 1; i >= 0; --i) {
        if (array.shape(i) != 1 && strides[static_cast<std::size_t>(i)] != expected)
            return false;
        expected *= array.shape(i);
    }
    return true;
}

Shape parse_shape(PyObject* object) {
    if (PyIndex_Check(object)) {
        const Py_ssize_t size = PyNumber_AsSsize_t(object, PyExc_IndexError);
        if (size == -1 && PyErr_Occurred())
            throw PythonError();
        return {size};
    }
    const Ref sequence = Ref::check(PySequence_Fast(object, "a shape is an integer or a sequence"));
    const Py_ssize_t count = PySequence_Fast_GET_SIZE(sequence.get());
    Shape shape(static_cast<std::size_t>(count));
    for (Py_ssize_t i = 0; i < count; ++i) {
        const Py_ssize_t size =
            PyNumber_AsSsize_t(PySequence_Fast_GET_ITEM(sequence.get(), i), PyExc_IndexError);
        if (size == -1 && PyErr_Occurred())
            throw PythonError();
        shape[static_cast<std::size_t>(i)] = size;
    }
    return shape;
}

Axes parse_axes(PyObject* object) {
    if (object == nullptr || object == Py_None)
        return {};
    const Shape list = parse_shape(object);
    std::vector<int> axes(list.begin(), list.end());
    return axes;
}

}  // namespace tenon::python
