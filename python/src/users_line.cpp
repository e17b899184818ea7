// SPDX-License-Identifier: MIT
// NumPy warns at the innermost line of Python. That may be one of this package, where a recorded
// result happens to be looked at; so NumPy is told to log, and the log warns elsewhere.
#include "errstate.hpp"

#include <string_view>

#include "called.hpp"

namespace tenon::python {

namespace {

Ref innermost_frame() { return Ref::borrow(reinterpret_cast<PyObject*>(PyEval_GetFrame())); }

PyFrameObject* as_frame(const Ref& frame) { return reinterpret_cast<PyFrameObject*>(frame.get()); }

Ref globals_of(const Ref& frame) { return Ref(PyFrame_GetGlobals(as_frame(frame))); }

/// Of the module, or null.
PyObject* name_of(const Ref& globals) {
    PyObject* name = PyDict_GetItemString(globals.get(), "__name__");
    return name != nullptr && PyUnicode_Check(name) ? name : nullptr;
}

bool is_library_code(const Ref& frame) {
    PyObject* name = name_of(globals_of(frame));
    if (name == nullptr)
        return false;
    Py_ssize_t size = 0;
    const char* text = PyUnicode_AsUTF8AndSize(name, &size);
    if (text == nullptr)
        throw PythonError();
    const std::string_view module(text, static_cast<std::size_t>(size));
    const std::string_view package = module.substr(0, module.find('.'));
    return package == "tenon" || package == "numpy";
}

Ref users_frame() {
    Ref frame = innermost_frame();
    while (frame && is_library_code(frame))
        frame = Ref(reinterpret_cast<PyObject*>(PyFrame_GetBack(as_frame(frame))));
    return frame;
}

/// Which warnings of a module have been given; the warnings machinery keeps it there.
Ref registry_of(const Ref& globals) {
    const Ref name = Ref::check(PyUnicode_FromString("__warningregistry__"));
    const Ref empty = Ref::check(PyDict_New());
    PyObject* registry = PyDict_SetDefault(globals.get(), name.get(), empty.get());
    return Ref::check(Py_XNewRef(registry));
}

/// warnings.warn of Python 3.12 has `skip_file_prefixes` for this.
void warn_user(PyObject* text) {
    const Ref frame = users_frame();
    if (!frame)
        return check(PyErr_WarnFormat(PyExc_RuntimeWarning, 1, "%U", text));
    const Ref globals = globals_of(frame);
    const Ref registry = registry_of(globals);
    const Ref code(reinterpret_cast<PyObject*>(PyFrame_GetCode(as_frame(frame))));
    const Ref file = Ref::check(PyObject_GetAttrString(code.get(), "co_filename"));
    check(PyErr_WarnExplicitObject(PyExc_RuntimeWarning, text, file.get(),
                                   PyFrame_GetLineNumber(as_frame(frame)), name_of(globals),
                                   registry.get()));
}

/// NumPy logs "Warning: divide by zero encountered in log\n".
PyObject* write(PyObject* modes, PyObject* logged) {
    return guarded([&] {
        constexpr const char* before = "Warning: ";
        const Ref prefix = Ref::check(PyUnicode_FromString(before));
        const Ref message =
            Ref::check(PyObject_CallMethod(logged, "removeprefix", "O", prefix.get()));
        const auto of = static_cast<unsigned>(PyLong_AsUnsignedLong(modes));
        const Ref text =
            as_called(of, Ref::check(PyObject_CallMethod(message.get(), "rstrip", nullptr)));
        if (is_news(of, text))
            warn_user(text.get());
        return Py_NewRef(Py_None);
    });
}

PyMethodDef write_method = {"write", write, METH_O, nullptr};

Ref log_that_warns(unsigned modes) {
    const Ref types = Ref::check(PyImport_ImportModule("types"));
    const Ref type = Ref::check(PyObject_GetAttrString(types.get(), "SimpleNamespace"));
    const Ref number = Ref::check(PyLong_FromUnsignedLong(modes));
    const Ref function = Ref::check(PyCFunction_New(&write_method, number.get()));
    const Ref members = Ref::check(Py_BuildValue("{s:O}", "write", function.get()));
    const Ref none = Ref::check(PyTuple_New(0));
    return Ref::check(PyObject_Call(type.get(), none.get(), members.get()));
}

/// numpy.errstate, entered.
Ref errstate(unsigned modes) {
    const Ref keywords = Ref::check(PyDict_New());
    for (const auto& [name, event] : float_kinds) {
        const Ref mode = Ref::check(PyUnicode_FromString((modes & event) != 0 ? "log" : "ignore"));
        check(PyDict_SetItemString(keywords.get(), name, mode.get()));
    }
    check(PyDict_SetItemString(keywords.get(), "call", log_that_warns(modes).get()));
    const Ref numpy = Ref::check(PyImport_ImportModule("numpy"));
    const Ref type = Ref::check(PyObject_GetAttrString(numpy.get(), "errstate"));
    const Ref none = Ref::check(PyTuple_New(0));
    Ref manager = Ref::check(PyObject_Call(type.get(), none.get(), keywords.get()));
    Ref::check(PyObject_CallMethod(manager.get(), "__enter__", nullptr));
    return manager;
}

/// Puts the text in place of the error, which is made of it when it is looked at.
void rename_error(unsigned modes, PyObject*& value) noexcept {
    try {
        const Ref text = as_called(modes, Ref::check(PyObject_Str(value)));
        Py_XSETREF(value, Py_NewRef(text.get()));
    } catch (const PythonError&) {
        PyErr_Clear();  // it keeps its name
    }
}

bool in_library_code() {
    const Ref frame = innermost_frame();
    return frame && is_library_code(frame);
}

}  // namespace

UsersLine::UsersLine()
    : UsersLine(called_now() != 0 || in_library_code() ? float_modes() : float_at_once) {}

UsersLine::UsersLine(unsigned modes) : modes_(modes) {
    if ((modes & float_at_once) == 0)
        manager_ = errstate(modes);
}

UsersLine::~UsersLine() {
    PyObject *type = nullptr, *value = nullptr, *trace = nullptr;
    PyErr_Fetch(&type, &value, &trace);
    if (value != nullptr && PyErr_GivenExceptionMatches(type, PyExc_FloatingPointError) != 0)
        rename_error(modes_, value);
    if (manager_) {
        const Ref done(
            PyObject_CallMethod(manager_.get(), "__exit__", "OOO", Py_None, Py_None, Py_None));
        if (!done)
            PyErr_WriteUnraisable(manager_.get());
    }
    PyErr_Restore(type, value, trace);
}

}  // namespace tenon::python
