// SPDX-License-Identifier: MIT
#include "number.hpp"

#include <array>
#include <optional>

#include "called.hpp"
#include "numpy.hpp"
#include "operands.hpp"
#include "quick.hpp"
#include "ufunc.hpp"

namespace tenon::python {

namespace {

/// The table's entry of an operator, looked up once.
template <const char* name>
Ufunc operation() {
    static const Ufunc found = *Ufunc::find(name);
    return found;
}

/// Whether an object of another class has the first word, by NumPy's rule (NEP 13): it says so with
/// `__array_ufunc__ = None`, or has no such attribute and a higher priority.
bool defers(PyObject* other, bool in_place) {
    const Ref handler(
        PyObject_GetAttrString(reinterpret_cast<PyObject*>(Py_TYPE(other)), "__array_ufunc__"));
    if (handler)
        return !in_place && handler.get() == Py_None;
    PyErr_Clear();
    const Ref priority(PyObject_GetAttrString(other, "__array_priority__"));
    const double theirs = priority ? PyFloat_AsDouble(priority.get()) : -1;
    PyErr_Clear();
    return theirs > 0;  // the priority of arrays
}

/// Operands that are not Tenon's: NumPy's operator on the same memory.
PyObject* not_ours(const char* name, PyObject* a, PyObject* b, Operands which,
                   bool in_place = false) {
    if (which == Operands::defer && defers(is_array(a) ? b : a, in_place))
        Py_RETURN_NOTIMPLEMENTED;
    const Ref text = Ref::check(PyUnicode_FromString(name));
    PyObject* const arguments[] = {text.get(), a, b, in_place ? Py_True : Py_False};
    return call_python_part("operator", arguments, 4, nullptr);
}

template <const char* name>
PyObject* binary(PyObject* a, PyObject* b) {
    return guarded([&]() -> PyObject* {
        OperandList operands;
        for (PyObject* object : {a, b})
            if (const Operands which = operands.add(object); which != Operands::ready)
                return not_ours(name, a, b, which);
        return apply_or_numpy(operation<name>(), operands, std::array{a, b});
    });
}

PyObject* unary(Ufunc operation, PyObject* a) {
    return guarded([&] {
        OperandList operands;
        operands.add(a);
        return apply_or_numpy(operation, operands, {&a, 1});
    });
}

template <const char* name>
PyObject* in_place(PyObject* a, PyObject* b) {
    return guarded([&]() -> PyObject* {
        OperandList operands;
        operands.add(a);
        if (const Operands which = operands.add(b); which != Operands::ready)
            return not_ours(name, a, b, which, true);
        check_writable(as_array(a), "in-place operation");
        return apply_or_numpy_to(operation<name>(), operands, std::array{a, b}, a);
    });
}

#define TENON_BINARY_SLOTS(X)                                                                      \
    X(add, add)                                                                                    \
    X(subtract, subtract)                                                                          \
    X(multiply, multiply)                                                                          \
    X(true_divide, divide)                                                                         \
    X(floor_divide, floor_divide)                                                                  \
    X(remainder, remainder)                                                                        \
    X(and, bitwise_and)                                                                            \
    X(or, bitwise_or)                                                                              \
    X(xor, bitwise_xor)                                                                            \
    X(lshift, bitwise_left_shift)                                                                  \
    X(rshift, bitwise_right_shift)
#define TENON_UNARY_SLOTS(X)                                                                       \
    X(negative, negative)                                                                          \
    X(positive, positive)                                                                          \
    X(absolute, absolute)                                                                          \
    X(invert, bitwise_invert)
#define TENON_NAME(name) constexpr char name_##name[] = #name;
TENON_NAME(add)
TENON_NAME(subtract)
TENON_NAME(multiply)
TENON_NAME(divide)
TENON_NAME(floor_divide)
TENON_NAME(remainder)
TENON_NAME(bitwise_and)
TENON_NAME(bitwise_or)
TENON_NAME(bitwise_xor)
TENON_NAME(bitwise_left_shift)
TENON_NAME(bitwise_right_shift)
TENON_NAME(negative)
TENON_NAME(positive)
TENON_NAME(absolute)
TENON_NAME(bitwise_invert)
TENON_NAME(power)
TENON_NAME(square)
TENON_NAME(reciprocal)
TENON_NAME(sqrt)
TENON_NAME(less)
TENON_NAME(less_equal)
TENON_NAME(equal)
TENON_NAME(not_equal)
TENON_NAME(greater)
TENON_NAME(greater_equal)
#undef TENON_NAME

#define TENON_BINARY(slot, name)                                                                   \
    PyObject* binary_##slot(PyObject* a, PyObject* b) { return binary<name_##name>(a, b); }        \
    PyObject* in_place_##slot(PyObject* a, PyObject* b) { return in_place<name_##name>(a, b); }
TENON_BINARY_SLOTS(TENON_BINARY)
#undef TENON_BINARY
#define TENON_UNARY(slot, name)                                                                    \
    PyObject* unary_##slot(PyObject* a) { return unary(operation<name_##name>(), a); }
TENON_UNARY_SLOTS(TENON_UNARY)
#undef TENON_UNARY

/// What NumPy's operator computes instead of a power; its warnings have that name.
std::optional<Ufunc> instead_of_power(PyObject* base, PyObject* exponent) {
    const bool whole = PyLong_CheckExact(exponent);
    if (!is_array(base) || !(whole || PyFloat_CheckExact(exponent)))
        return std::nullopt;
    const DType type = as_array(base).array.dtype();
    const double value = PyFloat_AsDouble(exponent);
    if (value == -1 && PyErr_Occurred() != nullptr) {
        PyErr_Clear();
        return std::nullopt;
    }
    if (whole && value == 2 && type != DType::bool_)
        return operation<name_square>();
    if (whole && value == -1 && (is_floating(type) || is_complex(type)))
        return operation<name_reciprocal>();
    if (value == 0.5 && is_floating(type))
        return operation<name_sqrt>();
    return std::nullopt;
}

PyObject* binary_power(PyObject* a, PyObject* b, PyObject* modulus) {
    if (modulus != Py_None)
        Py_RETURN_NOTIMPLEMENTED;
    if (const std::optional<Ufunc> other = instead_of_power(a, b))
        return unary(*other, a);
    return binary<name_power>(a, b);
}
PyObject* in_place_power(PyObject* a, PyObject* b, PyObject*) {
    const std::optional<Ufunc> other = instead_of_power(a, b);
    if (!other)
        return in_place<name_power>(a, b);
    return guarded([&]() -> PyObject* {
        OperandList operands;
        operands.add(a);
        check_writable(as_array(a), "in-place operation");
        return apply_or_numpy_to(*other, operands, std::array{a}, a);
    });
}

PyObject* compare(PyObject* a, PyObject* b, int which) {
    switch (which) {
    case Py_LT: return binary<name_less>(a, b);
    case Py_LE: return binary<name_less_equal>(a, b);
    case Py_EQ: return binary<name_equal>(a, b);
    case Py_NE: return binary<name_not_equal>(a, b);
    case Py_GT: return binary<name_greater>(a, b);
    default: return binary<name_greater_equal>(a, b);
    }
}

/// An operator that is a function of the package.
template <const char* part>
PyObject* binary_part(PyObject* a, PyObject* b) {
    return guarded([&] {
        PyObject* const arguments[] = {a, b};
        return call_python_part(part, arguments, 2, nullptr);
    });
}
constexpr char part_matmul[] = "operator_matmul", part_imatmul[] = "operator_imatmul",
               part_divmod[] = "operator_divmod";

PyObject* binary_divmod(PyObject* a, PyObject* b) {
    for (PyObject* operand : {a, b})
        if (!is_array(operand) && !is_plain_number(operand))
            return binary_part<part_divmod>(a, b);
    return guarded([&] {
        static const unsigned name = called_name("divmod");
        const Called called(name);
        const Ref quotient = Ref::check(PyNumber_FloorDivide(a, b));
        const Ref rest = Ref::check(PyNumber_Remainder(a, b));
        return PyTuple_Pack(2, quotient.get(), rest.get());
    });
}

/// NumPy's product, with its BLAS, on the same memory.
PyObject* matrix_product(PyObject* a, PyObject* b) {
    if (!is_array(a) || !is_array(b))
        return binary_part<part_matmul>(a, b);
    return guarded([&]() -> PyObject* {
        const Ref left = lend_numpy(as_array(a));
        const Ref right = lend_numpy(as_array(b));
        Ref product = Ref::check(PyNumber_MatrixMultiply(left.get(), right.get()));
        return is_numpy_array(product.get()) ? from_numpy_or_same(std::move(product))
                                             : product.release();
    });
}

/// The only element as a Python object, by NumPy's rules and with its errors.
PyObject* only_element(PyObject* self, PyObject* (*convert)(PyObject*)) {
    return guarded([&]() -> PyObject* {
        const Array& array = as_array(self).array;
        if (array.size() != 1) {
            const Ref numpy = Ref::check(to_numpy(as_array(self)));
            return convert(numpy.get());
        }
        const Ref scalar = Ref::check(scalar_of(array));
        return convert(scalar.get());
    });
}

PyObject* as_number(PyObject* self, PyObject* (*convert)(PyObject*)) {
    const Array& array = as_array(self).array;
    if (array.ndim() > 0 || is_complex(array.dtype())) {  // NumPy says what it thinks of that
        return guarded([&] {
            const Ref numpy = Ref::check(to_numpy(as_array(self)));
            return convert(numpy.get());
        });
    }
    return only_element(self, convert);
}
PyObject* to_float(PyObject* self) { return as_number(self, PyNumber_Float); }
PyObject* to_int(PyObject* self) { return as_number(self, PyNumber_Long); }
PyObject* to_index(PyObject* self) {
    if (as_array(self).array.ndim() == 0 && is_integer(as_array(self).array.dtype()))
        return only_element(self, PyNumber_Index);
    PyErr_SetString(PyExc_TypeError,
                    "only integer scalar arrays can be converted to a scalar index");
    return nullptr;
}
int to_bool(PyObject* self) {
    return guarded_int([&] {
        if (as_array(self).array.size() != 1) {
            const Ref numpy = Ref::check(to_numpy(as_array(self)));
            return PyObject_IsTrue(numpy.get());
        }
        const Ref scalar = Ref::check(scalar_of(as_array(self).array));
        return PyObject_IsTrue(scalar.get());
    });
}

}  // namespace

void add_number_slots(std::vector<PyType_Slot>& slots) {
    const auto add = [&](int slot, auto* function) {
        slots.push_back({slot, reinterpret_cast<void*>(function)});
    };
#define TENON_SLOT(slot, name)                                                                     \
    add(Py_nb_##slot, binary_##slot);                                                              \
    add(Py_nb_inplace_##slot, in_place_##slot);
    TENON_BINARY_SLOTS(TENON_SLOT)
#undef TENON_SLOT
#define TENON_SLOT(slot, name) add(Py_nb_##slot, unary_##slot);
    TENON_UNARY_SLOTS(TENON_SLOT)
#undef TENON_SLOT
    add(Py_nb_power, binary_power);
    add(Py_nb_inplace_power, in_place_power);
    add(Py_nb_matrix_multiply, matrix_product);
    add(Py_nb_inplace_matrix_multiply, binary_part<part_imatmul>);
    add(Py_nb_divmod, binary_divmod);
    add(Py_nb_float, to_float);
    add(Py_nb_int, to_int);
    add(Py_nb_index, to_index);
    add(Py_nb_bool, to_bool);
    add(Py_tp_richcompare, compare);
}

}  // namespace tenon::python
