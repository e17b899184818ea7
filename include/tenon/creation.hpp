// SPDX-License-Identifier: MIT
/// Making arrays.
#pragma once

#include <initializer_list>
#include <span>
#include <vector>

#include <tenon/array.hpp>

namespace tenon {

/// @throws ValueError for negative sizes, MemoryError when the bytes overflow or exceed memory.
TENON_API Array zeros(const Shape& shape, DType type = DType::float64);
TENON_API Array ones(const Shape& shape, DType type = DType::float64);
TENON_API Array full(const Shape& shape, Scalar value);  ///< dtype of the number: bool, int64, ...
TENON_API Array full(const Shape& shape, Scalar value, DType type);
/// Elements are zero, as for zeros: nothing undefined is ever read.
TENON_API Array empty(const Shape& shape, DType type = DType::float64);
TENON_API Array zeros_like(const Array& array);
TENON_API Array ones_like(const Array& array);
TENON_API Array full_like(const Array& array, Scalar value);

/// start, start + step, ... below stop; int64 when all three are integers, else float64.
TENON_API Array arange(Scalar start, Scalar stop, Scalar step = 1);
TENON_API Array arange(Scalar stop);
/// `count` float64 numbers from start to stop, both included unless `endpoint` is false.
TENON_API Array linspace(double start, double stop, std::int64_t count, bool endpoint = true);
TENON_API Array eye(std::int64_t rows, std::int64_t columns = -1, DType type = DType::float64);

/// A copy of `count` = product(shape) elements at `data`, C order.
TENON_API Array from_bytes(const void* data, const Shape& shape, DType type);
template <class T>
Array from_span(std::span<const T> values, const Shape& shape) {
    if (static_cast<std::int64_t>(values.size()) != [&] {
            std::int64_t count = 1;
            for (const std::int64_t size : shape)
                count *= size;
            return count;
        }())
        throw ShapeError("from_span: the number of values is not the product of the shape");
    return from_bytes(values.data(), shape, dtype_of<T>);
}
/// One-dimensional array of the values: array({1.0, 2.0, 3.0}).
template <class T>
Array array(std::initializer_list<T> values) {
    return from_span(std::span<const T>(values.begin(), values.size()),
                     {static_cast<std::int64_t>(values.size())});
}
template <class T>
Array array(const std::vector<T>& values) {
    return from_span(std::span<const T>(values), {static_cast<std::int64_t>(values.size())});
}

}  // namespace tenon
