// SPDX-License-Identifier: MIT
/// Between Tenon's arrays and NumPy's: dtypes, scalars, memory. Nothing is copied.
#pragma once

#include <optional>

#include "core.hpp"

namespace tenon::python {

/// To be called once, when the module is made. @throws PythonError
void import_numpy();

PyObject* dtype_object(DType type);  // a new reference to a numpy.dtype
/// The dtype of numpy.dtype, a type object or a name; nothing for those that Tenon does not hold.
/// @throws PythonError for what NumPy does not take as a dtype.
std::optional<DType> find_dtype(PyObject* object);
/// @throws PythonError (TypeError) for those that Tenon does not hold.
DType parse_dtype(PyObject* object);

PyObject* numpy_array_class();  // borrowed: numpy.ndarray
bool is_numpy_array(PyObject* object);
bool is_numpy_scalar(PyObject* object);

/// The only element as NumPy's scalar.
PyObject* scalar_of(const Array& array);
PyObject* scalar_at(const void* address, DType type);
/// A number that NumPy's scalar stands for; its dtype is strong. Nothing for other dtypes.
std::optional<std::pair<Scalar, DType>> number_of(PyObject* numpy_scalar);

/// numpy.ndarray on the memory of the array, which is exported as long as it lives.
PyObject* to_numpy(const ArrayObject& array);
/// The same to be read by one call that keeps neither the array nor its address.
Ref lend_numpy(const ArrayObject& array);
/// Of an array on memory of others: what NumPy says it belongs to; a new reference, None for the
/// array's own.
PyObject* foreign_base(const ArrayObject& array);
/// The object itself when it is no array of ours.
Ref as_numpy(PyObject* object);
/// An array on the memory of a numpy.ndarray, or null (without error) when its dtype is not one of
/// ours, it is not aligned or not in the machine's byte order. Takes over the reference.
PyObject* from_numpy(Ref numpy_array);
/// What NumPy makes of a nested sequence; its own array where Tenon cannot hold it.
PyObject* array_from_sequence(PyObject* sequence);
/// As from_numpy; what Tenon cannot hold stays as it is.
PyObject* from_numpy_or_same(Ref numpy_array);

}  // namespace tenon::python
