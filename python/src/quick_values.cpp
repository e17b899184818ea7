// SPDX-License-Identifier: MIT
// What is computed, chosen or read from the elements.
#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "called.hpp"
#include "numpy.hpp"
#include "operands.hpp"
#include "quick.hpp"

namespace tenon::python {

namespace {

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

constexpr char name_dot[] = "dot", name_vecdot[] = "vecdot";

/// Vectors of one floating type.
template <const char* name>
PyObject* dot_of(const Call& call) {
    if (!call.positional(2, 2) || !is_array(call.arguments[0]) || !is_array(call.arguments[1]))
        return nullptr;
    const Array& a = as_array(call.arguments[0]).array;
    const Array& b = as_array(call.arguments[1]).array;
    if (a.ndim() != 1 || b.ndim() != 1 || a.dtype() != b.dtype() || a.dtype() != DType::float64)
        return nullptr;
    const auto warn = [&] {
        *call.decided = true;
        const Ref function = numpys_function(name);
        const Ref x = as_numpy(call.arguments[0]);
        const Ref y = as_numpy(call.arguments[1]);
        Ref::check(PyObject_CallFunctionObjArgs(function.get(), x.get(), y.get(), nullptr));
    };
    static const unsigned label = called_name(name);
    const Called called(label);
    return wrap_or_scalar(watched([&] { return dot(a, b); }, warn));
}

/// What is not a sum of Tenon's is of NumPy's: matrices, and lists.
PyObject* product_of(const Call& call) {
    if (!call.positional(2, 2))
        return nullptr;
    PyObject* a = call.arguments[0];
    PyObject* b = call.arguments[1];
    const auto is_sequence = [](PyObject* object) {
        return PyList_CheckExact(object) || PyTuple_CheckExact(object);
    };
    if (is_sequence(a) && is_sequence(b))
        return through_numpy(call);
    const bool matrices = is_array(a) && is_array(b) &&
                          (as_array(a).array.ndim() > 1 || as_array(b).array.ndim() > 1);
    if (!matrices)
        return dot_of<name_dot>(call);
    const Ref left = lend_numpy(as_array(a));
    const Ref right = lend_numpy(as_array(b));
    PyObject* const arguments[] = {left.get(), right.get()};
    *call.decided = true;
    return from_numpy_or_same(
        Ref::check(PyObject_Vectorcall(call.of_numpy, arguments, std::size(arguments), nullptr)));
}

/// The diagonal of a matrix, a view.
PyObject* diagonal_of(const Call& call) {
    const bool is_matrix = call.positional(1, 2) && is_array(call.arguments[0]) &&
                           as_array(call.arguments[0]).array.ndim() == 2;
    return is_matrix ? through_numpy(call) : nullptr;
}

/// Of a matrix.
PyObject* trace_of(const Call& call) {
    if (!call.positional(1, 1) || !is_array(call.arguments[0]))
        return nullptr;
    const Array& matrix = as_array(call.arguments[0]).array;
    if (matrix.ndim() != 2 || matrix.size() == 0)
        return nullptr;
    const std::vector<std::int64_t> strides = matrix.strides();
    const Ref diagonal =
        Ref::check(wrap_view(as_strided(matrix, 0, {std::min(matrix.shape(0), matrix.shape(1))},
                                        {strides[0] + strides[1]}, matrix.dtype()),
                             call.arguments[0]));
    return PyObject_CallMethod(diagonal.get(), "sum", nullptr);
}

/// NumPy's function, whose names of arguments Tenon's has more of.
PyObject* by_position(const Call& call) {
    return call.named() == 0 ? through_numpy(call) : nullptr;
}

// What these say of lists, NumPy says.

PyObject* size_of_any(const Call& call) {
    if (!only_array(call))
        return call.count == 1 ? by_position(call) : nullptr;
    return PyLong_FromLongLong(as_array(call.arguments[0]).array.size());
}

PyObject* ndim_of_any(const Call& call) {
    return only_array(call) ? PyLong_FromLong(as_array(call.arguments[0]).array.ndim())
                            : by_position(call);
}

PyObject* shape_of_array(const Call& call) {
    return only_array(call) ? PyObject_GetAttrString(call.arguments[0], "shape") : nullptr;
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

using Scan = Array (*)(Array, std::optional<int>);
/// Along an axis, or of the flattened array.
template <Scan scan>
PyObject* running(const Call& call) {
    int axis = 0;
    if (call.count < 1 || !is_array(call.arguments[0]) || !read_axis(call, 1, axis))
        return nullptr;
    const Array& array = as_array(call.arguments[0]).array;
    const bool flat = call.count + call.named() == 1 && array.ndim() != 1;
    return wrap(flat ? scan(array.reshape({array.size()}), 0) : scan(array, axis));
}

/// Of two vectors.
PyObject* outer_of(const Call& call) {
    if (!call.positional(2, 2) || !is_array(call.arguments[0]) || !is_array(call.arguments[1]))
        return nullptr;
    const Array& a = as_array(call.arguments[0]).array;
    const Array& b = as_array(call.arguments[1]).array;
    if (a.ndim() != 1 || b.ndim() != 1)
        return nullptr;
    const Ref column = Ref::check(wrap_view(expand_dims(a, 1), call.arguments[0]));
    return PyNumber_Multiply(column.get(), call.arguments[1]);
}

/// A draw of one number: by NumPy's method, of the generator of NumPy's that ours has once it
/// needed one. At most so many arguments come before the size.
template <std::size_t most>
PyObject* drawn_once(const Call& call) {
    if (call.named() > 0 || call.count < 1 || call.count > most + 1)
        return nullptr;
    static PyObject* const attribute = PyUnicode_InternFromString("_theirs");
    const Ref theirs = Ref::check(PyObject_GetAttr(call.arguments[0], attribute));
    if (theirs.get() == Py_None)
        return nullptr;
    std::array<PyObject*, most + 1> arguments{theirs.get()};
    for (std::size_t i = 1; i < call.count; ++i) {
        if (!is_plain_number(call.arguments[i]))
            return nullptr;
        arguments[i] = call.arguments[i];
    }
    return PyObject_Vectorcall(call.of_numpy, arguments.data(), call.count, nullptr);
}

constexpr QuickFunction table[] = {
    {"where", where_of_any},
    {"nonzero", nonzero_of},
    {"dot", product_of},
    {"inner", product_of},
    {"outer", outer_of},
    {"vecdot", dot_of<name_vecdot>},
    {"diag", diagonal_of},
    {"trace", trace_of},
    {"ndarray.trace", trace_of},
    {"cumsum", running<cumulative_sum>},
    {"cumprod", running<cumulative_prod>},
    {"size", size_of_any},
    {"ndim", ndim_of_any},
    {"shape", shape_of_array},
    {"sort", by_position},
    {"argsort", by_position},
    {"ufunc.reduce", ufunc_reduced},
    {"draw.0", drawn_once<0>},
    {"draw.1", drawn_once<1>},
    {"draw.2", drawn_once<2>},
    {"draw.3", drawn_once<3>},
    {"ndarray.dot", product_of},
    {"ndarray.nonzero", nonzero_of},
    {"ndarray.cumsum", running<cumulative_sum>},
    {"ndarray.cumprod", running<cumulative_prod>},
    {"ndarray.tolist", listed},
};

}  // namespace

std::span<const QuickFunction> quick_values() { return table; }

}  // namespace tenon::python
