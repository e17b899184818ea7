// SPDX-License-Identifier: MIT
// Methods of arrays whose call should cost little. Arguments beyond the usual go to the package's
// Python part of the same name.
#include <cstring>

#include "core.hpp"
#include "numpy.hpp"
#include "operands.hpp"
#include "ufunc.hpp"

namespace tenon::python {

namespace {

/// axis and keepdims; false when anything else is given.
struct ReduceArguments {
    PyObject* axis = nullptr;
    bool keepdims = false;

    bool read(PyObject* const* arguments, Py_ssize_t count, PyObject* keywords) {
        if (count > 1)
            return false;
        if (count == 1)
            axis = arguments[0];
        const Py_ssize_t named = keywords == nullptr ? 0 : PyTuple_GET_SIZE(keywords);
        for (Py_ssize_t i = 0; i < named; ++i) {
            PyObject* name = PyTuple_GET_ITEM(keywords, i);
            PyObject* value = arguments[count + i];
            if (PyUnicode_CompareWithASCIIString(name, "axis") == 0 && axis == nullptr)
                axis = value;
            else if (PyUnicode_CompareWithASCIIString(name, "keepdims") == 0 && PyBool_Check(value))
                keepdims = value == Py_True;
            else
                return false;
        }
        return true;
    }
};

PyObject* with_self(const char* part, PyObject* self, PyObject* const* arguments, Py_ssize_t count,
                    PyObject* keywords) {
    const Py_ssize_t named = keywords == nullptr ? 0 : PyTuple_GET_SIZE(keywords);
    std::vector<PyObject*> all{self};
    all.insert(all.end(), arguments, arguments + count + named);
    return call_python_part(part, all.data(), static_cast<std::size_t>(count) + 1, keywords);
}

using Reduction = Array (*)(Array, const Axes&, bool);
Array mean_of(Array a, const Axes& axes, bool keepdims) {
    return mean(std::move(a), axes, keepdims);
}

/// NumPy's method on the same memory, for the sake of its warnings.
void warn_as_method(PyObject* self, const char* name, PyObject* argument) {
    const Ref numpy = as_numpy(self);
    const Ref method = Ref::check(PyObject_GetAttrString(numpy.get(), name));
    Ref::check(argument == nullptr ? PyObject_CallNoArgs(method.get())
                                   : PyObject_CallOneArg(method.get(), argument));
}

/// Half-width and the like need more care than the engine's mean gives.
bool plain_mean(const Array& a) { return a.size() > 0; }
bool always(const Array&) { return true; }
/// Complex numbers are put in order by NumPy only.
bool ordered(const Array& a) { return !is_complex(a.dtype()); }

template <Reduction reduce, const char* name, bool (*takes)(const Array&) = always>
PyObject* reduction(PyObject* self, PyObject* const* arguments, Py_ssize_t count,
                    PyObject* keywords) {
    return guarded([&]() -> PyObject* {
        ReduceArguments given;
        const Array& array = as_array(self).array;
        // NumPy takes axis 0 of an array without dimensions.
        if (!given.read(arguments, count, keywords) || !takes(array) ||
            (array.ndim() == 0 && given.axis != nullptr && given.axis != Py_None))
            return with_self(name, self, arguments, count, keywords);
        const Axes axes = parse_axes(given.axis);
        return wrap_or_scalar(watched([&] { return reduce(array, axes, given.keepdims); },
                                      [&] { warn_as_method(self, name, given.axis); }));
    });
}

using Position = Array (*)(Array, std::optional<int>, bool);
template <Position position, const char* name>
PyObject* position_of(PyObject* self, PyObject* const* arguments, Py_ssize_t count,
                      PyObject* keywords) {
    return guarded([&]() -> PyObject* {
        ReduceArguments given;
        const Array& array = as_array(self).array;
        if (!given.read(arguments, count, keywords) || array.ndim() == 0 || !ordered(array))
            return with_self(name, self, arguments, count, keywords);
        std::optional<int> axis;
        if (given.axis != nullptr && given.axis != Py_None) {
            axis = static_cast<int>(PyNumber_AsSsize_t(given.axis, PyExc_OverflowError));
            if (PyErr_Occurred())
                throw PythonError();
        }
        return wrap_or_scalar(position(array, axis, given.keepdims));
    });
}

constexpr char name_sum[] = "sum", name_prod[] = "prod", name_min[] = "min", name_max[] = "max",
               name_any[] = "any", name_all[] = "all", name_mean[] = "mean",
               name_argmin[] = "argmin", name_argmax[] = "argmax", name_astype[] = "astype",
               name_reshape[] = "reshape", name_copy[] = "copy", name_item[] = "item";

/// astype(dtype): a copy with another type.
PyObject* astype(PyObject* self, PyObject* const* arguments, Py_ssize_t count, PyObject* keywords) {
    return guarded([&]() -> PyObject* {
        const auto type =
            count == 1 && keywords == nullptr ? find_dtype(arguments[0]) : std::nullopt;
        if (!type)
            return with_self(name_astype, self, arguments, count, keywords);
        return wrap(watched([&] { return copy_in_order(as_array(self).array, *type); },
                            [&] { warn_as_method(self, name_astype, arguments[0]); }));
    });
}

PyObject* reshape_to(PyObject* self, PyObject* const* arguments, Py_ssize_t count,
                     PyObject* keywords) {
    return guarded([&]() -> PyObject* {
        if (keywords != nullptr || count == 0)
            return with_self(name_reshape, self, arguments, count, keywords);
        Shape shape;
        if (count == 1) {
            shape = parse_shape(arguments[0]);
        } else {
            for (Py_ssize_t i = 0; i < count; ++i)
                shape.push_back(parse_shape(arguments[i]).at(0));
        }
        const Array& array = as_array(self).array;
        Array result = array.reshape(shape);
        const bool view =
            result.size() == 0 || in_c_order(array) || may_share_memory(result, array);
        return view ? wrap_view(std::move(result), self) : wrap(std::move(result));
    });
}

PyObject* copy_of(PyObject* self, PyObject* const* arguments, Py_ssize_t count,
                  PyObject* keywords) {
    return guarded([&]() -> PyObject* {
        if (count > 0 || keywords != nullptr)
            return with_self(name_copy, self, arguments, count, keywords);
        return wrap(as_array(self).array.copy());
    });
}

/// item(): the only element as a Python number.
PyObject* item(PyObject* self, PyObject* const* arguments, Py_ssize_t count, PyObject* keywords) {
    return guarded([&]() -> PyObject* {
        const Array& array = as_array(self).array;
        const bool only = count == 0 && array.size() == 1;
        const bool position = count == 1 && array.ndim() == 1 && PyLong_CheckExact(arguments[0]);
        if (keywords != nullptr || !(only || position))
            return with_self(name_item, self, arguments, count, keywords);
        std::int64_t at = 0;
        if (position) {
            at = PyLong_AsLongLong(arguments[0]);
            if (at == -1 && PyErr_Occurred() != nullptr)
                throw PythonError();
        }
        const void* address = position ? peek(array, {&at, 1}) : peek(array);
        if (array.dtype() == DType::float64)
            return PyFloat_FromDouble(*static_cast<const double*>(address));
        if (array.dtype() == DType::int64)
            return PyLong_FromLongLong(*static_cast<const std::int64_t*>(address));
        const Ref scalar = Ref::check(scalar_at(address, array.dtype()));
        return PyObject_CallMethod(scalar.get(), "item", nullptr);
    });
}

/// resize(shape, refcheck=True), which must not be seen by others who use the array.
PyObject* resize(PyObject* self, PyObject* const* arguments, Py_ssize_t count, PyObject* keywords) {
    return guarded([&] {
        // The caller's reference, and that of the call.
        const bool used = Py_REFCNT(self) > 2 || as_array(self).weak_references != nullptr;
        const Py_ssize_t named = keywords == nullptr ? 0 : PyTuple_GET_SIZE(keywords);
        std::vector<PyObject*> all{self, used ? Py_True : Py_False};
        all.insert(all.end(), arguments, arguments + count + named);
        return call_python_part("resize", all.data(), static_cast<std::size_t>(count) + 2,
                                keywords);
    });
}

PyObject* numpy_array(PyObject* self, PyObject* const* arguments, Py_ssize_t count,
                      PyObject* keywords) {
    static constexpr char name[] = "__array__";
    return guarded([&]() -> PyObject* {
        if (count > 0 || keywords != nullptr)
            return with_self(name, self, arguments, count, keywords);
        return to_numpy(as_array(self));
    });
}

bool is_plain_operand(PyObject* object) {
    return is_array(object) || is_numpy_array(object) || is_numpy_scalar(object) ||
           PyFloat_CheckExact(object) || PyLong_CheckExact(object) || PyBool_Check(object);
}

/// NumPy's ufunc called on our arrays: ufunc, method, operands. Warnings shall be where the caller
/// is, so what is common makes no Python frame.
PyObject* array_ufunc(PyObject* self, PyObject* const* arguments, Py_ssize_t count,
                      PyObject* keywords) {
    static constexpr char part[] = "__array_ufunc__";
    return guarded([&]() -> PyObject* {
        bool plain = count > 2 && PyUnicode_CompareWithASCIIString(arguments[1], "__call__") == 0;
        for (Py_ssize_t i = 2; plain && i < count; ++i)
            plain = is_plain_operand(arguments[i]);
        PyObject* ours = plain ? ufunc_like(arguments[0]) : nullptr;
        if (ours == nullptr)
            return with_self(part, self, arguments, count, keywords);
        return PyObject_Vectorcall(ours, arguments + 2, static_cast<std::size_t>(count - 2),
                                   keywords);
    });
}

PyCFunction fast(PyObject* (*function)(PyObject*, PyObject* const*, Py_ssize_t, PyObject*)) {
    return reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(function));
}

constexpr int flags = METH_FASTCALL | METH_KEYWORDS;

}  // namespace

PyMethodDef array_methods[] = {
    {"sum", fast(reduction<sum, name_sum>), flags, "Sum over all elements, or over axes."},
    {"prod", fast(reduction<prod, name_prod>), flags, "Product over all elements, or over axes."},
    {"min", fast(reduction<min, name_min, ordered>), flags,
     "Smallest element, of all or along axes."},
    {"max", fast(reduction<max, name_max, ordered>), flags,
     "Largest element, of all or along axes."},
    {"any", fast(reduction<any, name_any>), flags, "Whether an element is true."},
    {"all", fast(reduction<all_of, name_all>), flags, "Whether all elements are true."},
    {"mean", fast(reduction<mean_of, name_mean, plain_mean>), flags, "Arithmetic mean."},
    {"argmin", fast(position_of<argmin, name_argmin>), flags, "Position of the smallest element."},
    {"argmax", fast(position_of<argmax, name_argmax>), flags, "Position of the largest element."},
    {"astype", fast(astype), flags, "A copy with elements of another type."},
    {"reshape", fast(reshape_to), flags, "The elements in another shape; a view where possible."},
    {"copy", fast(copy_of), flags, "A copy of the array."},
    {"item", fast(item), flags, "The only element, or the one at the index, as a Python number."},
    {"resize", fast(resize), flags, "Another shape and size, in place; new elements are zeros."},
    {"__array_ufunc__", fast(array_ufunc), flags, "A ufunc of NumPy's with our arrays."},
    {"__array__", fast(numpy_array), flags, "A numpy.ndarray on the same memory."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace tenon::python
