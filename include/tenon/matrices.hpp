// SPDX-License-Identifier: MIT
/// Products of arrays, matrices with a pattern, and grids.
#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <tenon/array.hpp>

namespace tenon {

// --- products
// -------------------------------------------------------------------------------------

TENON_API Array outer(const Array& a, const Array& b);  ///< both flattened
TENON_API Array inner(const Array& a, const Array& b);  ///< over the last axis of both
TENON_API Array vdot(const Array& a, const Array& b);   ///< flattened, the first one conjugated
TENON_API Array tensordot(const Array& a, const Array& b, const std::vector<int>& axes_a,
                          const std::vector<int>& axes_b);
/// Over the last `axes` of a and the first of b.
TENON_API Array tensordot(const Array& a, const Array& b, int axes = 2);
TENON_API Array kron(const Array& a, const Array& b);
TENON_API Array cross(const Array& a, const Array& b, int axis = -1);  ///< of three components

// --- diagonals and triangles
// ----------------------------------------------------------------------

TENON_API Array trace(const Array& a, std::int64_t offset = 0, int axis1 = 0, int axis2 = 1);
/// A matrix with these elements on a diagonal; of a matrix its diagonal, a view.
TENON_API Array diag(const Array& a, std::int64_t offset = 0);
TENON_API Array diagflat(const Array& a, std::int64_t offset = 0);
/// Ones at and below a diagonal.
TENON_API Array tri(std::int64_t rows, std::optional<std::int64_t> columns = {},
                    std::int64_t offset = 0, DType type = DType::float64);
TENON_API Array tril(const Array& a, std::int64_t offset = 0);  ///< zeros above the diagonal
TENON_API Array triu(const Array& a, std::int64_t offset = 0);  ///< zeros below it

// --- patterns and grids
// ---------------------------------------------------------------------------

/// Powers of x as columns: from count - 1 down to 0, or upwards.
TENON_API Array vander(const Array& x, std::optional<std::int64_t> count = {},
                       bool increasing = false);
/// Coordinates of a grid; the first two axes are swapped unless `matrix` (NumPy's indexing "ij").
/// Sparse ones are views that broadcast together.
TENON_API std::vector<Array> meshgrid(std::span<const Array> coordinates, bool matrix = false,
                                      bool sparse = false);
/// Positions along each axis: int64, shape (rank, sizes...).
TENON_API Array indices(const Shape& shape);

}  // namespace tenon
