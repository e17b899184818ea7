// SPDX-License-Identifier: MIT
// Arithmetic of integers (which wrap) and of floating point.
#include "interpreter/loops/lanes.hpp"

namespace tenon::interpreter::TENON_ISA {

namespace {

template <class T>
struct Add {
    static T apply(T a, T b) {
        if constexpr (std::is_floating_point_v<T>)
            return a + b;
        else
            return static_cast<T>(Wrapping<T>(a) + Wrapping<T>(b));
    }
};

template <class T>
struct Subtract {
    static T apply(T a, T b) {
        if constexpr (std::is_floating_point_v<T>)
            return a - b;
        else
            return static_cast<T>(Wrapping<T>(a) - Wrapping<T>(b));
    }
};

template <class T>
struct Multiply {
    static T apply(T a, T b) {
        if constexpr (std::is_floating_point_v<T>)
            return a * b;
        else
            return static_cast<T>(Wrapping<T>(a) * Wrapping<T>(b));
    }
};

template <class T>
struct Negative {
    static T apply(T a) {
        if constexpr (std::is_floating_point_v<T>)
            return -a;
        else
            return static_cast<T>(Wrapping<T>(0) - Wrapping<T>(a));
    }
};

template <class T>
struct Absolute {
    static T apply(T a) {
        if constexpr (std::is_same_v<T, float>)
            return __builtin_fabsf(a);
        else if constexpr (std::is_same_v<T, double>)
            return __builtin_fabs(a);
        else
            return a < 0 ? Negative<T>::apply(a) : a;
    }
};

template <class T>
struct Maximum {
    // The bitwise OR keeps this one comparison's mask instead of a branch.
    static T apply(T a, T b) { return ((a > b) | is_nan(a)) ? a : b; }
};

template <class T>
struct Minimum {
    static T apply(T a, T b) { return ((a < b) | is_nan(a)) ? a : b; }
};

/// Operations that do not see the sign: one loop for signed and unsigned.
template <template <class> class F>
Loop wrapping(DType type, Form form) {
    switch (type) {
    case DType::int8:
    case DType::uint8: return commutative<F, std::uint8_t>(form);
    case DType::int16:
    case DType::uint16: return commutative<F, std::uint16_t>(form);
    case DType::int32:
    case DType::uint32: return commutative<F, std::uint32_t>(form);
    case DType::int64:
    case DType::uint64: return commutative<F, std::uint64_t>(form);
    case DType::float32: return commutative<F, float>(form);
    case DType::float64: return commutative<F, double>(form);
    default: return nullptr;
    }
}

Loop find_subtract(DType type, Form form) {
    switch (type) {
    case DType::int8:
    case DType::uint8: return binary<Subtract, std::uint8_t>(form);
    case DType::int16:
    case DType::uint16: return binary<Subtract, std::uint16_t>(form);
    case DType::int32:
    case DType::uint32: return binary<Subtract, std::uint32_t>(form);
    case DType::int64:
    case DType::uint64: return binary<Subtract, std::uint64_t>(form);
    case DType::float32: return binary<Subtract, float>(form);
    case DType::float64: return binary<Subtract, double>(form);
    default: return nullptr;
    }
}

Loop find_negative(DType type) {
    switch (type) {
    case DType::int8:
    case DType::uint8: return unary<Negative, std::uint8_t>();
    case DType::int16:
    case DType::uint16: return unary<Negative, std::uint16_t>();
    case DType::int32:
    case DType::uint32: return unary<Negative, std::uint32_t>();
    case DType::int64:
    case DType::uint64: return unary<Negative, std::uint64_t>();
    case DType::float32: return unary<Negative, float>();
    case DType::float64: return unary<Negative, double>();
    default: return nullptr;
    }
}

Loop find_absolute(DType type) {
    switch (type) {
    case DType::int8: return unary<Absolute, std::int8_t>();
    case DType::int16: return unary<Absolute, std::int16_t>();
    case DType::int32: return unary<Absolute, std::int32_t>();
    case DType::int64: return unary<Absolute, std::int64_t>();
    case DType::float32: return unary<Absolute, float>();
    case DType::float64: return unary<Absolute, double>();
    default: return nullptr;
    }
}

template <template <class> class F>
Loop ordered(DType type, Form form) {
    switch (type) {
    case DType::int8: return binary<F, std::int8_t>(form);
    case DType::int16: return binary<F, std::int16_t>(form);
    case DType::int32: return binary<F, std::int32_t>(form);
    case DType::int64: return binary<F, std::int64_t>(form);
    case DType::uint8: return binary<F, std::uint8_t>(form);
    case DType::uint16: return binary<F, std::uint16_t>(form);
    case DType::uint32: return binary<F, std::uint32_t>(form);
    case DType::uint64: return binary<F, std::uint64_t>(form);
    case DType::float32: return binary<F, float>(form);
    case DType::float64: return binary<F, double>(form);
    default: return nullptr;
    }
}

}  // namespace

Loop find_arithmetic(ops::Op op, DType type, Form form) {
    switch (op) {
    case ops::Op::absolute: return find_absolute(type);
    case ops::Op::add: return wrapping<Add>(type, form);
    case ops::Op::maximum: return ordered<Maximum>(type, form);
    case ops::Op::minimum: return ordered<Minimum>(type, form);
    case ops::Op::multiply: return wrapping<Multiply>(type, form);
    case ops::Op::negative: return find_negative(type);
    case ops::Op::quotient: return find_quotient(type, form);
    case ops::Op::subtract: return find_subtract(type, form);
    default: return nullptr;
    }
}

}  // namespace tenon::interpreter::TENON_ISA
