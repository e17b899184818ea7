// SPDX-License-Identifier: MIT
/// Views, copies and data movement.
#pragma once

#include <vector>

#include <tenon/array.hpp>

namespace tenon {

TENON_API Array copy(Array array);  ///< in C order
/// In the memory order of the array (NumPy's order 'K').
TENON_API Array astype(Array array, DType type);
/// A copy in NumPy's order for copies: as `astype`, but axes along which elements are repeated are
/// the innermost.
TENON_API Array copy_in_order(Array array, DType type);
/// A view when the strides allow it, else a copy; one size may be -1.
TENON_API Array reshape(Array array, const Shape& shape);
TENON_API Array ravel(Array array);
TENON_API Array transpose(Array array, std::vector<int> axes = {});
TENON_API Array swapaxes(Array array, int a, int b);
TENON_API Array expand_dims(Array array, int axis);
TENON_API Array squeeze(Array array);
TENON_API Array broadcast_to(Array array, const Shape& shape);
TENON_API Array flip(Array array, int axis);

/// condition ? a : b, element by element.
TENON_API Array where(const Operand& condition, const Operand& a, const Operand& b);

/// Elements (axis < 0 counts from the end) at the positions `indices`, which are checked at once.
/// Without an axis the flattened array is taken from.
TENON_API Array take(Array array, Array indices);
TENON_API Array take(Array array, Array indices, int axis);

TENON_API Shape broadcast_shapes(const Shape& a, const Shape& b);

}  // namespace tenon
