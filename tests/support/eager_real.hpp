// SPDX-License-Identifier: MIT
/// Element-wise operations on floating-point numbers, found by name.
#pragma once

#include <algorithm>
#include <numbers>
#include <string_view>

#include "support/eager_scalar.hpp"

namespace eager {

/// What computes one element from its operands; null when the name is not in the family.
template <class T, class R>
using Function = R (*)(const T*);

template <class T>
Function<T, T> exact_of_reals(std::string_view op) {
    if (op == "add")
        return [](const T* x) { return x[0] + x[1]; };
    if (op == "subtract")
        return [](const T* x) { return x[0] - x[1]; };
    if (op == "multiply")
        return [](const T* x) { return x[0] * x[1]; };
    if (op == "divide")
        return [](const T* x) { return x[0] / x[1]; };
    if (op == "reciprocal")
        return [](const T* x) { return 1 / x[0]; };
    if (op == "square" || op == "norm")
        return [](const T* x) { return x[0] * x[0]; };
    if (op == "negative")
        return [](const T* x) { return -x[0]; };
    if (op == "absolute")
        return [](const T* x) { return std::fabs(x[0]); };
    if (op == "sign")
        return [](const T* x) { return eager::sign(x[0]); };
    if (op == "sqrt")
        return [](const T* x) { return std::sqrt(x[0]); };
    if (op == "copysign")
        return [](const T* x) { return std::copysign(x[0], x[1]); };
    if (op == "fmod")
        return [](const T* x) { return std::fmod(x[0], x[1]); };
    if (op == "remainder")
        return [](const T* x) { return divmod(x[0], x[1]).remainder; };
    if (op == "floor_divide")
        return [](const T* x) { return divmod(x[0], x[1]).quotient; };
    if (op == "maximum")
        return [](const T* x) { return eager::maximum(x[0], x[1]); };
    if (op == "minimum")
        return [](const T* x) { return eager::minimum(x[0], x[1]); };
    if (op == "clip")
        return [](const T* x) { return eager::minimum(x[2], eager::maximum(x[1], x[0])); };
    if (op == "floor")
        return [](const T* x) { return std::floor(x[0]); };
    if (op == "ceil")
        return [](const T* x) { return std::ceil(x[0]); };
    if (op == "trunc")
        return [](const T* x) { return std::trunc(x[0]); };
    if (op == "round")
        return [](const T* x) { return std::nearbyint(x[0]); };
    if (op == "imag")
        return [](const T*) { return T(0); };
    if (op == "conj" || op == "positive" || op == "real")
        return [](const T* x) { return x[0]; };
    return nullptr;
}

/// Of the parts of a number; C++ has most of them.
template <class T>
Function<T, T> part_of_reals(std::string_view op) {
    using Limits = std::numeric_limits<T>;
    if (op == "fabs")
        return [](const T* x) { return std::fabs(x[0]); };
    if (op == "fmax")
        return [](const T* x) { return x[0] >= x[1] || std::isnan(x[1]) ? x[0] : x[1]; };
    if (op == "fmin")
        return [](const T* x) { return x[0] <= x[1] || std::isnan(x[1]) ? x[0] : x[1]; };
    if (op == "rint")
        return [](const T* x) { return std::nearbyint(x[0]); };
    if (op == "frexp_mantissa")
        return [](const T* x) {
            int exponent = 0;
            return std::frexp(x[0], &exponent);
        };
    if (op == "ldexp")
        return [](const T* x) {
            return std::ldexp(x[0], static_cast<int>(std::clamp(x[1], T(-9999), T(9999))));
        };
    if (op == "modf_fraction")
        return [](const T* x) {
            T whole = 0;
            return std::modf(x[0], &whole);
        };
    if (op == "modf_whole")
        return [](const T* x) { return std::trunc(x[0]); };
    if (op == "nextafter")
        return [](const T* x) { return std::nextafter(x[0], x[1]); };
    if (op == "spacing")
        return [](const T* x) {
            const T away = x[0] < 0 ? -Limits::infinity() : Limits::infinity();
            return std::isfinite(x[0]) ? std::nextafter(x[0], away) - x[0] : Limits::quiet_NaN();
        };
    if (op == "nan_to_num")
        return [](const T* x) {
            if (std::isnan(x[0]))
                return T(0);
            return std::isinf(x[0]) ? std::copysign(Limits::max(), x[0]) : x[0];
        };
    if (op == "heaviside")
        return [](const T* x) {
            return std::isnan(x[0]) ? x[0] : x[0] == 0 ? x[1] : x[0] < 0 ? T(0) : T(1);
        };
    if (op == "degrees")
        return [](const T* x) { return x[0] * (T(180) / std::numbers::pi_v<T>); };
    if (op == "radians")
        return [](const T* x) { return x[0] * (std::numbers::pi_v<T> / T(180)); };
    if (op == "angle")
        return [](const T* x) {
            return std::isnan(x[0]) ? x[0] : std::signbit(x[0]) ? std::numbers::pi_v<T> : T(0);
        };
    return nullptr;
}

/// Mathematical functions through long double, which has eleven bits more than double.
template <class T>
Function<T, T> function_of_reals(std::string_view op) {
    using L = long double;
#define EAGER_FUNCTION(name)                                                                       \
    if (op == #name)                                                                               \
        return [](const T* x) { return static_cast<T>(std::name(L(x[0]))); };
    EAGER_FUNCTION(acos)
    EAGER_FUNCTION(acosh)
    EAGER_FUNCTION(asin)
    EAGER_FUNCTION(asinh)
    EAGER_FUNCTION(atan)
    EAGER_FUNCTION(atanh)
    EAGER_FUNCTION(cbrt)
    EAGER_FUNCTION(cos)
    EAGER_FUNCTION(cosh)
    EAGER_FUNCTION(erf)
    EAGER_FUNCTION(erfc)
    EAGER_FUNCTION(exp)
    EAGER_FUNCTION(exp2)
    EAGER_FUNCTION(expm1)
    EAGER_FUNCTION(lgamma)
    EAGER_FUNCTION(log)
    EAGER_FUNCTION(log10)
    EAGER_FUNCTION(log1p)
    EAGER_FUNCTION(log2)
    EAGER_FUNCTION(sin)
    EAGER_FUNCTION(sinh)
    EAGER_FUNCTION(tan)
    EAGER_FUNCTION(tanh)
    EAGER_FUNCTION(tgamma)
#undef EAGER_FUNCTION
    if (op == "atan2")
        return [](const T* x) { return static_cast<T>(std::atan2(L(x[0]), L(x[1]))); };
    if (op == "hypot")
        return [](const T* x) { return static_cast<T>(std::hypot(L(x[0]), L(x[1]))); };
    if (op == "power" || op == "float_power")
        return [](const T* x) {
            // glibc's powl takes -2^63 for an odd exponent of infinity; double's pow does not.
            return std::isinf(x[0]) ? std::pow(x[0], x[1])
                                    : static_cast<T>(std::pow(L(x[0]), L(x[1])));
        };
    if (op == "logaddexp")
        return [](const T* x) { return logaddexp(x[0], x[1]); };
    if (op == "logaddexp2")
        return [](const T* x) { return logaddexp2(x[0], x[1]); };
    if (op == "sinc")
        return [](const T* x) {  // the product with pi is rounded, in NumPy too
            const T arc = x[0] * std::numbers::pi_v<T>;
            return arc == 0 ? T(1) : static_cast<T>(std::sin(L(arc)) / L(arc));
        };
    return nullptr;
}

}  // namespace eager
