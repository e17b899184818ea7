// SPDX-License-Identifier: MIT
// The call of a ufunc: what is common is done here, what is rare by the package's Python part.
#include "ufunc.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "numpy.hpp"
#include "operands.hpp"

namespace tenon::python {

namespace {

struct UfuncObject {
    PyObject_HEAD vectorcallfunc call;
    Operation operation;
    int nin;
    PyObject* name;  ///< NumPy's
    PyObject* doc;
    PyObject* numpy;  ///< its ufunc
    PyObject* dict;
};
UfuncObject& as_ufunc(PyObject* object) { return *reinterpret_cast<UfuncObject*>(object); }

PyTypeObject* ufunc_type = nullptr;
std::vector<PyObject*> ufuncs;  // by operation; a reference each, for the module's life

PyObject* call_part(const char* part, PyObject* self, PyObject* const* arguments,
                    std::size_t nargsf, PyObject* keywords) {
    const auto count = static_cast<std::size_t>(PyVectorcall_NARGS(nargsf));
    const std::size_t named =
        keywords == nullptr ? 0 : static_cast<std::size_t>(PyTuple_GET_SIZE(keywords));
    std::vector<PyObject*> all{self};
    all.insert(all.end(), arguments, arguments + count + named);
    return call_python_part(part, all.data(), count + 1, keywords);
}

PyObject* slow_call(PyObject* self, PyObject* const* arguments, std::size_t nargsf,
                    PyObject* keywords) {
    return call_part("call_ufunc", self, arguments, nargsf, keywords);
}

/// The array of `out=`, when that is the only keyword; null where more is asked for.
PyObject* only_out(PyObject* const* named, PyObject* keywords) {
    if (PyTuple_GET_SIZE(keywords) != 1 ||
        PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(keywords, 0), "out") != 0)
        return nullptr;
    PyObject* out = named[0];
    if (PyTuple_CheckExact(out) && PyTuple_GET_SIZE(out) == 1)
        out = PyTuple_GET_ITEM(out, 0);
    return is_array(out) ? out : nullptr;
}

PyObject* compute(PyObject* self, PyObject* const* arguments, std::size_t nargsf,
                  PyObject* keywords) {
    const UfuncObject& ufunc = as_ufunc(self);
    const auto count = static_cast<int>(PyVectorcall_NARGS(nargsf));
    PyObject* out = nullptr;
    if (keywords != nullptr && PyTuple_GET_SIZE(keywords) > 0)
        out = only_out(arguments + count, keywords);
    else if (count == ufunc.nin + 1 && is_array(arguments[ufunc.nin]))
        out = arguments[ufunc.nin];
    const bool plain = keywords == nullptr || PyTuple_GET_SIZE(keywords) == 0;
    const bool simple = (count == ufunc.nin && (plain || out != nullptr)) ||
                        (count == ufunc.nin + 1 && plain && out != nullptr);
    if (!simple)
        return slow_call(self, arguments, nargsf, keywords);
    OperandList operands;
    for (int i = 0; i < ufunc.nin; ++i)
        if (operands.add(arguments[i]) != Operands::ready)
            return slow_call(self, arguments, nargsf, keywords);
    if (!operands.has_array() && out == nullptr)
        return slow_call(self, arguments, nargsf, keywords);
    const auto warn = [&] {
        warn_as_numpy(ufunc.operation, arguments, static_cast<std::size_t>(ufunc.nin));
    };
    if (out != nullptr) {
        check_writable(as_array(out), PyUnicode_AsUTF8(ufunc.name));
        watched([&] { apply_to(ufunc.operation, operands.get(), as_array(out).array); }, warn);
        return Py_NewRef(out);
    }
    Array result = watched([&] { return apply(ufunc.operation, operands.get()); }, warn);
    return operands.all_scalars() ? wrap_or_scalar(std::move(result)) : wrap(std::move(result));
}

PyObject* call(PyObject* self, PyObject* const* arguments, std::size_t nargsf, PyObject* keywords) {
    return guarded([&]() -> PyObject* {
        try {
            return compute(self, arguments, nargsf, keywords);
        } catch (const DTypeError&) {
            // NumPy may be defined for what Tenon is not; if not, the error is NumPy's.
            return call_part("ufunc_of_numpy", self, arguments, nargsf, keywords);
        }
    });
}

/// _core.make_ufunc(operation, name, doc, of_numpy)
PyObject* make_ufunc(PyObject*, PyObject* arguments) {
    return guarded([&]() -> PyObject* {
        const char* operation = nullptr;
        PyObject* name = nullptr;
        PyObject* doc = nullptr;
        PyObject* numpy = Py_None;
        if (PyArg_ParseTuple(arguments, "sUU|O", &operation, &name, &doc, &numpy) == 0)
            return nullptr;
        const auto found = find_operation(operation);
        if (!found) {
            PyErr_Format(PyExc_ValueError, "there is no operation named %s", operation);
            return nullptr;
        }
        const Ref object = Ref::check(ufunc_type->tp_alloc(ufunc_type, 0));
        UfuncObject& ufunc = as_ufunc(object.get());
        ufunc.call = call;
        ufunc.operation = *found;
        ufunc.nin = operations()[static_cast<std::size_t>(*found)].arity;
        ufunc.name = Py_NewRef(name);
        ufunc.doc = Py_NewRef(doc);
        ufunc.numpy = Py_NewRef(numpy);
        ufunc.dict = PyDict_New();
        auto& known = ufuncs.at(static_cast<std::size_t>(*found));
        if (known == nullptr)
            known = Py_NewRef(object.get());
        return Py_NewRef(object.get());
    });
}

void dealloc(PyObject* self) {
    UfuncObject& ufunc = as_ufunc(self);
    Py_XDECREF(ufunc.name);
    Py_XDECREF(ufunc.doc);
    Py_XDECREF(ufunc.numpy);
    Py_XDECREF(ufunc.dict);
    PyTypeObject* type = Py_TYPE(self);
    type->tp_free(self);
    Py_DECREF(type);
}

PyObject* repr(PyObject* self) { return PyUnicode_FromFormat("<ufunc '%U'>", as_ufunc(self).name); }

PyMemberDef members[] = {
    {"nin", T_INT, offsetof(UfuncObject, nin), READONLY, "Number of operands."},
    {"__name__", T_OBJECT, offsetof(UfuncObject, name), READONLY, nullptr},
    {"__doc__", T_OBJECT, offsetof(UfuncObject, doc), READONLY, nullptr},
    {"_numpy", T_OBJECT, offsetof(UfuncObject, numpy), READONLY, "NumPy's ufunc."},
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(UfuncObject, call), READONLY, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(UfuncObject, dict), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};

PyObject* operation_names(PyObject*, PyObject*) {
    return guarded([&] {
        Ref dict = Ref::check(PyDict_New());
        for (const OperationInfo& info : operations()) {
            const Ref doc = Ref::check(PyUnicode_FromStringAndSize(
                info.documentation.data(), static_cast<Py_ssize_t>(info.documentation.size())));
            const Ref name = Ref::check(PyUnicode_FromStringAndSize(
                info.name.data(), static_cast<Py_ssize_t>(info.name.size())));
            const Ref entry = Ref::check(Py_BuildValue("(iO)", info.arity, doc.get()));
            check(PyDict_SetItem(dict.get(), name.get(), entry.get()));
        }
        return dict.release();
    });
}

PyMethodDef functions[] = {
    {"make_ufunc", make_ufunc, METH_VARARGS,
     "make_ufunc(operation, name, doc, of_numpy=None): the ufunc of an operation of the table."},
    {"operations", operation_names, METH_NOARGS,
     "The table of operations: name to (number of operands, sentence)."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

PyObject* call_ufunc_of(Operation operation, PyObject* const* arguments, std::size_t count,
                        const char* part) {
    PyObject* ufunc = ufuncs.at(static_cast<std::size_t>(operation));
    if (ufunc == nullptr) {
        PyErr_SetString(PyExc_SystemError, "the operation has no ufunc");
        throw PythonError();
    }
    return call_part(part, ufunc, arguments, count, nullptr);
}

PyObject* ufunc_like(PyObject* of_numpy) {
    const auto found = std::ranges::find_if(ufuncs, [&](PyObject* ours) {
        return ours != nullptr && as_ufunc(ours).numpy == of_numpy;
    });
    return found == ufuncs.end() ? nullptr : *found;
}

void warn_as_numpy(Operation operation, PyObject* const* arguments, std::size_t count) {
    PyObject* ufunc = ufuncs.at(static_cast<std::size_t>(operation));
    if (ufunc == nullptr || as_ufunc(ufunc).numpy == Py_None)
        return;  // not one of NumPy's: it has nothing to say
    Ref operands[3];
    PyObject* all[3];
    for (std::size_t i = 0; i < count; ++i) {
        operands[i] = as_numpy(arguments[i]);
        all[i] = operands[i].get();
    }
    Ref::check(PyObject_Vectorcall(as_ufunc(ufunc).numpy, all, count, nullptr));
}

void add_ufunc_type(PyObject* module) {
    ufuncs.assign(operations().size(), nullptr);
    PyType_Slot slots[] = {
        {Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
        {Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
        {Py_tp_members, members},
        {Py_tp_repr, reinterpret_cast<void*>(repr)},
        {0, nullptr},
    };
    PyType_Spec spec = {
        "tenon.ufunc", sizeof(UfuncObject), 0,
        Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
    const Ref type = Ref::check(PyType_FromModuleAndSpec(module, &spec, nullptr));
    check(PyModule_AddObjectRef(module, "ufunc", type.get()));
    ufunc_type = reinterpret_cast<PyTypeObject*>(Py_NewRef(type.get()));
    check(PyModule_AddFunctions(module, functions));
}

}  // namespace tenon::python
