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

/// By zero 0; the smallest by -1 itself. Up to 32 bits through floating point, where vectors
/// divide: a quotient of such integers is never rounded up to the next whole number.
template <class T>
struct Quotient {
    static T apply(T a, T b) {
        if constexpr (sizeof(T) == 8)
            return divide(a, b);
        else {
            using F = std::conditional_t<sizeof(T) == 4, double, float>;
            using I = std::conditional_t<sizeof(T) == 4, std::int64_t, std::int32_t>;
            const F q = static_cast<F>(a) / static_cast<F>(b == 0 ? T(1) : b);
            return b == 0 ? T(0) : static_cast<T>(static_cast<I>(q));
        }
    }

    static T divide(T a, T b) {
        if (b == 0)
            return 0;
        if constexpr (std::is_signed_v<T>)
            if (b == -1)
                return Negative<T>::apply(a);
        return a / b;
    }
};

/// 64-bit division has no vector form, and the guards must stay branches.
template <class T>
void quotient64_loop(std::int64_t n, void* out, const void* a, const void* b, const void*) {
    auto* r = static_cast<T*>(out);
    const auto* x = static_cast<const T*>(a);
    const auto* y = static_cast<const T*>(b);
    for (std::int64_t i = 0; i < n; ++i)
        r[i] = Quotient<T>::apply(x[i], y[i]);
}
template <class T>
void quotient64_vs_loop(std::int64_t n, void* out, const void* a, const void* b, const void*) {
    auto* r = static_cast<T*>(out);
    const auto* x = static_cast<const T*>(a);
    const T y = *static_cast<const T*>(b);
    for (std::int64_t i = 0; i < n; ++i)
        r[i] = Quotient<T>::apply(x[i], y);
}
template <class T>
void quotient64_sv_loop(std::int64_t n, void* out, const void* a, const void* b, const void*) {
    auto* r = static_cast<T*>(out);
    const T x = *static_cast<const T*>(a);
    const auto* y = static_cast<const T*>(b);
    for (std::int64_t i = 0; i < n; ++i)
        r[i] = Quotient<T>::apply(x, y[i]);
}

template <class T>
Loop quotient64(Form form) {
    switch (form) {
    case Form::vs: return quotient64_vs_loop<T>;
    case Form::sv: return quotient64_sv_loop<T>;
    default: return quotient64_loop<T>;
    }
}

Loop find_quotient(DType type, Form form) {
    switch (type) {
    case DType::int8: return binary<Quotient, std::int8_t>(form);
    case DType::int16: return binary<Quotient, std::int16_t>(form);
    case DType::int32: return binary<Quotient, std::int32_t>(form);
    case DType::int64: return quotient64<std::int64_t>(form);
    case DType::uint8: return binary<Quotient, std::uint8_t>(form);
    case DType::uint16: return binary<Quotient, std::uint16_t>(form);
    case DType::uint32: return binary<Quotient, std::uint32_t>(form);
    case DType::uint64: return quotient64<std::uint64_t>(form);
    default: return nullptr;
    }
}

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
