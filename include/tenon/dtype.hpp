// SPDX-License-Identifier: MIT
/// Element types, with NumPy's names and byte sizes.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <tenon/export.hpp>
#include <tenon/float16.hpp>

namespace tenon {

/// The order is NumPy's promotion order within a kind; tables are indexed by it.
enum class DType : std::uint8_t {
    bool_,
    int8,
    int16,
    int32,
    int64,
    uint8,
    uint16,
    uint32,
    uint64,
    float16,
    float32,
    float64,
    complex64,
    complex128,
};

inline constexpr int dtype_count = 14;

enum class Kind : std::uint8_t { boolean, signed_integer, unsigned_integer, floating, complex };

struct DTypeInfo {
    std::string_view name;
    Kind kind;
    std::uint8_t size;  ///< bytes of one element
};

namespace detail {
inline constexpr DTypeInfo dtype_table[dtype_count] = {
    {"bool", Kind::boolean, 1},
    {"int8", Kind::signed_integer, 1},
    {"int16", Kind::signed_integer, 2},
    {"int32", Kind::signed_integer, 4},
    {"int64", Kind::signed_integer, 8},
    {"uint8", Kind::unsigned_integer, 1},
    {"uint16", Kind::unsigned_integer, 2},
    {"uint32", Kind::unsigned_integer, 4},
    {"uint64", Kind::unsigned_integer, 8},
    {"float16", Kind::floating, 2},
    {"float32", Kind::floating, 4},
    {"float64", Kind::floating, 8},
    {"complex64", Kind::complex, 8},
    {"complex128", Kind::complex, 16},
};
}  // namespace detail

constexpr const DTypeInfo& info(DType type) {
    return detail::dtype_table[static_cast<std::size_t>(type)];
}
constexpr std::string_view name(DType type) { return info(type).name; }
constexpr Kind kind(DType type) { return info(type).kind; }
constexpr std::size_t size_of(DType type) { return info(type).size; }
constexpr bool is_bool(DType type) { return type == DType::bool_; }
constexpr bool is_integer(DType type) {
    return kind(type) == Kind::signed_integer || kind(type) == Kind::unsigned_integer;
}
constexpr bool is_signed(DType type) { return kind(type) == Kind::signed_integer; }
constexpr bool is_floating(DType type) { return kind(type) == Kind::floating; }
constexpr bool is_complex(DType type) { return kind(type) == Kind::complex; }

/// The real type of a complex type's parts; other types are returned as they are.
constexpr DType real_type(DType type) {
    return type == DType::complex64    ? DType::float32
           : type == DType::complex128 ? DType::float64
                                       : type;
}

/// The dtype of a C++ type; undefined for types that Tenon does not hold.
template <class T>
struct dtype_of_t;
#define TENON_DTYPE_OF(cpp, value)                                                                 \
    template <>                                                                                    \
    struct dtype_of_t<cpp> {                                                                       \
        static constexpr DType type = DType::value;                                                \
    };
TENON_DTYPE_OF(bool, bool_)
TENON_DTYPE_OF(std::int8_t, int8)
TENON_DTYPE_OF(std::int16_t, int16)
TENON_DTYPE_OF(std::int32_t, int32)
TENON_DTYPE_OF(std::int64_t, int64)
TENON_DTYPE_OF(long long, int64)
TENON_DTYPE_OF(std::uint8_t, uint8)
TENON_DTYPE_OF(std::uint16_t, uint16)
TENON_DTYPE_OF(std::uint32_t, uint32)
TENON_DTYPE_OF(std::uint64_t, uint64)
TENON_DTYPE_OF(unsigned long long, uint64)
TENON_DTYPE_OF(class float16, float16)
TENON_DTYPE_OF(float, float32)
TENON_DTYPE_OF(double, float64)
TENON_DTYPE_OF(std::complex<float>, complex64)
TENON_DTYPE_OF(std::complex<double>, complex128)
#undef TENON_DTYPE_OF

template <class T>
inline constexpr DType dtype_of = dtype_of_t<T>::type;

/// The dtype with NumPy's name `text` ("float64", "bool", ...).
/// @throws DTypeError when there is no such type.
TENON_API DType parse_dtype(std::string_view text);

/// NumPy 2's promotion of two array dtypes (NEP 50).
constexpr DType promote_types(DType a, DType b) {
    if (a == b)
        return a;
    if (kind(a) > kind(b)) {
        const DType swapped = a;
        a = b;
        b = swapped;
    }
    if (is_bool(a))
        return b;
    if (kind(a) == kind(b))
        return size_of(a) < size_of(b) ? b : a;
    if (is_integer(a) && is_integer(b)) {  // signed with unsigned: the next wider signed type
        if (size_of(a) > size_of(b))
            return a;
        switch (size_of(b)) {
        case 1: return DType::int16;
        case 2: return DType::int32;
        case 4: return DType::int64;
        default: return DType::float64;
        }
    }
    const bool wide = (is_integer(a) && size_of(a) > 2) || a == DType::float64;
    if (is_floating(b)) {
        const bool too_narrow = b == DType::float16 && is_integer(a) && size_of(a) == 2;
        return wide ? DType::float64 : too_narrow ? DType::float32 : b;
    }
    return wide ? DType::complex128 : b;
}

}  // namespace tenon
