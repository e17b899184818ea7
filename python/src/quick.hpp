// SPDX-License-Identifier: MIT
/// The usual calls of functions that programs call often: arguments of the plainest types. A call
/// that is not one of these returns null and is the Python function's.
#pragma once

#include "function.hpp"

namespace tenon::python {

std::span<const QuickFunction> quick_creation();
std::span<const QuickFunction> quick_arrangement();
std::span<const QuickFunction> quick_values();
/// On how many elements NumPy does the function, or the method of an array; zero: on none.
std::int64_t most_for_numpy(std::string_view name);

// What tells plain arguments; false for others.

bool is_plain_number(PyObject* object);
/// An int of 64 bits.
bool read_int(PyObject* object, std::int64_t& value);
/// An int, or a tuple or list of them.
bool read_shape(PyObject* object, Shape& shape);
/// Arrays in C order, of one dtype, in a list or tuple.
bool read_arrays(PyObject* object, std::vector<Array>& arrays);
/// The axis, which is the last argument, at `place` or by its name.
bool read_axis(const Call& call, std::size_t place, int& axis);
/// Nothing else is given than an array at the first place.
bool only_array(const Call& call);

}  // namespace tenon::python
