// SPDX-License-Identifier: MIT
// The class of the class tenon.ndarray. A program whose `numpy` is Tenon still gets arrays of
// NumPy's class (of objects, of text, masked ones): isinstance says that they are arrays. A class
// derived from tenon.ndarray is one derived from numpy.ndarray: views, templates and finalizers are
// NumPy's work.
#include "core.hpp"
#include "numpy.hpp"

namespace tenon::python {

namespace {

PyObject* derive(PyTypeObject*, PyObject* arguments, PyObject* keywords) {
    return guarded([&]() -> PyObject* {
        PyObject* name = nullptr;
        PyObject* bases = nullptr;
        PyObject* names = nullptr;
        if (PyArg_ParseTuple(arguments, "UO!O", &name, &PyTuple_Type, &bases, &names) == 0)
            return nullptr;
        const Ref of_numpy = Ref::check(PySequence_List(bases));
        for (Py_ssize_t i = 0; i < PyList_GET_SIZE(of_numpy.get()); ++i)
            if (PyList_GET_ITEM(of_numpy.get(), i) == reinterpret_cast<PyObject*>(array_type))
                check(PyList_SetItem(of_numpy.get(), i, Py_NewRef(numpy_array_class())));
        const Ref tuple = Ref::check(PyList_AsTuple(of_numpy.get()));
        const Ref all = Ref::check(PyTuple_Pack(3, name, tuple.get(), names));
        Ref made = Ref::check(
            PyObject_Call(reinterpret_cast<PyObject*>(&PyType_Type), all.get(), keywords));
        PyObject* const given = made.get();
        Ref::check(call_python_part("adapt_class", &given, 1, nullptr));
        return made.release();
    });
}

PyObject* is_instance(PyObject* self, PyObject* object) {
    const bool ours = reinterpret_cast<PyObject*>(Py_TYPE(object)) == self;
    return PyBool_FromLong(ours || is_numpy_array(object));
}

PyObject* is_subclass(PyObject* self, PyObject* other) {
    if (other == self)
        Py_RETURN_TRUE;
    const int found = PyObject_IsSubclass(other, numpy_array_class());
    return found < 0 ? nullptr : PyBool_FromLong(found);
}

PyMethodDef methods[] = {
    {"__instancecheck__", is_instance, METH_O, "Whether it is an array, of ours or of NumPy's."},
    {"__subclasscheck__", is_subclass, METH_O, "Whether its instances are arrays."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void set_array_class(PyObject* module, PyObject* type) {
    PyType_Slot slots[] = {
        {Py_tp_new, reinterpret_cast<void*>(derive)},
        {Py_tp_methods, methods},
        {0, nullptr},
    };
    PyType_Spec spec = {"tenon.array_class", 0, 0, Py_TPFLAGS_DEFAULT, slots};
    const Ref bases = Ref::check(PyTuple_Pack(1, &PyType_Type));
    Ref made = Ref::check(PyType_FromModuleAndSpec(module, &spec, bases.get()));
    Py_SET_TYPE(type, reinterpret_cast<PyTypeObject*>(made.release()));
}

}  // namespace tenon::python
