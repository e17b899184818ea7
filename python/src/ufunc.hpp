// SPDX-License-Identifier: MIT
/// tenon.ufunc: an operation of the table as a callable with NumPy's ufunc interface.
#pragma once

#include "core.hpp"

namespace tenon::python {

/// Calls the Python object that stands for the operation, with all rules of dispatch; or another of
/// the package's parts with it.
PyObject* call_ufunc_of(Operation operation, PyObject* const* arguments, std::size_t count,
                        const char* part = "call_ufunc");

/// Ours that does what NumPy's does; null (without error) where there is none. Borrowed.
PyObject* ufunc_like(PyObject* of_numpy);

/// Calls NumPy's ufunc on the same operands for the sake of its warnings.
void warn_as_numpy(Operation operation, PyObject* const* arguments, std::size_t count);

}  // namespace tenon::python
