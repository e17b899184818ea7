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

template <class T, bool one_a, bool one_b>
void fmod_loop(std::int64_t n, void* out, const void* a, const void* b, const void*) {
    auto* r = static_cast<T*>(out);
    const auto* x = static_cast<const T*>(a);
    const auto* y = static_cast<const T*>(b);
    for (std::int64_t i = 0; i < n; ++i)
        r[i] = remainder_of(x[one_a ? 0 : i], y[one_b ? 0 : i]);
}

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
