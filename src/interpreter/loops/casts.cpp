// SPDX-License-Identifier: MIT
// Conversions between element types; docs/internals/casts.md gives the rules.
#include "interpreter/loops/lanes.hpp"

#if !defined(TENON_ISA_sse4)
#include <immintrin.h>
#endif

namespace tenon::interpreter::TENON_ISA {

namespace {

struct Bool {};  // as an element: one byte, 0 or 1

template <class T>
using Stored = std::conditional_t<std::is_same_v<T, Bool>, std::uint8_t, T>;

/// What cvttsd2si and cvttss2si give: the smallest integer stands for all that do not fit.
template <class I, class F>
I truncated(F x, bool& fits) {
    constexpr I smallest = static_cast<I>(std::make_unsigned_t<I>(1) << (8 * sizeof(I) - 1));
    constexpr F limit = -static_cast<F>(smallest);
    fits = (x >= -limit) & (x < limit);
    return fits ? static_cast<I>(x) : smallest;
}

/// `fits`: whether the type holds the number but for its fraction. Of types below 32 bits int32 is
/// asked, as NumPy does, and of unsigned ones the numbers below 0 that the conversion takes.
template <class To, class From>
To to_integer(From x, bool& fits) {
    if constexpr (std::is_same_v<To, std::uint64_t>) {
        constexpr From half = static_cast<From>(0x1p63);
        constexpr std::uint64_t top = std::uint64_t{1} << 63;
        const bool large = x >= half;
        const auto whole =
            static_cast<std::uint64_t>(truncated<std::int64_t>(large ? x - half : x, fits));
        return large ? whole ^ top : whole;
    } else if constexpr (std::is_same_v<To, std::uint32_t>) {
        const auto whole = static_cast<To>(truncated<std::int64_t>(x, fits));
        fits = (x > static_cast<From>(-0x1p31)) & (x < static_cast<From>(0x1p32));
        return whole;
    } else if constexpr (sizeof(To) == 8) {
        return static_cast<To>(truncated<std::int64_t>(x, fits));
    } else {
        return static_cast<To>(truncated<std::int32_t>(x, fits));
    }
}

/// Whether the conversions themselves raise the flag for what does not fit is up to the compiler,
/// which may leave them out there.
template <class To, class From>
void to_integer_loop(std::int64_t n, void* out, const void* a, const void*, const void*) {
    auto* r = static_cast<To*>(out);
    const auto* x = static_cast<const From*>(a);
    Wrapping<From> misfits = 0;
    TENON_LANES
    for (std::int64_t i = 0; i < n; ++i) {
        bool fits = false;
        r[i] = to_integer<To>(x[i], fits);
        misfits |= static_cast<Wrapping<From>>(!fits);
    }
    if (misfits != 0)
        raise_invalid();
}

template <class To, class From>
struct Cast {
    static Stored<To> apply(Stored<From> x) {
        if constexpr (std::is_same_v<To, Bool>)
            return x != 0;
        else
            return static_cast<To>(x);
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
    case DType::uint8: return to_integer_loop<std::uint8_t, From>;
    case DType::int16:
    case DType::uint16: return to_integer_loop<std::uint16_t, From>;
    case DType::int32: return to_integer_loop<std::int32_t, From>;
    case DType::int64: return to_integer_loop<std::int64_t, From>;
    case DType::uint32: return to_integer_loop<std::uint32_t, From>;
    case DType::uint64: return to_integer_loop<std::uint64_t, From>;
    case DType::float32: return cast_loop<float, From>();
    case DType::float64: return cast_loop<double, From>();
    default: return nullptr;
    }
}

// float16, of which only conversions from and to float32 are asked for.
#if defined(TENON_ISA_sse4)
struct FromHalf {
    static float apply(std::uint16_t half) {
        const auto sign = static_cast<std::uint32_t>(half & 0x8000) << 16;
        const std::uint32_t size = half & 0x7fff;
        const float small = static_cast<float>(static_cast<std::int32_t>(size)) * 0x1p-24F;
        std::uint32_t small_bits;
        __builtin_memcpy(&small_bits, &small, sizeof small);
        std::uint32_t bits = size < 0x400 ? small_bits : (size << 13) + 0x38000000;
        bits = size >= 0x7c00 ? size << 13 | 0x7f800000 : bits;
        bits = size > 0x7c00 ? bits | 0x400000 : bits;
        bits |= sign;
        float value;
        __builtin_memcpy(&value, &bits, sizeof value);
        return value;
    }
};

struct ToHalf {
    static std::uint16_t apply(float value) {
        std::uint32_t all;
        __builtin_memcpy(&all, &value, sizeof value);
        const std::uint32_t sign = all >> 16 & 0x8000;
        const std::uint32_t size = all & 0x7fffffff;
        const float raised = __builtin_fabsf(value) + 0.5F;
        std::uint32_t small;
        __builtin_memcpy(&small, &raised, sizeof raised);
        std::uint32_t half = (size + 0xfff + (size >> 13 & 1) - 0x38000000) >> 13;
        half = size < 0x38800000 ? small - 0x3f000000 : half;
        half = size >= 0x477ff000 ? 0x7c00 : half;
        half = size > 0x7f800000 ? 0x7e00 | (size >> 13 & 0x3ff) : half;
        return static_cast<std::uint16_t>(half | sign);
    }
};

Loop from_half() { return unary_loop<FromHalf, std::uint16_t, float>; }

void float_to_half(std::int64_t n, void* out, const void* a, const void*, const void*) {
    auto* r = static_cast<std::uint16_t*>(out);
    const auto* x = static_cast<const float*>(a);
    std::uint32_t overflows = 0;
    TENON_LANES
    for (std::int64_t i = 0; i < n; ++i) {
        const float size = __builtin_fabsf(x[i]);
        overflows |= static_cast<std::uint32_t>((size >= 65520) & (size <= 0x1.fffffep127F));
        r[i] = ToHalf::apply(x[i]);
    }
    if (overflows != 0)
        raise_overflow();
}

Loop to_half() { return float_to_half; }
#else
void half_to_float(std::int64_t n, void* out, const void* a, const void*, const void*) {
    auto* r = static_cast<float*>(out);
    const auto* x = static_cast<const std::uint16_t*>(a);
    std::int64_t i = 0;
    for (; i + 8 <= n; i += 8)
        _mm256_storeu_ps(r + i,
                         _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(x + i))));
    for (; i < n; ++i)
        r[i] = _cvtsh_ss(x[i]);
}

void float_to_half(std::int64_t n, void* out, const void* a, const void*, const void*) {
    constexpr int nearest = _MM_FROUND_TO_NEAREST_INT;
    auto* r = static_cast<std::uint16_t*>(out);
    const auto* x = static_cast<const float*>(a);
    std::int64_t i = 0;
    for (; i + 8 <= n; i += 8)
        _mm_storeu_si128(reinterpret_cast<__m128i*>(r + i),
                         _mm256_cvtps_ph(_mm256_loadu_ps(x + i), nearest));
    for (; i < n; ++i)
        r[i] = static_cast<std::uint16_t>(_cvtss_sh(x[i], nearest));
}

Loop from_half() { return half_to_float; }
Loop to_half() { return float_to_half; }
#endif

}  // namespace

Loop find_cast(DType from, DType to) {
    if (from == DType::float16)
        return to == DType::float32 ? from_half() : nullptr;
    if (to == DType::float16)
        return from == DType::float32 ? to_half() : nullptr;
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
