// SPDX-License-Identifier: MIT
/// Operations joined along an axis, one element after the other.
#pragma once

#include "api/apply.hpp"

namespace tenon::api {

/// The dtype in which an operation is reduced: what it gives for two elements of a type, if it
/// takes that again. @throws DTypeError
DType folding_type(ops::Op op, DType type, std::optional<DType> wanted, const char* method);

bool is_associative(ops::Op op);

/// The values are of the folding type, the axis is not empty. `initial` may be null; so may the
/// mask, which has the shape of the values.
Array fold(ops::Op op, const Array& values, int axis, const Array* initial, const Array* mask);
Array accumulate(ops::Op op, const Array& values, int axis);
/// `starts` are int64 positions of one dimension that are in bounds.
Array reduceat(ops::Op op, const Array& values, const Array& starts, int axis);

}  // namespace tenon::api
