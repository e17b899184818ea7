// SPDX-License-Identifier: MIT
/// From arrays and numbers to statements: broadcasting, promotion, errors.
#pragma once

#include <span>
#include <string>
#include <utility>

#include <tenon/array.hpp>

#include "engine/engine.hpp"
#include "ops/ops.hpp"
#include "tape/tape.hpp"

namespace tenon::detail {

/// The parts of an Array, for the implementation of the API.
struct ArrayAccess {
    /// @throws ValueError for an Array that stands for nothing.
    static tape::ViewRef view(const Array& array, const char* operation) {
        if (array.storage_ == nullptr) [[unlikely]]
            refuse_empty(operation);
        return parts(array);
    }
    /// All null for an Array that stands for nothing.
    static tape::ViewRef parts(const Array& array) {
        return {array.storage_, array.layout_, array.offset_};
    }
    static Array make(const tape::ViewRef& view);  ///< a new handle
    /// Takes over the caller's reference to the storage and to the layout.
    static Array adopt(Storage* storage, tape::LayoutRef layout, std::int64_t offset = 0) {
        Array array;
        array.storage_ = storage;
        array.layout_ = layout.take();
        array.offset_ = offset;
        return array;
    }
    /// Of an Array that stands for nothing.
    static void fill(Array& empty, Storage* storage, tape::LayoutRef layout) {
        empty.storage_ = storage;
        empty.layout_ = layout.take();
    }
    /// As Operand::use_up; see Storage::release_in_loop.
    [[gnu::always_inline]] static void use_up_in_loop(const Operand& operand) noexcept {
        Array* const array = operand.used_up_;
        if (array == nullptr || array->storage_ == nullptr)
            return;
        Storage::release_in_loop(std::exchange(array->storage_, nullptr));
        tape::LayoutRef::release(std::exchange(array->layout_, nullptr));
    }
    [[noreturn]] static void refuse_empty(const char* operation);
};

}  // namespace tenon::detail

namespace tenon::api {

using detail::ArrayAccess;

Array apply(ops::Op op, std::span<const Operand> operands);
Array apply(ops::Op op, const Operand& a);
Array apply(ops::Op op, const Operand& a, const Operand& b);
Array apply(ops::Op op, const Operand& a, const Operand& b, const Operand& c);

/// Lets go of temporary operands: what is recorded holds what it needs.
inline void use_up(std::span<const Operand> operands) noexcept {
    for (const Operand& operand : operands)
        operand.use_up();
}

/// target[...] = op(operands), in the target's dtype (@throws DTypeError when the result's
/// kind does not fit, as NumPy's same_kind rule).
void apply_to(ops::Op op, std::span<const Operand> operands, const Array& target);
/// target = op(target, value).
void apply_in_place(ops::Op op, const Array& target, const Operand& value);

/// target[...] = value, any dtype to any (NumPy's unsafe assignment), broadcasting.
void assign(const Array& target, const Operand& value, const char* operation);

/// The layout of a result, element by element: that of an operand where it fits, so that one layout
/// serves a whole chain; in the memory order of the operands when all agree, as NumPy's order 'K';
/// else C order.
tape::LayoutRef result_layout(std::span<const Operand> operands, DType type,
                              std::span<const std::int64_t> shape);
/// A new array without values yet, on this thread's device.
Array new_array(tape::LayoutRef layout, const char* operation);
Array new_array(DType type, std::span<const std::int64_t> shape, const char* operation);

/// The array in C order and of the dtype; itself when it is that already.
Array in_c_order(Array array, DType type, const char* operation);

/// The dtype that operands have in common (numbers are weak).
DType common_type(std::span<const Operand> operands);
/// Whether the integer dtype holds the whole number.
bool fits(const Scalar& scalar, DType type);
/// A number in a dtype. @throws ValueError when an integer does not fit, DTypeError when
/// the kind would be lost, as NumPy does.
tape::ScalarBits convert(const Scalar& scalar, DType type, const char* operation);

/// The shape of several operands together. @throws ShapeError naming the operation and the shapes.
Shape broadcast(std::span<const Operand> operands, const char* operation);
/// A view laid over `shape` (strides of repeated dimensions are zero); it must broadcast.
tape::LayoutRef broadcast_layout(const detail::Layout& layout, std::span<const std::int64_t> shape,
                                 const char* operation);

std::string shape_text(std::span<const std::int64_t> shape);

/// Records through `fill(tape)`, with all rules of recording. `storages` are all that it touches.
template <class Fill>
void record(std::span<detail::Storage* const> storages, bool natural_end, const Fill& fill) {
    engine::OpenTape open(storages, natural_end);
    fill(*open.operator->());
    open.close();
}

}  // namespace tenon::api
