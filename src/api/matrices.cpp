// SPDX-License-Identifier: MIT
#include <tenon/matrices.hpp>

#include <algorithm>

#include <tenon/creation.hpp>
#include <tenon/functions.hpp>
#include <tenon/manipulation.hpp>
#include <tenon/rearrange.hpp>
#include <tenon/reduce.hpp>

#include "api/apply.hpp"
#include "api/axes.hpp"

namespace tenon {

namespace {

std::int64_t product(std::span<const std::int64_t> sizes) {
    std::int64_t count = 1;
    for (const std::int64_t size : sizes)
        count *= size;
    return count;
}

/// (row + offset) >= column, for every element of a matrix.
Array lower_triangle(std::int64_t rows, std::int64_t columns, std::int64_t offset) {
    return greater_equal(reshape(arange(rows) + offset, {rows, 1}), arange(columns));
}

Array triangle(const Array& given, std::int64_t offset, bool lower, const char* operation) {
    if (given.ndim() == 0)
        throw ShapeError(std::string(operation) + ": an array without dimensions has no triangle");
    const Array a = given.ndim() == 1 ? broadcast_to(given, {given.size(), given.size()}) : given;
    const Array below = lower_triangle(a.shape(-2), a.shape(-1), lower ? offset : offset - 1);
    return lower ? where(below, a, false) : where(below, false, a);
}

}  // namespace

Array outer(const Array& a, const Array& b) {
    return multiply(reshape(a, {a.size(), 1}), ravel(b));
}

Array inner(const Array& a, const Array& b) {
    if (a.ndim() == 0 || b.ndim() == 0)
        return a * b;
    return tensordot(a, b, {-1}, {-1});
}

Array vdot(const Array& a, const Array& b) { return dot(conj(ravel(a)), ravel(b)); }

Array tensordot(const Array& a, const Array& b, const std::vector<int>& axes_a,
                const std::vector<int>& axes_b) {
    if (axes_a.size() != axes_b.size())
        throw ShapeError("tensordot: " + std::to_string(axes_a.size()) + " axes meet " +
                         std::to_string(axes_b.size()));
    std::vector<int> order_a;
    std::vector<int> order_b;
    std::vector<bool> summed_a(static_cast<std::size_t>(a.ndim()));
    std::vector<bool> summed_b(static_cast<std::size_t>(b.ndim()));
    std::int64_t count = 1;
    for (std::size_t i = 0; i < axes_a.size(); ++i) {
        const int x = api::normalise_axis(axes_a[i], a.ndim(), "tensordot");
        const int y = api::normalise_axis(axes_b[i], b.ndim(), "tensordot");
        if (a.shape(x) != b.shape(y))
            throw ShapeError("tensordot: axis " + std::to_string(x) + " of " +
                             api::shape_text(a.shape()) + " and axis " + std::to_string(y) +
                             " of " + api::shape_text(b.shape()) + " have different sizes");
        summed_a[static_cast<std::size_t>(x)] = true;
        summed_b[static_cast<std::size_t>(y)] = true;
        order_a.push_back(x);
        order_b.push_back(y);
        count *= a.shape(x);
    }
    Shape rows;
    Shape columns;
    std::vector<int> kept;
    for (int axis = 0; axis < a.ndim(); ++axis)
        if (!summed_a[static_cast<std::size_t>(axis)]) {
            kept.push_back(axis);
            rows.push_back(a.shape(axis));
        }
    order_a.insert(order_a.begin(), kept.begin(), kept.end());
    for (int axis = 0; axis < b.ndim(); ++axis)
        if (!summed_b[static_cast<std::size_t>(axis)]) {
            order_b.push_back(axis);
            columns.push_back(b.shape(axis));
        }
    const Array left = a.ndim() == 0 ? a : transpose(a, order_a);
    const Array right = b.ndim() == 0 ? b : transpose(b, order_b);
    const Array result =
        matmul(reshape(left, {product(rows), count}), reshape(right, {count, product(columns)}));
    rows.insert(rows.end(), columns.begin(), columns.end());
    return reshape(result, rows);
}

Array tensordot(const Array& a, const Array& b, int axes) {
    if (axes < 0 || axes > a.ndim() || axes > b.ndim())
        throw ShapeError("tensordot: arrays of " + std::to_string(a.ndim()) + " and " +
                         std::to_string(b.ndim()) + " dimensions do not have " +
                         std::to_string(axes) + " axes in common");
    std::vector<int> last;
    std::vector<int> first;
    for (int i = 0; i < axes; ++i) {
        last.push_back(a.ndim() - axes + i);
        first.push_back(i);
    }
    return tensordot(a, b, last, first);
}

Array kron(const Array& a, const Array& b) {
    const int rank = std::max(a.ndim(), b.ndim());
    Shape left = a.shape();
    Shape right = b.shape();
    left.insert(left.begin(), static_cast<std::size_t>(rank - a.ndim()), 1);
    right.insert(right.begin(), static_cast<std::size_t>(rank - b.ndim()), 1);
    Shape apart_left;   // (size, 1) for every axis
    Shape apart_right;  // (1, size)
    Shape shape;
    for (std::size_t d = 0; d < left.size(); ++d) {
        apart_left.insert(apart_left.end(), {left[d], 1});
        apart_right.insert(apart_right.end(), {1, right[d]});
        shape.push_back(left[d] * right[d]);
    }
    return reshape(multiply(reshape(a, apart_left), reshape(b, apart_right)), shape);
}

Array cross(const Array& given_a, const Array& given_b, int axis) {
    const Array a = moveaxis(given_a, axis, -1);
    const Array b = moveaxis(given_b, axis, -1);
    if (a.shape(-1) != 3 || b.shape(-1) != 3)
        throw ShapeError("cross: vectors have three components, not " +
                         std::to_string(a.shape(-1)) + " and " + std::to_string(b.shape(-1)));
    const Shape shape = broadcast_shapes(a.shape(), b.shape());
    const Array result = api::new_array(promote_types(a.dtype(), b.dtype()), shape, "cross");
    for (int i = 0; i < 3; ++i) {
        const int j = (i + 1) % 3;
        const int k = (i + 2) % 3;
        result(ellipsis, i) = a(ellipsis, j) * b(ellipsis, k) - a(ellipsis, k) * b(ellipsis, j);
    }
    return moveaxis(result, -1, axis);
}

Array trace(const Array& a, std::int64_t offset, int axis1, int axis2) {
    return sum(diagonal(a, offset, axis1, axis2), -1);
}

Array diag(const Array& a, std::int64_t offset) {
    if (a.ndim() == 2)
        return diagonal(a, offset);
    if (a.ndim() != 1)
        throw ShapeError("diag: the array must have one or two dimensions, not " +
                         std::to_string(a.ndim()));
    const std::int64_t size = a.size() + std::abs(offset);
    const Array result = zeros({size, size}, a.dtype());
    if (a.size() > 0)
        api::assign(diagonal(result, offset), a, "diag");
    return result;
}

Array diagflat(const Array& a, std::int64_t offset) { return diag(ravel(a), offset); }

Array tri(std::int64_t rows, std::optional<std::int64_t> columns, std::int64_t offset, DType type) {
    return lower_triangle(rows, columns.value_or(rows), offset).astype(type);
}

Array tril(const Array& a, std::int64_t offset) { return triangle(a, offset, true, "tril"); }
Array triu(const Array& a, std::int64_t offset) { return triangle(a, offset, false, "triu"); }

Array vander(const Array& x, std::optional<std::int64_t> count, bool increasing) {
    if (x.ndim() != 1)
        throw ShapeError("vander: the array must have one dimension, not " +
                         std::to_string(x.ndim()));
    const std::int64_t columns = count.value_or(x.size());
    if (columns < 0)
        throw ValueError("vander: the number of columns " + std::to_string(columns) +
                         " is negative");
    const DType type = promote_types(x.dtype(), DType::int64);
    if (columns == 0)
        return zeros({x.size(), 0}, type);
    const Array factors = ones({x.size(), columns}, type);
    if (columns > 1)
        factors(all, slice(1, end)) = reshape(x, {x.size(), 1});
    const Array powers = cumulative_prod(factors, 1);
    return increasing ? powers : flip(powers, 1);
}

std::vector<Array> meshgrid(std::span<const Array> coordinates, bool matrix, bool sparse) {
    const std::size_t rank = coordinates.size();
    std::vector<Array> list;
    Shape shape;
    for (std::size_t i = 0; i < rank; ++i) {
        Shape own(rank, 1);
        const std::size_t axis = !matrix && rank > 1 && i < 2 ? 1 - i : i;
        own[axis] = coordinates[i].size();
        list.push_back(reshape(coordinates[i], own));
        shape = broadcast_shapes(shape, own);
    }
    if (!sparse)
        for (Array& one : list)
            one = copy(broadcast_to(one, shape));
    return list;
}

Array indices(const Shape& shape) {
    Shape whole = shape;
    whole.insert(whole.begin(), static_cast<std::int64_t>(shape.size()));
    const Array result = api::new_array(DType::int64, whole, "indices");
    for (std::size_t d = 0; d < shape.size(); ++d) {
        Shape own(shape.size(), 1);
        own[d] = shape[d];
        api::assign(result(static_cast<std::int64_t>(d)), reshape(arange(shape[d]), own),
                    "indices");
    }
    return result;
}

}  // namespace tenon
