// SPDX-License-Identifier: MIT
/// The oracle: NumPy's arrays evaluated one statement at a time, one element at a time, in the
/// order written. It shares no code with the interpreter, the compiler or their lowering; only the
/// public types that name things (DType, Index, Scalar) are the engine's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <tenon/array.hpp>

#include "support/eager_types.hpp"

namespace eager {

using tenon::Index;
using tenon::Scalar;
using Shape = std::vector<std::int64_t>;

std::int64_t product(const Shape& shape);

/// A view of a storage. Offset and strides count elements.
struct Array {
    std::shared_ptr<std::vector<std::byte>> storage;
    DType dtype = DType::float64;
    Shape shape;
    std::vector<std::int64_t> strides;
    std::int64_t offset = 0;

    int ndim() const { return static_cast<int>(shape.size()); }
    std::int64_t size() const { return product(shape); }
    /// Where the elements lie in the storage, in C order of the view.
    std::vector<std::int64_t> positions() const;
    /// Two elements of the view are the same memory.
    bool repeats() const;

    template <class T>
    T get(std::int64_t position) const {
        T value;
        std::memcpy(&value, storage->data() + position * std::int64_t{sizeof(T)}, sizeof(T));
        return value;
    }
    template <class T>
    void put(std::int64_t position, T value) const {
        std::memcpy(storage->data() + position * std::int64_t{sizeof(T)}, &value, sizeof(T));
    }
    /// The elements in C order.
    template <class T>
    std::vector<T> values() const {
        std::vector<T> list;
        for (const std::int64_t position : positions())
            list.push_back(get<T>(position));
        return list;
    }
    std::vector<std::byte> bytes() const;
};

/// A new storage of zeros in C order.
Array make(const Shape& shape, DType type);
Array from_bytes(std::span<const std::byte> bytes, const Shape& shape, DType type);
Array full(const Shape& shape, const Scalar& value, DType type);
template <class T>
Array from_values(const std::vector<T>& values, const Shape& shape) {
    Array made = make(shape, tenon::dtype_of<T>);
    for (std::size_t i = 0; i < values.size(); ++i)
        made.put<T>(static_cast<std::int64_t>(i), values[i]);
    return made;
}

/// What an operation takes.
struct Operand {
    Operand(const Array& a) : array(a) {}
    Operand(const Scalar& s) : scalar(s) {}
    OperandType type() const;
    Array as(DType type) const;  ///< converted; a number has no dimensions
    std::optional<Array> array;
    Scalar scalar = 0;
};

// --- views
Array at(const Array& a, std::span<const Index> indices);
Array transpose(const Array& a, const std::vector<int>& axes);
Array broadcast_to(const Array& a, const Shape& shape);
Array flip(const Array& a, int axis);
Array expand_dims(const Array& a, int axis);
Array squeeze(const Array& a);
/// A view where the strides allow it, else a copy (NumPy's rule).
Array reshape(const Array& a, const Shape& shape);

std::optional<Shape> broadcast(const Shape& a, const Shape& b);

// --- movement
Array copy(const Array& a);
Array astype(const Array& a, DType type);
/// Elements of `value` are read before the first is written.
void assign(const Array& target, const Operand& value);
Array where(const Operand& condition, const Operand& a, const Operand& b);
Array take(const Array& a, const Array& indices, std::optional<int> axis);

/// The elements of a result laid out as its inputs are: in their order where all inputs of its
/// shape agree on one, else in C order (NumPy's order 'K').
Array in_order_of(std::span<const Operand> inputs, const Array& result);
/// The same elements with the axes in this order in memory, the outermost first; those that are not
/// named have one element.
Array arranged(const Array& result, std::span<const std::size_t> outermost_first);
/// Elements in C order over those of an array.
void overwrite(const Array& target, std::span<const std::byte> bytes);

// --- element by element
Array elementwise(std::string_view op, std::span<const Operand> operands);

// --- reductions, by docs/internals/reduction_tree.md
enum class Reduce { sum, prod, min, max, argmin, argmax, any, all, count_nonzero, mean, var, std };
/// `axes` empty: all of them.
Array reduce(Reduce op, const Array& a, const std::vector<int>& axes, bool keepdims,
             double correction = 0);
enum class Scan { sum, prod };
Array scan(Scan op, const Array& a, std::optional<int> axis);
Array dot(const Array& a, const Array& b);
/// Products summed in long double (wrapping for integers), one rounding at the end.
Array matmul(const Array& a, const Array& b);

}  // namespace eager
