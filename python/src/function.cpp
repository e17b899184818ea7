// SPDX-License-Identifier: MIT
#include "function.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

#include "quick.hpp"

namespace tenon::python {

namespace {

struct FunctionObject {
    PyObject_HEAD vectorcallfunc call;
    Quick quick;
    std::int64_t most;   ///< elements, with which NumPy does what `quick` does not take
    PyObject* python;    ///< the function that it stands for
    PyObject* of_numpy;  ///< or null
    PyObject* dict;      ///< its name, its documentation, __wrapped__
};
FunctionObject& as_function(PyObject* object) { return *reinterpret_cast<FunctionObject*>(object); }

PyObject* call(PyObject* self, PyObject* const* arguments, std::size_t nargsf, PyObject* keywords) {
    const FunctionObject& function = as_function(self);
    const auto count = static_cast<std::size_t>(PyVectorcall_NARGS(nargsf));
    bool decided = false;
    const Call given{arguments, count, keywords, function.of_numpy, function.most, &decided};
    const Quick second = function.most > 0 ? through_numpy_if_small : nullptr;
    for (const Quick quick : {function.quick, second}) {
        PyObject* result = quick == nullptr ? nullptr : guarded([&] { return quick(given); });
        if (result != nullptr || decided)
            return result;
        if (PyErr_Occurred() == nullptr)
            continue;
        // The Python function words its errors itself. Ctrl-C is none of its own, and a warning
        // that was made an error is given once.
        if (PyErr_ExceptionMatches(PyExc_Exception) == 0 ||
            PyErr_ExceptionMatches(PyExc_Warning) != 0)
            return nullptr;
        PyErr_Clear();
        break;
    }
    return PyObject_Vectorcall(function.python, arguments, count, keywords);
}

PyTypeObject* function_type = nullptr;

/// Null where nothing is done here.
Quick find_quick(std::string_view name, PyObject* of_numpy) {
    for (const auto& table : {quick_creation(), quick_arrangement(), quick_values()}) {
        const auto found = std::ranges::find(table, name, &QuickFunction::name);
        if (found != table.end())
            return found->quick;
    }
    return of_numpy != nullptr ? through_numpy : nullptr;
}

/// _core.make_function(name, python, of_numpy=None): the function itself where nothing is done
/// here.
PyObject* make_function(PyObject*, PyObject* arguments) {
    return guarded([&]() -> PyObject* {
        const char* name = nullptr;
        PyObject* python = nullptr;
        PyObject* of_numpy = nullptr;
        if (PyArg_ParseTuple(arguments, "sO|O", &name, &python, &of_numpy) == 0)
            return nullptr;
        const Quick quick = find_quick(name, of_numpy);
        const std::int64_t most = most_for_numpy(name);
        if ((quick == nullptr && most == 0) || Py_TYPE(python) == function_type)
            return Py_NewRef(python);
        const Ref object = Ref::check(function_type->tp_alloc(function_type, 0));
        FunctionObject& function = as_function(object.get());
        function.call = call;
        function.quick = quick;
        function.most = most;
        function.python = Py_NewRef(python);
        function.of_numpy =
            of_numpy != nullptr ? Py_NewRef(of_numpy) : numpys_function(name).release();
        function.dict = PyDict_New();
        for (const char* attribute : {"__name__", "__qualname__", "__doc__", "__annotations__"}) {
            const Ref value = Ref::check(PyObject_GetAttrString(python, attribute));
            check(PyDict_SetItemString(function.dict, attribute, value.get()));
        }
        check(PyDict_SetItemString(function.dict, "__wrapped__", python));
        const Ref module = Ref::check(PyUnicode_FromString("tenon"));
        check(PyDict_SetItemString(function.dict, "__module__", module.get()));
        return Py_NewRef(object.get());
    });
}

int traverse(PyObject* self, visitproc visit, void* arg) {
    Py_VISIT(as_function(self).python);
    Py_VISIT(as_function(self).of_numpy);
    Py_VISIT(as_function(self).dict);
    Py_VISIT(Py_TYPE(self));
    return 0;
}

int clear(PyObject* self) {
    Py_CLEAR(as_function(self).python);
    Py_CLEAR(as_function(self).of_numpy);
    Py_CLEAR(as_function(self).dict);
    return 0;
}

void dealloc(PyObject* self) {
    PyObject_GC_UnTrack(self);
    clear(self);
    PyTypeObject* type = Py_TYPE(self);
    type->tp_free(self);
    Py_DECREF(type);
}

/// Bound to an array as a method is.
PyObject* bind(PyObject* self, PyObject* object, PyObject*) {
    return object == nullptr || object == Py_None ? Py_NewRef(self) : PyMethod_New(self, object);
}

PyObject* name_of(PyObject* self) { return PyObject_GetAttrString(self, "__name__"); }

PyObject* repr(PyObject* self) {
    const Ref name(name_of(self));
    return name ? PyUnicode_FromFormat("<function %U>", name.get()) : nullptr;
}

/// Pickled by its name, as functions are.
PyObject* reduce(PyObject* self, PyObject*) { return name_of(self); }

PyMethodDef methods[] = {
    {"__reduce__", reduce, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};
PyMemberDef members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(FunctionObject, call), READONLY, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(FunctionObject, dict), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
PyGetSetDef properties[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyMethodDef functions[] = {
    {"make_function", make_function, METH_VARARGS,
     "make_function(name, function, of_numpy=None): the function with its usual calls done "
     "natively; by NumPy's function, on the same memory, where that is given."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

PyObject* Call::get(std::size_t place, const char* name) const {
    if (place < count)
        return arguments[place];
    for (std::size_t i = 0; i < named(); ++i)
        if (PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(keywords, static_cast<Py_ssize_t>(i)),
                                             name) == 0)
            return arguments[count + i];
    return nullptr;
}

Ref numpys_function(std::string_view name) {
    const Ref numpy = Ref::check(PyImport_ImportModule("numpy"));
    const std::string last(name.substr(name.rfind('.') + 1));  // npos + 1 is the beginning
    Ref found(PyObject_GetAttrString(numpy.get(), last.c_str()));
    if (!found)
        PyErr_Clear();
    return found;
}

void add_function_type(PyObject* module) {
    PyType_Slot slots[] = {
        {Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
        {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
        {Py_tp_clear, reinterpret_cast<void*>(clear)},
        {Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
        {Py_tp_descr_get, reinterpret_cast<void*>(bind)},
        {Py_tp_methods, methods},
        {Py_tp_members, members},
        {Py_tp_getset, properties},
        {Py_tp_repr, reinterpret_cast<void*>(repr)},
        {0, nullptr},
    };
    PyType_Spec spec = {"tenon.function", sizeof(FunctionObject), 0,
                        Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
                            Py_TPFLAGS_METHOD_DESCRIPTOR | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                        slots};
    const Ref type = Ref::check(PyType_FromModuleAndSpec(module, &spec, nullptr));
    function_type = reinterpret_cast<PyTypeObject*>(Py_NewRef(type.get()));
    check(PyModule_AddFunctions(module, functions));
}

}  // namespace tenon::python
