// SPDX-License-Identifier: MIT
#include "numpy.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <span>

#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#define NPY_TARGET_VERSION NPY_2_0_API_VERSION
#include <numpy/arrayobject.h>
#include <numpy/arrayscalars.h>

namespace tenon::python {

namespace {

constexpr int type_numbers[dtype_count] = {
    NPY_BOOL,   NPY_INT8,   NPY_INT16,   NPY_INT32,   NPY_INT64,   NPY_UINT8,     NPY_UINT16,
    NPY_UINT32, NPY_UINT64, NPY_FLOAT16, NPY_FLOAT32, NPY_FLOAT64, NPY_COMPLEX64, NPY_COMPLEX128};
PyArray_Descr* descriptors[dtype_count];

std::optional<DType> dtype_of_descriptor(const PyArray_Descr* descriptor) {
    if (!PyDataType_ISNOTSWAPPED(descriptor))
        return std::nullopt;
    int number = descriptor->type_num;
    if (number == NPY_LONGLONG)
        number = NPY_INT64;
    if (number == NPY_ULONGLONG)
        number = NPY_UINT64;
    for (int i = 0; i < dtype_count; ++i)
        if (type_numbers[i] == number)
            return static_cast<DType>(i);
    return std::nullopt;
}

PyArrayObject* numpy_array(PyObject* object) { return reinterpret_cast<PyArrayObject*>(object); }

int drop(void* reference) {
    Py_DECREF(static_cast<PyObject*>(reference));
    return 0;
}

/// Keeps a Python object that owns memory; it is let go of under the interpreter's lock.
class PythonOwner : public MemoryOwner {
public:
    explicit PythonOwner(Ref object) : object_(std::move(object)) {}
    ~PythonOwner() override {
        if (!Py_IsInitialized())
            object_.release();
        else if (!PyGILState_Check())
            Py_AddPendingCall(drop, object_.release());
    }
    /// Only a plain array to which nobody else holds a reference, not even a weak one, is ours
    /// alone.
    PyObject* object() const noexcept { return object_.get(); }
    bool shared() const noexcept override {
        return Py_REFCNT(object_.get()) > 1 || has_weak_references() ||
               !PyArray_CheckExact(object_.get()) ||
               !PyArray_CHKFLAGS(numpy_array(object_.get()), NPY_ARRAY_OWNDATA);
    }

private:
    bool has_weak_references() const noexcept {
        const Py_ssize_t offset = Py_TYPE(object_.get())->tp_weaklistoffset;
        return offset > 0 && *reinterpret_cast<PyObject**>(reinterpret_cast<char*>(object_.get()) +
                                                           offset) != nullptr;
    }

    Ref object_;
};

/// The array that the memory belongs to, as far as NumPy knows.
PyObject* root_of(PyObject* array) {
    for (;;) {
        PyObject* base = PyArray_BASE(numpy_array(array));
        if (base != nullptr && PyMemoryView_Check(base))  // numpy.asarray of an array of ours
            base = PyMemoryView_GET_BUFFER(base)->obj;
        if (base == nullptr || !PyArray_Check(base))
            return array;
        array = base;
    }
}

std::size_t rank_of(PyArrayObject* array) { return static_cast<std::size_t>(PyArray_NDIM(array)); }

struct Range {
    char* begin;
    char* end;
};

Range range_of(PyArrayObject* array) {
    char* begin = PyArray_BYTES(array);
    char* end = begin;
    for (int axis = 0; axis < PyArray_NDIM(array); ++axis) {
        if (PyArray_DIM(array, axis) == 0)
            return {begin, begin};
        const npy_intp reach = (PyArray_DIM(array, axis) - 1) * PyArray_STRIDE(array, axis);
        (reach < 0 ? begin : end) += reach;
    }
    return {begin, end + PyArray_ITEMSIZE(array)};
}

constexpr char export_name[] = "tenon.export";  // its context is the array object

void release_export(PyObject* capsule) {
    auto* source = static_cast<PyObject*>(PyCapsule_GetContext(capsule));
    delete static_cast<Export*>(PyCapsule_GetPointer(capsule, export_name));
    Py_XDECREF(source);
}

/// Whether the array is the root itself, or numpy.asarray of an array of ours made it.
bool is_whole(PyObject* array, PyObject* root) {
    PyObject* base = PyArray_BASE(numpy_array(array));
    return array == root || (base != nullptr && PyMemoryView_Check(base) &&
                             PyMemoryView_GET_BUFFER(base)->obj == root);
}

/// Whether both show the same elements; `ours` is exported, so its address is settled.
bool same_view(PyArrayObject* array, const ArrayObject& ours, DType type) {
    return type == ours.array.dtype() &&
           (ours.array.size() == 0 || PyArray_DATA(array) == peek(ours.array)) &&
           std::ranges::equal(std::span(PyArray_DIMS(array), rank_of(array)), ours.array.shape()) &&
           std::ranges::equal(std::span(PyArray_STRIDES(array), rank_of(array)),
                              ours.array.strides());
}

/// Booleans made of other bytes than 0 and 1, which NumPy minds with every use and Tenon does not.
/// Only memory that is something else too can have them.
bool has_other_bytes(const Array& bytes) {
    return bytes.size() > 0 && max(bytes).item<std::uint8_t>() > 1;
}
bool only_booleans(PyArrayObject* root) {
    return PyArray_TYPE(root) == NPY_BOOL && PyArray_BASE(root) == nullptr;
}

}  // namespace

void import_numpy() {
    if (PyArray_ImportNumPyAPI() < 0)
        throw PythonError();
    for (int i = 0; i < dtype_count; ++i)
        descriptors[i] = PyArray_DescrFromType(type_numbers[i]);
}

PyObject* dtype_object(DType type) {
    return Py_NewRef(reinterpret_cast<PyObject*>(descriptors[static_cast<int>(type)]));
}

std::optional<DType> find_dtype(PyObject* object) {
    PyArray_Descr* descriptor = nullptr;
    if (PyArray_DescrConverter(object, &descriptor) == 0)
        throw PythonError();
    const Ref owned(reinterpret_cast<PyObject*>(descriptor));
    return dtype_of_descriptor(descriptor);
}

DType parse_dtype(PyObject* object) {
    const std::optional<DType> type = find_dtype(object);
    if (!type) {
        PyErr_Format(PyExc_TypeError, "Tenon's arrays do not hold the dtype %R; use numpy", object);
        throw PythonError();
    }
    return *type;
}

PyObject* numpy_array_class() { return reinterpret_cast<PyObject*>(&PyArray_Type); }
bool is_numpy_array(PyObject* object) { return PyArray_Check(object); }
bool is_numpy_scalar(PyObject* object) { return PyArray_IsScalar(object, Generic); }

PyObject* scalar_at(const void* address, DType type) {
    if (type == DType::float64) {
        PyObject* scalar = PyArrayScalar_New(Double);
        if (scalar != nullptr)
            std::memcpy(&PyArrayScalar_VAL(scalar, Double), address, sizeof(double));
        return scalar;
    }
    return PyArray_Scalar(const_cast<void*>(address), descriptors[static_cast<int>(type)], nullptr);
}

PyObject* scalar_of(const Array& array) { return scalar_at(peek(array), array.dtype()); }

std::optional<std::pair<Scalar, DType>> number_of(PyObject* numpy_scalar) {
    if (PyArray_IsScalar(numpy_scalar, Double))
        return std::pair{Scalar(PyArrayScalar_VAL(numpy_scalar, Double)), DType::float64};
    if (PyArray_IsScalar(numpy_scalar, Int64))
        return std::pair{Scalar(PyArrayScalar_VAL(numpy_scalar, Int64)), DType::int64};
    PyArray_Descr* descriptor = PyArray_DescrFromScalar(numpy_scalar);
    const Ref owned(reinterpret_cast<PyObject*>(descriptor));
    const std::optional<DType> type = dtype_of_descriptor(descriptor);
    if (!type)
        return std::nullopt;
    const auto read = [&]<class T>(T value) {
        PyArray_ScalarAsCtype(numpy_scalar, &value);
        return std::pair{Scalar(value), *type};
    };
    switch (*type) {
    case DType::bool_: return read(false);
    case DType::int8: return read(std::int8_t{});
    case DType::int16: return read(std::int16_t{});
    case DType::int32: return read(std::int32_t{});
    case DType::int64: return read(std::int64_t{});
    case DType::uint8: return read(std::uint8_t{});
    case DType::uint16: return read(std::uint16_t{});
    case DType::uint32: return read(std::uint32_t{});
    case DType::uint64: return read(std::uint64_t{});
    case DType::float16: {
        float16 value(0.0F);
        PyArray_ScalarAsCtype(numpy_scalar, &value);
        return std::pair{Scalar(static_cast<double>(value)), *type};
    }
    case DType::float32: return read(0.0F);
    case DType::float64: return read(0.0);
    case DType::complex64: return read(std::complex<float>());
    case DType::complex128: return read(std::complex<double>());
    }
    return std::nullopt;
}

PyObject* to_numpy(const ArrayObject& array) {
    auto exported = std::make_unique<Export>(array.array);
    const Shape shape = array.array.shape();
    const std::vector<std::int64_t> strides = array.array.strides();
    const int flags = array.readonly ? 0 : NPY_ARRAY_WRITEABLE;
    PyArray_Descr* descriptor = descriptors[static_cast<int>(array.array.dtype())];
    Py_INCREF(descriptor);
    Ref result = Ref::check(PyArray_NewFromDescr(
        &PyArray_Type, descriptor, static_cast<int>(shape.size()),
        const_cast<npy_intp*>(reinterpret_cast<const npy_intp*>(shape.data())),
        const_cast<npy_intp*>(reinterpret_cast<const npy_intp*>(strides.data())),
        exported->address(), flags, nullptr));
    if (array.readonly)  // NumPy allocates, and lets be written, what has no address
        PyArray_CLEARFLAGS(numpy_array(result.get()), NPY_ARRAY_WRITEABLE);
    Export* owned = exported.release();  // the capsule's from now on
    PyObject* capsule = PyCapsule_New(owned, export_name, release_export);
    if (capsule == nullptr) {
        delete owned;
        throw PythonError();
    }
    auto* source = reinterpret_cast<PyObject*>(const_cast<ArrayObject*>(&array));
    PyCapsule_SetContext(capsule, Py_NewRef(source));
    check(PyArray_SetBaseObject(numpy_array(result.get()), capsule));
    return result.release();
}

Ref lend_numpy(const ArrayObject& array) {
    if (array.array.size() == 0)
        return Ref::check(to_numpy(array));
    const void* first = peek(array.array);
    const Shape& shape = array.array.shape();
    const std::vector<std::int64_t> strides = array.array.strides();
    PyArray_Descr* descriptor = descriptors[static_cast<int>(array.array.dtype())];
    Py_INCREF(descriptor);
    return Ref::check(PyArray_NewFromDescr(
        &PyArray_Type, descriptor, static_cast<int>(shape.size()),
        const_cast<npy_intp*>(reinterpret_cast<const npy_intp*>(shape.data())),
        const_cast<npy_intp*>(reinterpret_cast<const npy_intp*>(strides.data())),
        const_cast<void*>(first), 0, nullptr));
}

Ref as_numpy(PyObject* object) {
    return is_array(object) ? Ref::check(to_numpy(as_array(object))) : Ref::borrow(object);
}

PyObject* from_numpy(Ref object) {
    PyArrayObject* array = numpy_array(object.get());
    const std::optional<DType> type = dtype_of_descriptor(PyArray_DESCR(array));
    if (!type || !PyArray_ISALIGNED(array) || !PyArray_CheckExact(object.get()) ||
        PyArray_NDIM(array) > 32)
        return nullptr;
    const Shape shape(PyArray_DIMS(array), PyArray_DIMS(array) + PyArray_NDIM(array));
    const std::vector<std::int64_t> strides(PyArray_STRIDES(array),
                                            PyArray_STRIDES(array) + PyArray_NDIM(array));
    const bool readonly = !PyArray_ISWRITEABLE(array);
    const void* first = PyArray_DATA(array);
    // Memory of an array of ours that went out and comes back is still that array's.
    PyObject* root = root_of(object.get());
    PyObject* base = PyArray_BASE(numpy_array(root));
    if (base != nullptr && PyCapsule_IsValid(base, export_name)) {
        auto* source = static_cast<PyObject*>(PyCapsule_GetContext(base));
        if (is_whole(object.get(), root) && readonly == as_array(source).readonly &&
            same_view(array, as_array(source), *type))
            return Py_NewRef(source);
        const auto* exported = static_cast<const Export*>(PyCapsule_GetPointer(base, export_name));
        const std::int64_t offset =
            static_cast<const char*>(first) - static_cast<const char*>(exported->address());
        const auto part = [&](DType of) {
            return as_strided(exported->array(), offset, shape, strides, of);
        };
        if (*type == DType::bool_ && exported->array().dtype() != DType::bool_ &&
            has_other_bytes(part(DType::uint8)))
            return nullptr;
        PyObject* view = wrap_view(part(*type), source);
        as_array(view).readonly = readonly;
        return view;
    }
    const bool booleans = *type != DType::bool_ || only_booleans(numpy_array(root));
    const Range range = range_of(array);
    const ForeignMemory memory(range.begin, range.end - range.begin,
                               std::make_unique<PythonOwner>(Ref::borrow(root)));
    if (!booleans && has_other_bytes(memory.array(first, shape, strides, DType::uint8)))
        return nullptr;
    object = Ref();
    return wrap(memory.array(first, shape, strides, *type), readonly);
}

PyObject* array_from_sequence(PyObject* sequence) {
    return from_numpy_or_same(
        Ref::check(PyArray_FromAny(sequence, nullptr, 0, 0, NPY_ARRAY_DEFAULT, nullptr)));
}

PyObject* foreign_base(const ArrayObject& object) {
    const auto* owner = dynamic_cast<const PythonOwner*>(owner_of(object.array));
    if (owner == nullptr)
        Py_RETURN_NONE;
    PyObject* root = owner->object();
    const auto type = dtype_of_descriptor(PyArray_DESCR(numpy_array(root)));
    if (!type || !same_view(numpy_array(root), object, *type))
        return Py_NewRef(root);
    PyObject* base = PyArray_BASE(numpy_array(root));
    return Py_NewRef(base == nullptr ? Py_None : base);
}

PyObject* from_numpy_or_same(Ref object) {
    PyObject* array = from_numpy(object);
    if (array == nullptr && !PyErr_Occurred())
        return object.release();
    return array;
}

}  // namespace tenon::python
