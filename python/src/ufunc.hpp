// SPDX-License-Identifier: MIT
/// tenon.ufunc: an operation of the table as a callable with NumPy's ufunc interface.
#pragma once

#include "operands.hpp"

namespace tenon::python {

/// Ours that does what NumPy's does; null (without error) where there is none. Borrowed.
PyObject* ufunc_like(PyObject* of_numpy);
/// NumPy's ufunc of the operation; None where it has none. Borrowed.
PyObject* numpy_ufunc_of(std::string_view operation);

/// The operation on operands that were made of `arguments`: Tenon's own form, or NumPy's where its
/// result has another dtype or Tenon has none. Without dimensions it is NumPy's scalar.
PyObject* apply_or_numpy(Ufunc operation, const OperandList& operands,
                         std::span<PyObject* const> arguments);
/// The same, stored in the array `out`, which is returned.
PyObject* apply_or_numpy_to(Ufunc operation, const OperandList& operands,
                            std::span<PyObject* const> arguments, PyObject* out);

}  // namespace tenon::python
