// SPDX-License-Identifier: MIT
/// What all files of the extension share: the array object, errors, conversions of arguments.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>
// After Python.h.
#include <structmember.h>

#include <exception>
#include <span>
#include <utility>

#include <tenon/memory.hpp>
#include <tenon/tenon.hpp>

namespace tenon::python {

/// A Python error is set; thrown to leave C++ code.
struct PythonError : std::exception {};

/// Owns one reference.
class Ref {
public:
    Ref() = default;
    explicit Ref(PyObject* owned) noexcept : object_(owned) {}
    Ref(const Ref& other) noexcept : object_(other.object_) { Py_XINCREF(object_); }
    Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
    Ref& operator=(Ref other) noexcept {
        std::swap(object_, other.object_);
        return *this;
    }
    ~Ref() { Py_XDECREF(object_); }
    static Ref borrow(PyObject* object) noexcept { return Ref(Py_XNewRef(object)); }
    /// @throws PythonError for null.
    static Ref check(PyObject* owned) {
        if (owned == nullptr)
            throw PythonError();
        return Ref(owned);
    }
    PyObject* get() const noexcept { return object_; }
    PyObject* release() noexcept { return std::exchange(object_, nullptr); }
    explicit operator bool() const noexcept { return object_ != nullptr; }

private:
    PyObject* object_ = nullptr;
};

inline void check(int status) {
    if (status < 0)
        throw PythonError();
}

PyObject* axis_error();  // borrowed: numpy.exceptions.AxisError

/// Sets the Python error for the C++ exception that is being handled.
void set_error() noexcept;

/// Lets NumPy look at what evaluated statements seem to have done: it warns or raises as its
/// errstate said when they were recorded. @throws PythonError
void deliver_float_reports();
inline void deliver_waiting_reports() {
    if (float_reports_waiting.load(std::memory_order_relaxed) != 0) [[unlikely]]
        deliver_float_reports();
}

template <class F>
PyObject* guarded(F&& body) noexcept {
    try {
        Ref result(body());
        if (result)
            deliver_waiting_reports();
        return result.release();
    } catch (...) {
        set_error();
        return nullptr;
    }
}
template <class F>
int guarded_int(F&& body) noexcept {
    try {
        const int result = body();
        if (result >= 0)
            deliver_waiting_reports();
        return result;
    } catch (...) {
        set_error();
        return -1;
    }
}

/// While one lives, NumPy's warnings and errors about floating-point events are given at the line
/// of the user's program, the innermost that belongs to neither this package nor NumPy, and under
/// the name of what was called there (called.hpp).
class UsersLine {
public:
    /// In a plain call from the user's own code there is nothing to do, and where errstate asks for
    /// more than warnings, NumPy does as it says. @throws PythonError
    UsersLine();
    /// With these modes for numpy.errstate. @throws PythonError
    explicit UsersLine(unsigned modes);
    ~UsersLine();
    UsersLine(const UsersLine&) = delete;
    UsersLine& operator=(const UsersLine&) = delete;

private:
    unsigned modes_;
    Ref manager_;
};

/// Calls `compute`, which writes to an array. Where it would raise floating-point flags, `warn`
/// lets NumPy look at the same operands first: it knows false alarms, and does what its errstate
/// says, or
/// @throws PythonError.
template <class Compute, class Warn>
void watched_write(const Compute& compute, const Warn& warn) {
    try {
        const WatchFloatFlags watch;
        return compute();
    } catch (const FloatFlags&) {
        const UsersLine line;
        warn();
    }
    compute();
}

/// The same for a `compute` that only returns a new array: nothing is computed twice, and nothing
/// is thrown, which would take several microseconds.
template <class Compute, class Warn>
Array watched(const Compute& compute, const Warn& warn) {
    const auto noted = [&](bool& raised) {
        const WatchFloatFlags watch(WatchFloatFlags::Flags::noted);
        Array result = compute();
        raised = watch.raised();
        return result;
    };
    bool raised = false;
    Array result = noted(raised);
    if (raised) {
        const UsersLine line;
        warn();
    }
    return result;
}

/// tenon.ndarray. Views of read-only arrays are read-only.
struct ArrayObject {
    PyObject_HEAD Array array;
    bool readonly;
    PyObject* weak_references;
    PyObject* base;  ///< the array whose memory it shows; null for one that made its own
    Export* pinned;  ///< for code that was given the address and keeps this object instead
};
extern PyTypeObject* array_type;
inline bool is_array(PyObject* object) { return Py_TYPE(object) == array_type; }
inline ArrayObject& as_array(PyObject* object) { return *reinterpret_cast<ArrayObject*>(object); }
PyObject* wrap(Array&& array, bool readonly = false);
/// A view of the memory of `source`, an array object: read-only if that is, and with NumPy's base.
PyObject* wrap_view(Array&& array, PyObject* source);
/// An array as it is, but one without dimensions as NumPy's scalar.
PyObject* wrap_or_scalar(Array&& array);
/// @throws PythonError (ValueError) for a read-only array.
void check_writable(const ArrayObject& array, const char* operation);

/// A function of the Python part of the package, for what is not worth writing here; `name` is one
/// of those given to `set_python_parts`.
PyObject* python_part(const char* name);  // borrowed; @throws PythonError
PyObject* call_python_part(const char* name, PyObject* const* args, std::size_t nargsf,
                           PyObject* keywords);

void add_array_type(PyObject* module);
/// What isinstance and derived classes ask of the type.
void set_array_class(PyObject* module, PyObject* type);
void add_ufunc_type(PyObject* module);
void add_functions(PyObject* module);
extern PyMethodDef array_methods[];

}  // namespace tenon::python
