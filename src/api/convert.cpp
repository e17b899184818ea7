// SPDX-License-Identifier: MIT
/// Numbers and shapes: weak promotion, exact conversion, broadcasting.
#include <bit>
#include <limits>

#include "api/apply.hpp"

namespace tenon::api {

namespace {

DType scalar_type(Kind kind) {
    switch (kind) {
    case Kind::boolean: return DType::bool_;
    case Kind::floating: return DType::float64;
    case Kind::complex: return DType::complex128;
    case Kind::unsigned_integer: return DType::uint64;
    default: return DType::int64;
    }
}

/// NEP 50: a number takes the array's dtype unless its kind is higher.
DType join_weak(DType common, Kind kind) {
    switch (kind) {
    case Kind::boolean: return common;
    case Kind::signed_integer:
    case Kind::unsigned_integer: return is_bool(common) ? scalar_type(kind) : common;
    case Kind::floating: return is_floating(common) || is_complex(common) ? common : DType::float64;
    case Kind::complex:
        if (is_complex(common))
            return common;
        return is_floating(common) && common != DType::float64 ? DType::complex64
                                                               : DType::complex128;
    }
    return common;
}

std::uint64_t real_bits(double value, DType type) {
    switch (type) {
    case DType::float16: return float16(value).bits();
    case DType::float32: return std::bit_cast<std::uint32_t>(static_cast<float>(value));
    default: return std::bit_cast<std::uint64_t>(value);
    }
}

}  // namespace

bool fits(const Scalar& scalar, DType type) {
    const std::int64_t value = scalar.integer();
    if (scalar.kind() == Kind::unsigned_integer)
        return type == DType::uint64;  // 2^63 or more
    if (type == DType::uint64)
        return value >= 0;
    if (type == DType::int64)
        return true;
    const int bits = static_cast<int>(8 * size_of(type));
    if (is_signed(type))
        return value >= -(std::int64_t{1} << (bits - 1)) && value < std::int64_t{1} << (bits - 1);
    return value >= 0 && value < std::int64_t{1} << bits;
}

/// The highest kind comes first, as in NumPy: int8, uint8 and float16 are float16, though int8 and
/// uint8 are int16, which needs float32.
DType common_type(std::span<const Operand> operands) {
    bool found = false;
    DType common = DType::bool_;
    for (const Operand& operand : operands)
        if (!operand.is_scalar() && (!found || kind(operand.array().dtype()) > kind(common))) {
            common = operand.array().dtype();
            found = true;
        }
    for (const Operand& operand : operands)
        if (!operand.is_scalar())
            common = promote_types(common, operand.array().dtype());
    for (const Operand& operand : operands) {
        if (!operand.is_scalar())
            continue;
        const Kind kind = operand.scalar().kind();
        common = found ? join_weak(common, kind) : promote_types(common, scalar_type(kind));
    }
    return common;
}

tape::ScalarBits convert(const Scalar& scalar, DType type, const char* operation) {
    const bool whole = scalar.kind() != Kind::floating && scalar.kind() != Kind::complex;
    if (is_bool(type)) {
        const bool truth =
            whole ? scalar.integer() != 0 : scalar.real() != 0 || scalar.imaginary() != 0;
        return {{truth ? 1U : 0U, 0}};
    }
    if (is_integer(type)) {
        if (!whole)
            throw DTypeError(std::string(operation) + ": the number " +
                             std::to_string(scalar.real()) + " is not whole, the dtype is " +
                             std::string(name(type)));
        if (!fits(scalar, type))
            throw OverflowError(std::string(operation) + ": the number " +
                                (scalar.kind() == Kind::unsigned_integer
                                     ? std::to_string(static_cast<std::uint64_t>(scalar.integer()))
                                     : std::to_string(scalar.integer())) +
                                " does not fit into " + std::string(name(type)) +
                                "; convert the array with astype first");
        const std::uint64_t mask =
            size_of(type) == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * size_of(type))) - 1;
        return {{static_cast<std::uint64_t>(scalar.integer()) & mask, 0}};
    }
    if (scalar.kind() == Kind::complex && !is_complex(type))
        throw DTypeError(std::string(operation) + ": a complex number does not become " +
                         std::string(name(type)) + "; use its real or imaginary part");
    return {{real_bits(scalar.real(), real_type(type)),
             real_bits(scalar.imaginary(), real_type(type))}};
}

std::string shape_text(std::span<const std::int64_t> shape) {
    std::string text = "(";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    return text + (shape.size() == 1 ? ",)" : ")");
}

Shape broadcast(std::span<const Operand> operands, const char* operation) {
    Shape result;
    for (const Operand& operand : operands) {
        if (operand.is_scalar())
            continue;
        const auto sizes = ArrayAccess::view(operand.array(), operation).layout->shape();
        if (sizes.size() > result.size())
            result.insert(result.begin(), sizes.size() - result.size(), 1);
        const std::size_t shift = result.size() - sizes.size();
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            std::int64_t& size = result[shift + i];
            if (size == 1)
                size = sizes[i];
            if (sizes[i] != 1 && sizes[i] != size) {
                std::string shapes;
                for (const Operand& other : operands)
                    if (!other.is_scalar())
                        shapes +=
                            (shapes.empty() ? "" : " and ") + shape_text(other.array().shape());
                throw ShapeError(
                    std::string(operation) + ": shapes " + shapes +
                    " do not broadcast; sizes must be equal or 1, compared from the last axis");
            }
        }
    }
    return result;
}

tape::LayoutRef broadcast_layout(const detail::Layout& layout, std::span<const std::int64_t> shape,
                                 const char* operation) {
    const std::size_t rank = layout.rank;
    bool fits_shape = rank <= shape.size();
    std::vector<std::int64_t> strides(shape.size(), 0);
    for (std::size_t i = 0; fits_shape && i < rank; ++i) {
        const std::size_t axis = shape.size() - rank + i;
        const int own = static_cast<int>(i);
        if (layout.shape(own) == shape[axis])
            strides[axis] = layout.stride(own);
        else if (layout.shape(own) != 1)
            fits_shape = false;
    }
    if (!fits_shape)
        throw ShapeError(std::string(operation) + ": shape " + shape_text(layout.shape()) +
                         " does not broadcast to " + shape_text(shape));
    return tape::make_layout(layout.dtype, shape, strides);
}

}  // namespace tenon::api
