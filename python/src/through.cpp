// SPDX-License-Identifier: MIT
// NumPy's functions on the same memory, without a Python frame: for calls whose arguments are
// arrays and plain values.
#include <array>

#include "function.hpp"
#include "numpy.hpp"

namespace tenon::python {

namespace {

constexpr std::size_t most = 8;

/// An argument as NumPy takes it; null, without an error, where it must be looked into.
Ref plain_argument(PyObject* object) {
    if (is_array(object))
        return Ref::check(to_numpy(as_array(object)));
    const bool plain = object == Py_None || PyFloat_CheckExact(object) ||
                       PyLong_CheckExact(object) || PyBool_Check(object) ||
                       PyUnicode_CheckExact(object) || is_numpy_scalar(object) ||
                       is_numpy_array(object) || PyType_Check(object);
    return plain ? Ref::borrow(object) : Ref();
}

PyObject* ours_of(Ref result) {
    if (is_numpy_array(result.get()))
        return from_numpy_or_same(std::move(result));
    const bool looked_into = PyTuple_Check(result.get()) || PyList_Check(result.get());
    PyObject* const arguments[] = {result.get()};
    return looked_into ? call_python_part("from_numpy", arguments, 1, nullptr) : result.release();
}

}  // namespace

PyObject* through_numpy(const Call& call) {
    const std::size_t count = call.count + call.named();
    if (count > most || call.get(call.count, "out") != nullptr)
        return nullptr;
    std::array<Ref, most> kept;
    std::array<PyObject*, most> arguments{};
    for (std::size_t i = 0; i < count; ++i) {
        kept[i] = plain_argument(call.arguments[i]);
        if (!kept[i])
            return nullptr;
        arguments[i] = kept[i].get();
    }
    PyObject* result =
        PyObject_Vectorcall(call.of_numpy, arguments.data(), call.count, call.keywords);
    *call.decided = true;
    return result == nullptr ? nullptr : ours_of(Ref(result));
}

}  // namespace tenon::python
