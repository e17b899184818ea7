// SPDX-License-Identifier: MIT
// Operations of floating point that one instruction does (fmod excepted, which is libm's).
#include "interpreter/loops/lanes.hpp"

namespace tenon::interpreter::TENON_ISA {

namespace {

template <class T>
struct Divide {
    static T apply(T a, T b) { return a / b; }
};

template <class T>
struct Copysign;
template <>
struct Copysign<float> {
    static float apply(float a, float b) { return __builtin_copysignf(a, b); }
};
template <>
struct Copysign<double> {
    static double apply(double a, double b) { return __builtin_copysign(a, b); }
};

#define TENON_FLOAT_FUNCTION(Name, builtin)                                                        \
    template <class T>                                                                             \
    struct Name;                                                                                   \
    template <>                                                                                    \
    struct Name<float> {                                                                           \
        static float apply(float a) { return builtin##f(a); }                                      \
    };                                                                                             \
    template <>                                                                                    \
    struct Name<double> {                                                                          \
        static double apply(double a) { return builtin(a); }                                       \
    };
TENON_FLOAT_FUNCTION(Ceil, __builtin_ceil)
TENON_FLOAT_FUNCTION(Floor, __builtin_floor)
TENON_FLOAT_FUNCTION(Round, __builtin_roundeven)
TENON_FLOAT_FUNCTION(Sqrt, __builtin_sqrt)
TENON_FLOAT_FUNCTION(Trunc, __builtin_trunc)
#undef TENON_FLOAT_FUNCTION

float remainder_of(float a, float b) { return __builtin_fmodf(a, b); }
double remainder_of(double a, double b) { return __builtin_fmod(a, b); }

#if defined(TENON_ISA_sse4)

template <class T, bool one_a, bool one_b>
void fmod_loop(std::int64_t n, void* out, const void* a, const void* b, const void*) {
    auto* r = static_cast<T*>(out);
    const auto* x = static_cast<const T*>(a);
    const auto* y = static_cast<const T*>(b);
    for (std::int64_t i = 0; i < n; ++i)
        r[i] = remainder_of(x[one_a ? 0 : i], y[one_b ? 0 : i]);
}

#else

float absolute_of(float a) { return __builtin_fabsf(a); }
double absolute_of(double a) { return __builtin_fabs(a); }
float fused(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
double fused(double a, double b, double c) { return __builtin_fma(a, b, c); }
float with_sign(float a, float b) { return __builtin_copysignf(a, b); }
double with_sign(double a, double b) { return __builtin_copysign(a, b); }
float whole(float a) { return __builtin_truncf(a); }
double whole(double a) { return __builtin_trunc(a); }

/// Quotients below this have all their whole numbers.
template <class T>
constexpr T exact_quotients = static_cast<T>(std::int64_t{1} << (sizeof(T) == 8 ? 53 : 24));

/// The remainder is exact, so there is one right answer, and libm's long division is not needed to
/// find it: the rounded quotient's whole part is the true one's or one more, and the difference,
/// fused, is a multiple of the divisor's last place no greater than the divisor. Wrong where the
/// quotient is too large, infinite or NaN.
template <class T>
T near_remainder(T a, T b) {
    const T size = absolute_of(a);
    const T divisor = absolute_of(b);
    const T rest = fused(-whole(size / divisor), divisor, size);
    return with_sign(size < divisor ? size : rest < 0 ? rest + divisor : rest, a);
}

template <class T, bool one_a, bool one_b>
void fmod_loop(std::int64_t n, void* out, const void* a, const void* b, const void*) {
    constexpr std::int64_t block = 64;
    auto* r = static_cast<T*>(out);
    const auto* x = static_cast<const T*>(a);
    const auto* y = static_cast<const T*>(b);
    const auto is_rare = [&](std::int64_t i) {
        const T quotient = absolute_of(x[one_a ? 0 : i]) / absolute_of(y[one_b ? 0 : i]);
        return !(quotient < exact_quotients<T>);
    };
    for (std::int64_t begin = 0; begin < n; begin += block) {
        const std::int64_t count = n - begin < block ? n - begin : block;
        T rest[block];  // the result may lie where an operand does
        int rare = 0;
        for (std::int64_t i = 0; i < count; ++i) {
            rest[i] = near_remainder(x[one_a ? 0 : begin + i], y[one_b ? 0 : begin + i]);
            rare |= is_rare(begin + i) ? 1 : 0;
        }
        if (rare != 0) [[unlikely]]
            for (std::int64_t i = 0; i < count; ++i)
                if (is_rare(begin + i))
                    rest[i] = remainder_of(x[one_a ? 0 : begin + i], y[one_b ? 0 : begin + i]);
        __builtin_memcpy(r + begin, rest, static_cast<std::size_t>(count) * sizeof(T));
    }
}

#endif

template <class T>
Loop find_fmod(Form form) {
    switch (form) {
    case Form::vs: return fmod_loop<T, false, true>;
    case Form::sv: return fmod_loop<T, true, false>;
    default: return fmod_loop<T, false, false>;
    }
}

template <class T>
Loop find(ops::Op op, Form form) {
    switch (op) {
    case ops::Op::ceil: return unary<Ceil, T>();
    case ops::Op::copysign: return binary<Copysign, T>(form);
    case ops::Op::divide: return binary<Divide, T>(form);
    case ops::Op::floor: return unary<Floor, T>();
    case ops::Op::fmod: return find_fmod<T>(form);
    case ops::Op::round: return unary<Round, T>();
    case ops::Op::sqrt: return unary<Sqrt, T>();
    case ops::Op::trunc: return unary<Trunc, T>();
    default: return nullptr;
    }
}

}  // namespace

Loop find_float_only(ops::Op op, DType type, Form form) {
    switch (type) {
    case DType::float32: return find<float>(op, form);
    case DType::float64: return find<double>(op, form);
    default: return nullptr;
    }
}

}  // namespace tenon::interpreter::TENON_ISA
