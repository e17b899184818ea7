// SPDX-License-Identifier: MIT
// NumPy's functions on the same memory, without a Python frame: for calls whose arguments are
// arrays and plain values.
#include <array>
#include <limits>

#include "function.hpp"
#include "numpy.hpp"

namespace tenon::python {

namespace {

constexpr std::size_t most = 8;
constexpr std::int64_t most_in_lists = 64;

/// How much is looked at: items of lists, and elements of arrays where these count.
struct Budget {
    std::int64_t items = most_in_lists;
    std::int64_t elements = std::numeric_limits<std::int64_t>::max();
};

bool is_plain(PyObject* object) {
    return object == Py_None || PyFloat_CheckExact(object) || PyLong_CheckExact(object) ||
           PyBool_Check(object) || PyUnicode_CheckExact(object) || is_numpy_scalar(object) ||
           is_numpy_array(object) || PyType_Check(object);
}

Ref plain_argument(PyObject* object, Budget& budget);

/// The list itself where no array of ours is in it.
Ref plain_sequence(PyObject* sequence, Budget& budget) {
    const Py_ssize_t count = PySequence_Fast_GET_SIZE(sequence);
    budget.items -= count;
    if (budget.items < 0)
        return Ref();
    Ref copy = Ref::check(PyTuple_Check(sequence) ? PyTuple_New(count) : PyList_New(count));
    bool is_same = true;
    for (Py_ssize_t i = 0; i < count; ++i) {
        // Whatever makes an object may run a finalizer, which may change the list.
        if (PySequence_Fast_GET_SIZE(sequence) != count)
            return Ref();
        const Ref item = Ref::borrow(PySequence_Fast_GET_ITEM(sequence, i));
        Ref plain = plain_argument(item.get(), budget);
        if (!plain)
            return Ref();
        is_same = is_same && plain.get() == item.get();
        if (PyTuple_Check(sequence))
            PyTuple_SET_ITEM(copy.get(), i, plain.release());
        else
            PyList_SET_ITEM(copy.get(), i, plain.release());
    }
    return is_same ? Ref::borrow(sequence) : copy;
}

/// An argument as NumPy takes it; null, without an error, where it must be looked into.
Ref plain_argument(PyObject* object, Budget& budget) {
    if (is_array(object)) {
        budget.elements -= as_array(object).array.size();
        return budget.elements < 0 ? Ref() : Ref::check(to_numpy(as_array(object)));
    }
    if (PyList_CheckExact(object) || PyTuple_CheckExact(object))
        return plain_sequence(object, budget);
    return is_plain(object) ? Ref::borrow(object) : Ref();
}

PyObject* ours_of(Ref result) {
    if (is_numpy_array(result.get()))
        return from_numpy_or_same(std::move(result));
    const bool looked_into = PyTuple_Check(result.get()) || PyList_Check(result.get());
    PyObject* const arguments[] = {result.get()};
    return looked_into ? call_python_part("from_numpy", arguments, 1, nullptr) : result.release();
}

PyObject* through_numpy(const Call& call, Budget budget) {
    const std::size_t count = call.count + call.named();
    if (count > most || call.get(call.count, "out") != nullptr)
        return nullptr;
    std::array<Ref, most> kept;
    std::array<PyObject*, most> arguments{};
    for (std::size_t i = 0; i < count; ++i) {
        kept[i] = plain_argument(call.arguments[i], budget);
        if (!kept[i])
            return nullptr;
        arguments[i] = kept[i].get();
    }
    PyObject* result =
        PyObject_Vectorcall(call.of_numpy, arguments.data(), call.count, call.keywords);
    *call.decided = true;
    return result == nullptr ? nullptr : ours_of(Ref(result));
}

}  // namespace

PyObject* through_numpy(const Call& call) { return through_numpy(call, Budget()); }

PyObject* through_numpy_if_small(const Call& call) {
    // Rarer arguments come by name, or are the fourth.
    constexpr std::size_t usual = 3;
    const bool only_axis =
        call.named() == 0 || (call.named() == 1 && call.get(call.count, "axis") != nullptr);
    return only_axis && call.count <= usual ? through_numpy(call, Budget{.elements = call.few})
                                            : nullptr;
}

}  // namespace tenon::python
