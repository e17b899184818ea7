// SPDX-License-Identifier: MIT
/// One element at a time: conversions and operations as NumPy on x86-64 has them, in plain C++.
/// Mathematical functions are computed in long double and rounded once.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <concepts>
#include <cstdint>
#include <limits>
#include <numeric>
#include <type_traits>

#include <tenon/dtype.hpp>

#include "support/eager_half.hpp"

namespace eager {

template <class T>
inline constexpr bool is_complex_type = false;
template <class T>
inline constexpr bool is_complex_type<std::complex<T>> = true;

template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool>;
template <class T>
concept Real = std::floating_point<T>;
template <class T>
concept ComplexNumber = is_complex_type<T>;

/// Calls f<T>() with the C++ type of a dtype.
template <class F>
decltype(auto) with_type(tenon::DType type, F f) {
    using enum tenon::DType;
    switch (type) {
    case bool_: return f.template operator()<bool>();
    case int8: return f.template operator()<std::int8_t>();
    case int16: return f.template operator()<std::int16_t>();
    case int32: return f.template operator()<std::int32_t>();
    case int64: return f.template operator()<std::int64_t>();
    case uint8: return f.template operator()<std::uint8_t>();
    case uint16: return f.template operator()<std::uint16_t>();
    case uint32: return f.template operator()<std::uint32_t>();
    case uint64: return f.template operator()<std::uint64_t>();
    case float16: return f.template operator()<Half>();
    case float32: return f.template operator()<float>();
    case float64: return f.template operator()<double>();
    case complex64: return f.template operator()<std::complex<float>>();
    case complex128: break;
    }
    return f.template operator()<std::complex<double>>();
}

/// What cvttsd2si gives: the smallest integer for NaN and for what does not fit.
template <class Wide>
Wide truncated(double x) {
    constexpr double limit = sizeof(Wide) == 4 ? 0x1p31 : 0x1p63;
    if (!(x > -limit - (sizeof(Wide) == 4 ? 1 : 0)) && x != -limit)
        return std::numeric_limits<Wide>::min();
    return x < limit ? static_cast<Wide>(x) : std::numeric_limits<Wide>::min();
}

/// A floating-point number as an integer: narrow types go through int32, uint32 through int64, as
/// compilers do it; uint64 takes the upper half by a subtraction.
template <Integer To>
To to_integer(double x) {
    if constexpr (std::same_as<To, std::uint64_t>) {
        if (!(x >= 0x1p63))
            return static_cast<std::uint64_t>(truncated<std::int64_t>(x));
        return static_cast<std::uint64_t>(truncated<std::int64_t>(x - 0x1p63)) ^ (1ULL << 63);
    } else if constexpr (sizeof(To) == 8 || std::same_as<To, std::uint32_t>) {
        return static_cast<To>(truncated<std::int64_t>(x));
    } else {
        return static_cast<To>(truncated<std::int32_t>(x));
    }
}

/// astype for one element. Complex to real drops the imaginary part.
template <class To, class From>
To convert(From x) {
    if constexpr (std::same_as<To, From>) {
        return x;
    } else if constexpr (std::same_as<From, Half>) {
        return convert<To>(half_value(x));
    } else if constexpr (std::same_as<To, Half>) {
        return half_of(convert<double>(x));
    } else if constexpr (std::same_as<To, bool>) {
        return x != From(0);
    } else if constexpr (ComplexNumber<From> && ComplexNumber<To>) {
        using Part = typename To::value_type;
        return To(static_cast<Part>(x.real()), static_cast<Part>(x.imag()));
    } else if constexpr (ComplexNumber<From>) {
        return convert<To>(x.real());
    } else if constexpr (ComplexNumber<To>) {
        return To(convert<typename To::value_type>(x), 0);
    } else if constexpr (Real<From> && Integer<To>) {
        return to_integer<To>(static_cast<double>(x));
    } else {
        return static_cast<To>(x);
    }
}

// --- integers wrap: computed modulo 2^64 and cut
// -------------------------------------------------

template <Integer T>
T wrap(std::uint64_t x) {
    return static_cast<T>(x);
}
template <Integer T>
std::uint64_t wide(T x) {
    return static_cast<std::uint64_t>(x);
}
template <Integer T>
T quotient(T a, T b) {
    if (b == 0)
        return 0;
    if (std::is_signed_v<T> && b == static_cast<T>(-1))
        return wrap<T>(0 - wide(a));
    return static_cast<T>(a / b);
}
template <Integer T>
T fmod(T a, T b) {
    if (b == 0 || (std::is_signed_v<T> && b == static_cast<T>(-1)))
        return 0;
    return static_cast<T>(a % b);
}
template <Integer T>
T remainder(T a, T b) {
    const T rest = eager::fmod(a, b);
    return rest != 0 && (rest < 0) != (b < 0) ? wrap<T>(wide(rest) + wide(b)) : rest;
}
template <Integer T>
T floor_divide(T a, T b) {
    const T rest = eager::fmod(a, b);
    const T whole = eager::quotient(a, b);
    return rest != 0 && (rest < 0) != (b < 0) ? wrap<T>(wide(whole) - 1) : whole;
}
template <Integer T>
T power(T x, T exponent) {
    std::uint64_t result = 1;
    std::uint64_t factor = wide(x);
    for (std::uint64_t left = exponent < 0 ? 0 : wide(exponent); left != 0; left >>= 1) {
        if (left & 1)
            result *= factor;
        factor *= factor;
    }
    return wrap<T>(result);
}
template <Integer T>
T left_shift(T x, T count) {
    constexpr int bits = sizeof(T) * 8;
    return count < 0 || wide(count) >= bits ? T(0) : wrap<T>(wide(x) << count);
}
template <Integer T>
T right_shift(T x, T count) {
    constexpr int bits = sizeof(T) * 8;
    if (count < 0 || wide(count) >= bits)
        return x < 0 ? static_cast<T>(-1) : T(0);
    return static_cast<T>(x >> count);
}

/// Without the sign: up to 2^63.
template <Integer T>
std::uint64_t magnitude(T x) {
    return x < 0 ? 0 - wide(x) : wide(x);
}
template <Integer T>
T gcd(T a, T b) {
    return wrap<T>(std::gcd(magnitude(a), magnitude(b)));
}
template <Integer T>
T lcm(T a, T b) {
    const std::uint64_t x = magnitude(a), y = magnitude(b);
    return x == 0 || y == 0 ? T(0) : wrap<T>(x / std::gcd(x, y) * y);
}

// --- floating point, as npy_math has it
// ----------------------------------------------------------

template <Real T>
struct DivMod {
    T quotient, remainder;
};

template <Real T>
DivMod<T> divmod(T a, T b) {
    T rest = std::fmod(a, b);
    if (b == 0)
        return {a / b, rest};
    T whole = (a - rest) / b;
    if (rest != 0) {
        if ((b < 0) != (rest < 0)) {
            rest += b;
            whole -= 1;
        }
    } else {
        rest = std::copysign(T(0), b);
    }
    if (whole == 0)
        return {std::copysign(T(0), a / b), rest};
    T below = std::floor(whole);
    if (whole - below > T(0.5))
        below += 1;
    return {below, rest};
}

/// The larger one; NaN of b wins too, because a comparison with it is false.
template <class T>
T maximum(T a, T b) {
    if constexpr (Real<T>)
        if (std::isnan(a))
            return a;
    return a > b ? a : b;
}
template <class T>
T minimum(T a, T b) {
    if constexpr (Real<T>)
        if (std::isnan(a))
            return a;
    return a < b ? a : b;
}

template <Real T>
T sign(T x) {
    return x > 0 ? T(1) : x < 0 ? T(-1) : x == 0 ? T(0) : x;
}

template <Real T>
T logaddexp(T a, T b) {
    const long double x = a, y = b;
    if (x == y)
        return static_cast<T>(x + std::log(2.0L));
    const long double high = std::max(x, y), low = std::min(x, y);
    return std::isnan(x) || std::isnan(y) ? std::numeric_limits<T>::quiet_NaN()
                                          : static_cast<T>(high + std::log1p(std::exp(low - high)));
}

template <Real T>
T logaddexp2(T a, T b) {
    const long double x = a, y = b;
    if (x == y)
        return static_cast<T>(x + 1);
    const long double high = std::max(x, y), low = std::min(x, y);
    return std::isnan(x) || std::isnan(y)
               ? std::numeric_limits<T>::quiet_NaN()
               : static_cast<T>(high + std::log2(1 + std::exp2(low - high)));
}

// --- complex numbers: written out, so that nothing is contracted or repaired
// ---------------------

template <Real T>
std::complex<T> multiply(std::complex<T> a, std::complex<T> b) {
    return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

/// In long double, exact for every finite quotient that the type can hold.
template <Real T>
std::complex<T> divide(std::complex<T> a, std::complex<T> b) {
    const long double br = b.real(), bi = b.imag();
    const long double size = br * br + bi * bi;
    if (size == 0)
        return {a.real() / std::fabs(b.real()), a.imag() / std::fabs(b.real())};
    const long double re = (a.real() * br + a.imag() * bi) / size;
    const long double im = (a.imag() * br - a.real() * bi) / size;
    return {static_cast<T>(re), static_cast<T>(im)};
}

template <Real T>
std::complex<T> sign(std::complex<T> z) {
    const long double re = z.real(), im = z.imag();
    const long double size = std::hypot(re, im);
    if (size == 0)
        return {0, 0};
    return {static_cast<T>(re / size), static_cast<T>(im / size)};
}

template <Real T>
std::complex<T> square_root(std::complex<T> z) {
    const std::complex<long double> root = std::sqrt(std::complex<long double>(z.real(), z.imag()));
    return {static_cast<T>(root.real()), static_cast<T>(root.imag())};
}

}  // namespace eager
