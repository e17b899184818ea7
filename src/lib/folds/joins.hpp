// SPDX-License-Identifier: MIT
/// Operations of two operands on single elements, for loops in which one result is the next
/// operand.
#pragma once

#include <cmath>
#include <complex>
#include <cstdint>
#include <type_traits>

#include <tenon/dtype.hpp>

#include "ops/ops.hpp"

namespace tenon::lib::joins {

template <class T>
concept Whole = std::is_integral_v<T> && !std::is_same_v<T, bool>;
template <class T>
concept Real = std::is_floating_point_v<T> || std::is_same_v<T, float16>;

/// Integers wrap: computed without a sign, in a type that is not promoted to a signed one.
template <Whole T>
using Wrapping = std::conditional_t<(sizeof(T) < 4), std::uint32_t, std::make_unsigned_t<T>>;

struct Add {
    static constexpr const char* name = "add";
    template <class T>
    static T join(T a, T b) {
        if constexpr (Whole<T>)
            return static_cast<T>(static_cast<Wrapping<T>>(a) + static_cast<Wrapping<T>>(b));
        else
            return static_cast<T>(a + b);
    }
    static bool join(bool a, bool b) { return a || b; }
};
struct Subtract {
    static constexpr const char* name = "subtract";
    template <class T>
    static T join(T a, T b) {
        if constexpr (Whole<T>)
            return static_cast<T>(static_cast<Wrapping<T>>(a) - static_cast<Wrapping<T>>(b));
        else
            return static_cast<T>(a - b);
    }
};
struct Multiply {
    static constexpr const char* name = "multiply";
    template <class T>
    static T join(T a, T b) {
        if constexpr (Whole<T>)
            return static_cast<T>(static_cast<Wrapping<T>>(a) * static_cast<Wrapping<T>>(b));
        else if constexpr (Real<T>)
            return static_cast<T>(a * b);
        else
            return T(a.real() * b.real() - a.imag() * b.imag(),
                     a.real() * b.imag() + a.imag() * b.real());
    }
    static bool join(bool a, bool b) { return a && b; }
};
template <class T>
bool is_nan(T x) {
    if constexpr (Real<T>)
        return std::isnan(static_cast<double>(x));
    else
        return false;
}
/// Of two zeros halves take the first, the wider types the second (kernel/lower_half.cpp,
/// kernel/core_ops.hpp).
template <class T>
inline constexpr bool takes_first_of_equals = std::is_same_v<T, float16>;
struct Maximum {
    static constexpr const char* name = "maximum";
    template <class T>
    static T join(T a, T b) {
        const bool greater = takes_first_of_equals<T> ? a >= b : a > b;
        return greater || is_nan(a) ? a : b;
    }
};
struct Minimum {
    static constexpr const char* name = "minimum";
    template <class T>
    static T join(T a, T b) {
        const bool less = takes_first_of_equals<T> ? a <= b : a < b;
        return less || is_nan(a) ? a : b;
    }
};
/// As kernel/lower_composite.cpp has them.
struct Fmax {
    static constexpr const char* name = "fmax";
    template <class T>
    static T join(T a, T b) {
        return a >= b || is_nan(b) ? a : b;
    }
};
struct Fmin {
    static constexpr const char* name = "fmin";
    template <class T>
    static T join(T a, T b) {
        return a <= b || is_nan(b) ? a : b;
    }
};
struct Divide {
    static constexpr const char* name = "divide";
    template <class T>
    static T join(T a, T b) {
        return static_cast<T>(a / b);
    }
};
struct And {
    static constexpr const char* name = "and";
    template <class T>
    static T join(T a, T b) {
        return static_cast<T>(a & b);
    }
};
struct Or {
    static constexpr const char* name = "or";
    template <class T>
    static T join(T a, T b) {
        return static_cast<T>(a | b);
    }
};
struct Xor {
    static constexpr const char* name = "xor";
    template <class T>
    static T join(T a, T b) {
        return static_cast<T>(a ^ b);
    }
};

template <class Join, class Visit>
bool with_integer(DType type, const Visit& visit) {
    switch (type) {
    case DType::int8: visit.template operator()<Join, std::int8_t>(); return true;
    case DType::int16: visit.template operator()<Join, std::int16_t>(); return true;
    case DType::int32: visit.template operator()<Join, std::int32_t>(); return true;
    case DType::int64: visit.template operator()<Join, std::int64_t>(); return true;
    case DType::uint8: visit.template operator()<Join, std::uint8_t>(); return true;
    case DType::uint16: visit.template operator()<Join, std::uint16_t>(); return true;
    case DType::uint32: visit.template operator()<Join, std::uint32_t>(); return true;
    case DType::uint64: visit.template operator()<Join, std::uint64_t>(); return true;
    default: return false;
    }
}

template <class Join, class Visit>
bool with_float(DType type, const Visit& visit) {
    switch (type) {
    case DType::float16: visit.template operator()<Join, float16>(); return true;
    case DType::float32: visit.template operator()<Join, float>(); return true;
    case DType::float64: visit.template operator()<Join, double>(); return true;
    default: return false;
    }
}

template <class Join, class Visit>
bool with_real(DType type, const Visit& visit) {
    return with_float<Join>(type, visit) || with_integer<Join>(type, visit);
}

template <class Join, class Visit>
bool with_number(DType type, const Visit& visit) {
    switch (type) {
    case DType::complex64: visit.template operator()<Join, std::complex<float>>(); return true;
    case DType::complex128: visit.template operator()<Join, std::complex<double>>(); return true;
    default: return with_real<Join>(type, visit);
    }
}

template <class Join, class Visit>
bool with_boolean(DType type, const Visit& visit) {
    if (type == DType::bool_)
        visit.template operator()<Join, bool>();
    return type == DType::bool_;
}

/// Calls visit<Join, T>() for the operation on operands and results of the type; false when there
/// is no such join. The caller does it another way then.
template <class Visit>
bool with_join(ops::Op op, DType type, const Visit& visit) {
    using ops::Op;
    switch (op) {
    case Op::add: return with_boolean<Add>(type, visit) || with_number<Add>(type, visit);
    case Op::subtract: return with_number<Subtract>(type, visit);
    case Op::multiply:
        return with_boolean<Multiply>(type, visit) || with_number<Multiply>(type, visit);
    case Op::maximum: return with_boolean<Or>(type, visit) || with_real<Maximum>(type, visit);
    case Op::minimum: return with_boolean<And>(type, visit) || with_real<Minimum>(type, visit);
    case Op::fmax: return with_boolean<Or>(type, visit) || with_real<Fmax>(type, visit);
    case Op::fmin: return with_boolean<And>(type, visit) || with_real<Fmin>(type, visit);
    case Op::divide: return with_float<Divide>(type, visit);
    case Op::bitwise_and: return with_boolean<And>(type, visit) || with_integer<And>(type, visit);
    case Op::bitwise_or: return with_boolean<Or>(type, visit) || with_integer<Or>(type, visit);
    case Op::bitwise_xor: return with_boolean<Xor>(type, visit) || with_integer<Xor>(type, visit);
    case Op::logical_and: return with_boolean<And>(type, visit);
    case Op::logical_or: return with_boolean<Or>(type, visit);
    case Op::logical_xor: return with_boolean<Xor>(type, visit);
    default: return false;
    }
}

}  // namespace tenon::lib::joins
