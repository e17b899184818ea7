// SPDX-License-Identifier: MIT
// The type tenon.ndarray: life, attributes, buffer. Methods that are not worth C++ are added to the
// type by the Python part of the package.
#include <cstddef>
#include <new>
#include <string>

#include "core.hpp"
#include "number.hpp"
#include "numpy.hpp"
#include "subscript.hpp"

namespace tenon::python {

PyTypeObject* array_type = nullptr;

namespace {

/// Array objects that ended, kept for the next ones: temporaries come and go with every operation.
/// Guarded by the interpreter's lock.
struct FreeList {
    static constexpr int most = 64;
    PyObject* objects[most];
    int count = 0;
} free_list;

PyObject* new_object() {
    if (free_list.count > 0) {
        PyObject* object = free_list.objects[--free_list.count];
        return PyObject_Init(object, array_type);
    }
    PyObject* object = array_type->tp_alloc(array_type, 0);
    if (object == nullptr)
        throw PythonError();
    return object;
}

}  // namespace

PyObject* wrap(Array&& array, bool readonly) {
    PyObject* object = new_object();
    auto* fields = reinterpret_cast<ArrayObject*>(object);
    new (&fields->array) Array(std::move(array));
    fields->readonly = readonly;
    fields->weak_references = nullptr;
    fields->base = nullptr;
    fields->pinned = nullptr;
    return object;
}

PyObject* wrap_view(Array&& array, PyObject* source) {
    const ArrayObject& of = as_array(source);
    PyObject* object = wrap(std::move(array), of.readonly);
    as_array(object).base = Py_NewRef(of.base == nullptr ? source : of.base);
    return object;
}

PyObject* wrap_or_scalar(Array&& array) {
    return array.ndim() == 0 ? scalar_of(array) : wrap(std::move(array));
}

void check_writable(const ArrayObject& array, const char* operation) {
    if (array.readonly) {
        PyErr_Format(PyExc_ValueError, "%s: the array is read-only; copy it first", operation);
        throw PythonError();
    }
}

namespace {

void dealloc(PyObject* self) {
    ArrayObject& object = as_array(self);
    if (object.weak_references != nullptr)
        PyObject_ClearWeakRefs(self);
    delete object.pinned;
    object.array.~Array();
    PyObject* base = object.base;
    PyTypeObject* type = Py_TYPE(self);
    if (free_list.count < FreeList::most)
        free_list.objects[free_list.count++] = self;
    else
        type->tp_free(self);
    Py_DECREF(type);
    Py_XDECREF(base);
}

PyObject* make(PyTypeObject*, PyObject* arguments, PyObject* keywords) {
    return guarded([&] {
        const Ref part = Ref::borrow(python_part("make_ndarray"));
        return PyObject_Call(part.get(), arguments, keywords);
    });
}

PyObject* tuple_of(std::span<const std::int64_t> numbers) {
    Ref tuple = Ref::check(PyTuple_New(static_cast<Py_ssize_t>(numbers.size())));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        PyObject* number = PyLong_FromLongLong(numbers[i]);
        if (number == nullptr)
            throw PythonError();
        PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i), number);
    }
    return tuple.release();
}

PyObject* get_shape(PyObject* self, void*) {
    return guarded([&] { return tuple_of(as_array(self).array.shape()); });
}
PyObject* get_strides(PyObject* self, void*) {
    return guarded([&] { return tuple_of(as_array(self).array.strides()); });
}
PyObject* get_dtype(PyObject* self, void*) { return dtype_object(as_array(self).array.dtype()); }
PyObject* get_ndim(PyObject* self, void*) { return PyLong_FromLong(as_array(self).array.ndim()); }
PyObject* get_size(PyObject* self, void*) {
    return PyLong_FromLongLong(as_array(self).array.size());
}
PyObject* get_nbytes(PyObject* self, void*) {
    return PyLong_FromLongLong(as_array(self).array.nbytes());
}
PyObject* get_itemsize(PyObject* self, void*) {
    return PyLong_FromSize_t(size_of(as_array(self).array.dtype()));
}
PyObject* get_transposed(PyObject* self, void*) {
    return guarded([&] { return wrap_view(as_array(self).array.T(), self); });
}
PyObject* get_readonly(PyObject* self, void*) { return PyBool_FromLong(as_array(self).readonly); }
int set_readonly(PyObject* self, PyObject* value, void*) {
    const int truth = value == nullptr ? -1 : PyObject_IsTrue(value);
    if (truth >= 0)
        as_array(self).readonly = truth != 0;
    return truth < 0 ? -1 : 0;
}

/// An attribute that says what the memory is seen as; set by the package's Python part.
template <const char* name>
int set_layout(PyObject* self, PyObject* value, void*) {
    return guarded_int([&] {
        if (value == nullptr) {
            PyErr_Format(PyExc_AttributeError, "Cannot delete array %s", name);
            return -1;
        }
        const Ref text = Ref::check(PyUnicode_FromString(name));
        PyObject* const arguments[] = {self, text.get(), value};
        const Ref done = Ref::check(call_python_part("set_layout", arguments, 3, nullptr));
        return 0;
    });
}
constexpr char name_shape[] = "shape", name_strides[] = "strides", name_dtype[] = "dtype";

/// The object that the memory belongs to, where that is another one.
PyObject* get_base(PyObject* self, void*) {
    return guarded([&] {
        const ArrayObject& object = as_array(self);
        return object.base != nullptr ? Py_NewRef(object.base) : foreign_base(object);
    });
}

PyGetSetDef attributes[] = {
    {"shape", get_shape, set_layout<name_shape>, "Sizes of the dimensions.", nullptr},
    {"strides", get_strides, set_layout<name_strides>,
     "Bytes from one element to the next, by dimension.", nullptr},
    {"dtype", get_dtype, set_layout<name_dtype>, "Type of the elements, a numpy.dtype.", nullptr},
    {"base", get_base, nullptr, "The array whose memory this one shows, or None.", nullptr},
    {"ndim", get_ndim, nullptr, "Number of dimensions.", nullptr},
    {"size", get_size, nullptr, "Number of elements.", nullptr},
    {"nbytes", get_nbytes, nullptr, "Bytes of the elements.", nullptr},
    {"itemsize", get_itemsize, nullptr, "Bytes of one element.", nullptr},
    {"T", get_transposed, nullptr, "The view with its axes reversed.", nullptr},
    {"_readonly", get_readonly, set_readonly, "Whether assignments are refused.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

/// The buffer of the NumPy array on the same memory, which it keeps alive.
int get_buffer(PyObject* self, Py_buffer* view, int flags) {
    return guarded_int([&] {
        const Ref numpy = Ref::check(to_numpy(as_array(self)));
        deliver_waiting_reports();  // no error may come after the buffer
        return PyObject_GetBuffer(numpy.get(), view, flags);
    });
}

/// The buffer is the NumPy array's to release. That there is a function tells numpy.frombuffer to
/// keep the buffer, not just the array: as long as it does, nothing is pending for the memory.
void release_buffer(PyObject*, Py_buffer*) {}

PyObject* part_of_self(const char* name, PyObject* self) {
    return guarded([&] {
        PyObject* arguments[] = {self};
        return call_python_part(name, arguments, 1, nullptr);
    });
}
PyObject* repr(PyObject* self) { return part_of_self("repr", self); }
PyObject* str(PyObject* self) { return part_of_self("str", self); }
PyObject* iterate(PyObject* self) {
    if (as_array(self).array.ndim() == 0) {
        PyErr_SetString(PyExc_TypeError, "iteration over a 0-d array");
        return nullptr;
    }
    return PySeqIter_New(self);
}

PyMemberDef members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(ArrayObject, weak_references), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};

constexpr const char* documentation = "An array: a view of memory, with NumPy's meaning. "
                                      "Operations are recorded and run, fused, when "
                                      "a value is looked at.";

}  // namespace

void add_array_type(PyObject* module) {
    std::vector<PyType_Slot> slots = {
        {Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
        {Py_tp_new, reinterpret_cast<void*>(make)},
        {Py_tp_getset, attributes},
        {Py_tp_members, members},
        {Py_tp_methods, array_methods},
        {Py_tp_repr, reinterpret_cast<void*>(repr)},
        {Py_tp_str, reinterpret_cast<void*>(str)},
        {Py_tp_iter, reinterpret_cast<void*>(iterate)},
        {Py_tp_hash, reinterpret_cast<void*>(PyObject_HashNotImplemented)},
        {Py_bf_getbuffer, reinterpret_cast<void*>(get_buffer)},
        {Py_bf_releasebuffer, reinterpret_cast<void*>(release_buffer)},
        {Py_tp_doc, const_cast<char*>(documentation)},
    };
    add_number_slots(slots);
    add_subscript_slots(slots);
    slots.push_back({0, nullptr});
    PyType_Spec spec = {"tenon.ndarray", sizeof(ArrayObject), 0, Py_TPFLAGS_DEFAULT, slots.data()};
    const Ref type = Ref::check(PyType_FromModuleAndSpec(module, &spec, nullptr));
    set_array_class(module, type.get());
    check(PyModule_AddObjectRef(module, "ndarray", type.get()));
    array_type = reinterpret_cast<PyTypeObject*>(Py_NewRef(type.get()));
}

}  // namespace tenon::python
