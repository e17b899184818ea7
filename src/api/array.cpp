// SPDX-License-Identifier: MIT
#include <tenon/array.hpp>

#include <tenon/manipulation.hpp>

#include "api/apply.hpp"

namespace tenon {

using detail::ArrayAccess;
using detail::Layout;
using detail::Storage;
using tape::LayoutRef;

Array::Array(const Array& other) noexcept
    : storage_(other.storage_), layout_(other.layout_), offset_(other.offset_) {
    Storage::retain(storage_, Storage::handle);
    LayoutRef::retain(layout_);
}

Array& Array::operator=(const Array& other) noexcept {
    Array copy(other);
    swap(*this, copy);
    return *this;
}

void Array::let_go() noexcept {
    Storage::release(storage_, Storage::handle);
    LayoutRef::release(layout_);
}

namespace detail {

void ArrayAccess::refuse_empty(const char* operation) {
    throw ValueError(
        std::string(operation) +
        ": the Array stands for nothing yet; assign one to it first (zeros, array, ...)");
}

Array ArrayAccess::make(const tape::ViewRef& view) {
    Storage::retain(view.storage, Storage::handle);
    LayoutRef::retain(view.layout);
    return adopt(view.storage, LayoutRef(view.layout), view.offset);
}

}  // namespace detail

DType Array::dtype() const { return ArrayAccess::view(*this, "dtype").layout->dtype; }
int Array::ndim() const { return ArrayAccess::view(*this, "ndim").layout->rank; }
std::int64_t Array::size() const { return ArrayAccess::view(*this, "size").layout->size; }
std::int64_t Array::nbytes() const { return size() * static_cast<std::int64_t>(size_of(dtype())); }

Shape Array::shape() const {
    const auto sizes = ArrayAccess::view(*this, "shape").layout->shape();
    return {sizes.begin(), sizes.end()};
}

std::int64_t Array::shape(int axis) const {
    const Layout& layout = *ArrayAccess::view(*this, "shape").layout;
    const int wanted = axis < 0 ? axis + layout.rank : axis;
    if (wanted < 0 || wanted >= layout.rank)
        throw IndexError("shape: axis " + std::to_string(axis) + " is outside an array of " +
                         std::to_string(layout.rank) + " dimensions");
    return layout.shape(wanted);
}

std::vector<std::int64_t> Array::strides() const {
    const auto strides = ArrayAccess::view(*this, "strides").layout->strides();
    return {strides.begin(), strides.end()};
}

Array Array::T() const& { return transpose(*this); }
Array Array::T() && { return transpose(std::move(*this)); }
Array Array::astype(DType type) const& { return tenon::astype(*this, type); }
Array Array::astype(DType type) && { return tenon::astype(std::move(*this), type); }
Array Array::copy() const& { return tenon::copy(*this); }
Array Array::copy() && { return tenon::copy(std::move(*this)); }
Array Array::reshape(const Shape& shape) const& { return tenon::reshape(*this, shape); }
Array Array::reshape(const Shape& shape) && { return tenon::reshape(std::move(*this), shape); }

const View& View::operator=(const View& value) const {
    api::assign(*this, Operand(static_cast<const Array&>(value)), "assignment");
    return *this;
}
const View& View::operator=(const Operand& value) const {
    api::assign(*this, value, "assignment");
    return *this;
}

#define TENON_IN_PLACE(symbol, op)                                                                 \
    Array& Array::operator symbol(const Operand & value) {                                         \
        api::apply_in_place(ops::Op::op, *this, value);                                            \
        return *this;                                                                              \
    }
TENON_IN_PLACE(+=, add)
TENON_IN_PLACE(-=, subtract)
TENON_IN_PLACE(*=, multiply)
TENON_IN_PLACE(/=, divide)
TENON_IN_PLACE(%=, remainder)
TENON_IN_PLACE(&=, bitwise_and)
TENON_IN_PLACE(|=, bitwise_or)
TENON_IN_PLACE(^=, bitwise_xor)
TENON_IN_PLACE(<<=, bitwise_left_shift)
TENON_IN_PLACE(>>=, bitwise_right_shift)
#undef TENON_IN_PLACE

#define TENON_BINARY(symbol, op)                                                                   \
    Array operator symbol(const Operand& a, const Operand& b) {                                    \
        return api::apply(ops::Op::op, a, b);                                                      \
    }
TENON_BINARY(+, add)
TENON_BINARY(-, subtract)
TENON_BINARY(*, multiply)
TENON_BINARY(/, divide)
TENON_BINARY(%, remainder)
TENON_BINARY(&, bitwise_and)
TENON_BINARY(|, bitwise_or)
TENON_BINARY(^, bitwise_xor)
TENON_BINARY(<, less)
TENON_BINARY(<=, less_equal)
TENON_BINARY(>, greater)
TENON_BINARY(>=, greater_equal)
TENON_BINARY(==, equal)
TENON_BINARY(!=, not_equal)
#undef TENON_BINARY

Array operator<<(Array a, const Operand& b) {
    return api::apply(ops::Op::bitwise_left_shift, std::move(a), b);
}
Array operator>>(Array a, const Operand& b) {
    return api::apply(ops::Op::bitwise_right_shift, std::move(a), b);
}
Array operator-(Array a) { return api::apply(ops::Op::negative, std::move(a)); }
Array operator~(Array a) { return api::apply(ops::Op::bitwise_invert, std::move(a)); }

}  // namespace tenon
