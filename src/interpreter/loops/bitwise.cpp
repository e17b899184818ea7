// SPDX-License-Identifier: MIT
// Bits of integers and of booleans (0 and 1), and shifts.
#include "interpreter/loops/lanes.hpp"

namespace tenon::interpreter::TENON_ISA {

namespace {

template <class T>
struct And {
    static T apply(T a, T b) { return static_cast<T>(a & b); }
};
template <class T>
struct Or {
    static T apply(T a, T b) { return static_cast<T>(a | b); }
};
template <class T>
struct Xor {
    static T apply(T a, T b) { return static_cast<T>(a ^ b); }
};
template <class T>
struct Invert {
    static T apply(T a) { return static_cast<T>(~a); }
};
template <class T>
struct Not {
    static T apply(T a) { return static_cast<T>(a ^ 1); }
};

// A count that is negative or reaches the width is, as unsigned, the width or more.
template <class T>
struct LeftShift {
    static T apply(T a, T count) {
        using U = std::make_unsigned_t<T>;
        constexpr auto width = static_cast<U>(8 * sizeof(T));
        const U by = static_cast<U>(count);
        const auto shifted = static_cast<U>(Wrapping<T>(static_cast<U>(a)) << (by & (width - 1)));
        return by < width ? static_cast<T>(shifted) : T(0);
    }
};

template <class T>
struct RightShift {
    static T apply(T a, T count) {
        using U = std::make_unsigned_t<T>;
        constexpr auto width = static_cast<U>(8 * sizeof(T));
        const U by = static_cast<U>(count);
        if constexpr (std::is_signed_v<T>)
            return static_cast<T>(a >> (by < width ? by : static_cast<U>(width - 1)));
        else
            return by < width ? static_cast<T>(a >> (by & (width - 1))) : T(0);
    }
};

template <template <class> class F>
Loop bits(DType type, Form form) {
    switch (type) {
    case DType::bool_:
    case DType::int8:
    case DType::uint8: return commutative<F, std::uint8_t>(form);
    case DType::int16:
    case DType::uint16: return commutative<F, std::uint16_t>(form);
    case DType::int32:
    case DType::uint32: return commutative<F, std::uint32_t>(form);
    case DType::int64:
    case DType::uint64: return commutative<F, std::uint64_t>(form);
    default: return nullptr;
    }
}

Loop find_invert(DType type) {
    switch (type) {
    case DType::bool_: return unary<Not, std::uint8_t>();
    case DType::int8:
    case DType::uint8: return unary<Invert, std::uint8_t>();
    case DType::int16:
    case DType::uint16: return unary<Invert, std::uint16_t>();
    case DType::int32:
    case DType::uint32: return unary<Invert, std::uint32_t>();
    case DType::int64:
    case DType::uint64: return unary<Invert, std::uint64_t>();
    default: return nullptr;
    }
}

template <template <class> class F>
Loop shifts(DType type, Form form) {
    switch (type) {
    case DType::int8: return binary<F, std::int8_t>(form);
    case DType::int16: return binary<F, std::int16_t>(form);
    case DType::int32: return binary<F, std::int32_t>(form);
    case DType::int64: return binary<F, std::int64_t>(form);
    case DType::uint8: return binary<F, std::uint8_t>(form);
    case DType::uint16: return binary<F, std::uint16_t>(form);
    case DType::uint32: return binary<F, std::uint32_t>(form);
    case DType::uint64: return binary<F, std::uint64_t>(form);
    default: return nullptr;
    }
}

}  // namespace

Loop find_bitwise(ops::Op op, DType type, Form form) {
    switch (op) {
    case ops::Op::bitwise_and: return bits<And>(type, form);
    case ops::Op::bitwise_or: return bits<Or>(type, form);
    case ops::Op::bitwise_xor: return bits<Xor>(type, form);
    case ops::Op::bitwise_invert: return find_invert(type);
    case ops::Op::bitwise_left_shift: return shifts<LeftShift>(type, form);
    case ops::Op::bitwise_right_shift: return shifts<RightShift>(type, form);
    default: return nullptr;
    }
}

}  // namespace tenon::interpreter::TENON_ISA
