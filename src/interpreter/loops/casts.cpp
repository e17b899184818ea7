// SPDX-License-Identifier: MIT
// Conversions between element types; docs/internals/casts.md gives the rules.
#include "interpreter/loops/lanes.hpp"

namespace tenon::interpreter::TENON_ISA {

namespace {

struct Bool {};  // as an element: one byte, 0 or 1

template <class T>
using Stored = std::conditional_t<std::is_same_v<T, Bool>, std::uint8_t, T>;

/// What cvttsd2si and cvttss2si give: the smallest integer stands for all that do not fit.
template <class I, class F>
I truncated(F x) {
    constexpr I smallest = static_cast<I>(std::make_unsigned_t<I>(1) << (8 * sizeof(I) - 1));
    constexpr F limit = -static_cast<F>(smallest);
    const bool fits = (x >= -limit) & (x < limit);
    return fits ? static_cast<I>(x) : smallest;
}

template <class To, class From>
struct Cast {
    static Stored<To> apply(Stored<From> x) {
        if constexpr (std::is_same_v<To, Bool>)
            return x != 0;
        else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>)
            return to_integer(x);
        else
            return static_cast<To>(x);
    }

    static To to_integer(From x) {
        if constexpr (std::is_same_v<To, std::uint64_t>) {
            constexpr From half = static_cast<From>(0x1p63);
            constexpr std::uint64_t top = std::uint64_t{1} << 63;
            const auto large = static_cast<std::uint64_t>(truncated<std::int64_t>(x - half)) ^ top;
            const auto small = static_cast<std::uint64_t>(truncated<std::int64_t>(x));
            return x >= half ? large : small;
        } else if constexpr (sizeof(To) == 8 || std::is_same_v<To, std::uint32_t>)
            return static_cast<To>(truncated<std::int64_t>(x));
        else
            return static_cast<To>(truncated<std::int32_t>(x));
    }
};

template <class To, class From>
constexpr Loop cast_loop() {
    return unary_loop<Cast<To, From>, Stored<From>, Stored<To>>;
}

/// Integers to integers: the target's sign does not matter.
template <class From>
Loop from_integer(DType to) {
    switch (to) {
    case DType::bool_: return cast_loop<Bool, From>();
    case DType::int8:
    case DType::uint8: return cast_loop<std::uint8_t, From>();
    case DType::int16:
    case DType::uint16: return cast_loop<std::uint16_t, From>();
    case DType::int32:
    case DType::uint32: return cast_loop<std::uint32_t, From>();
    case DType::int64:
    case DType::uint64: return cast_loop<std::uint64_t, From>();
    case DType::float32: return cast_loop<float, From>();
    case DType::float64: return cast_loop<double, From>();
    default: return nullptr;
    }
}

template <class From>
Loop from_float(DType to) {
    switch (to) {
    case DType::bool_: return cast_loop<Bool, From>();
    case DType::int8:
    case DType::uint8: return cast_loop<std::uint8_t, From>();
    case DType::int16:
    case DType::uint16: return cast_loop<std::uint16_t, From>();
    case DType::int32: return cast_loop<std::int32_t, From>();
    case DType::int64: return cast_loop<std::int64_t, From>();
    case DType::uint32: return cast_loop<std::uint32_t, From>();
    case DType::uint64: return cast_loop<std::uint64_t, From>();
    case DType::float32: return cast_loop<float, From>();
    case DType::float64: return cast_loop<double, From>();
    default: return nullptr;
    }
}

}  // namespace

Loop find_cast(DType from, DType to) {
    switch (from) {
    case DType::bool_: return from_integer<std::uint8_t>(to);
    case DType::int8: return from_integer<std::int8_t>(to);
    case DType::int16: return from_integer<std::int16_t>(to);
    case DType::int32: return from_integer<std::int32_t>(to);
    case DType::int64: return from_integer<std::int64_t>(to);
    case DType::uint8: return from_integer<std::uint8_t>(to);
    case DType::uint16: return from_integer<std::uint16_t>(to);
    case DType::uint32: return from_integer<std::uint32_t>(to);
    case DType::uint64: return from_integer<std::uint64_t>(to);
    case DType::float32: return from_float<float>(to);
    case DType::float64: return from_float<double>(to);
    default: return nullptr;
    }
}

}  // namespace tenon::interpreter::TENON_ISA
