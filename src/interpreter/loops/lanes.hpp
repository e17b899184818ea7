// SPDX-License-Identifier: MIT
/// What the loops share. Everything here is in the namespace of the instruction set: an inline
/// function that two instruction sets share could be linked in the version that the CPU lacks.
/// For the same reason the loops call nothing of the standard library but memory moves and fmod.
#pragma once

#include <cstdint>
#include <type_traits>

#include "interpreter/loops/table.hpp"

// Iterations are independent: an operand is the output itself or does not touch it.
#if defined(__clang__)
#define TENON_LANES _Pragma("clang loop vectorize(assume_safety)")
#define TENON_ONE_BY_ONE _Pragma("clang loop vectorize(disable) unroll(disable)")
#else
#define TENON_LANES _Pragma("GCC ivdep")
#define TENON_ONE_BY_ONE
#endif

namespace tenon::interpreter::TENON_ISA {

#if defined(TENON_ISA_avx512)
inline constexpr int vector_bytes = 64;
#elif defined(TENON_ISA_avx2)
inline constexpr int vector_bytes = 32;
#else
inline constexpr int vector_bytes = 16;
#endif

// The processor's sticky flags for what happened to whole numbers, of which it has none. (Through
// memory, where no compiler knows the numbers.)
inline void raise_divide() {
    volatile float zero = 0;
    zero = 1 / zero;
}
inline void raise_overflow() {
    volatile float large = 0x1p127F;
    large = large * large;
}
inline void raise_invalid() {
    volatile float zero = 0;
    zero = zero / zero;
}

/// Where integers wrap, arithmetic is done in an unsigned type that C++ does not promote to int.
template <class T>
using Wrapping = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;

template <class T>
bool is_nan(T a) {
    return a != a;  // NOLINT(misc-redundant-expression)
}

template <class F, class T, class R>
void unary_loop(std::int64_t n, void* out, const void* a, const void*, const void*) {
    auto* r = static_cast<R*>(out);
    const auto* x = static_cast<const T*>(a);
    TENON_LANES
    for (std::int64_t i = 0; i < n; ++i)
        r[i] = F::apply(x[i]);
}

template <class F, class T, class R>
void vv_loop(std::int64_t n, void* out, const void* a, const void* b, const void*) {
    auto* r = static_cast<R*>(out);
    const auto* x = static_cast<const T*>(a);
    const auto* y = static_cast<const T*>(b);
    TENON_LANES
    for (std::int64_t i = 0; i < n; ++i)
        r[i] = F::apply(x[i], y[i]);
}

template <class F, class T, class R>
void vs_loop(std::int64_t n, void* out, const void* a, const void* b, const void*) {
    auto* r = static_cast<R*>(out);
    const auto* x = static_cast<const T*>(a);
    const T y = *static_cast<const T*>(b);
    TENON_LANES
    for (std::int64_t i = 0; i < n; ++i)
        r[i] = F::apply(x[i], y);
}

template <class F, class T, class R>
void sv_loop(std::int64_t n, void* out, const void* a, const void* b, const void*) {
    auto* r = static_cast<R*>(out);
    const T x = *static_cast<const T*>(a);
    const auto* y = static_cast<const T*>(b);
    TENON_LANES
    for (std::int64_t i = 0; i < n; ++i)
        r[i] = F::apply(x, y[i]);
}

/// F<T>::apply on T, giving R.
template <template <class> class F, class T, class R = T>
Loop unary() {
    return unary_loop<F<T>, T, R>;
}

template <template <class> class F, class T, class R = T>
Loop commutative(Form form) {
    return form == Form::vs ? vs_loop<F<T>, T, R> : vv_loop<F<T>, T, R>;
}

template <template <class> class F, class T, class R = T>
Loop binary(Form form) {
    switch (form) {
    case Form::vs: return vs_loop<F<T>, T, R>;
    case Form::sv: return sv_loop<F<T>, T, R>;
    default: return vv_loop<F<T>, T, R>;
    }
}

Loop find_arithmetic(ops::Op op, DType type, Form form);
Loop find_bitwise(ops::Op op, DType type, Form form);
Loop find_compare(ops::Op op, DType type, Form form);
Loop find_float_only(ops::Op op, DType type, Form form);
Loop find_math(ops::Op op, DType type, Form form);
Loop find_quotient(DType type, Form form);
Loop find_cast(DType from, DType to);
ReduceLoops find_reduce(ops::ReduceOp op, DType type);
ScanLoops find_scan(ops::ReduceOp op, DType type);

std::int64_t mask_and(std::int64_t n, std::uint8_t* out, const std::uint8_t* parent,
                      const std::uint8_t* condition);
std::int64_t mask_and_not(std::int64_t n, std::uint8_t* out, const std::uint8_t* parent,
                          const std::uint8_t* condition);
std::int64_t mask_indices(std::int64_t n, std::int32_t* out, const std::uint8_t* mask);

}  // namespace tenon::interpreter::TENON_ISA
