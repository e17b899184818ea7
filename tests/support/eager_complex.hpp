// SPDX-License-Identifier: MIT
/// Functions of complex numbers through C's complex long double, rounded once.
#pragma once

#include <numbers>
#include <string_view>

#include "support/eager_real.hpp"

namespace eager {

using Wide = std::complex<long double>;

/// log(1 + z) with what is lost in the sum given back, as W. Kahan does it for real numbers.
inline Wide wide_log1p(Wide z) {
    const Wide moved(1 + z.real(), z.imag());  // a complex 1 would take the sign of -0i
    if (moved == Wide(1))
        return z;
    return std::abs(z) < 0.5L ? std::log(moved) * (z / (moved - Wide(1))) : std::log(moved);
}

/// exp(z) - 1 = 2 exp(z / 2) sinh(z / 2).
inline Wide wide_expm1(Wide z) { return 2.0L * std::exp(z / 2.0L) * std::sinh(z / 2.0L); }

/// NumPy multiplies for whole exponents below 100, which is right to fewer digits than this.
inline Wide wide_power(Wide z, Wide exponent) {
    if (exponent == Wide(0))
        return 1;
    if (z == Wide(0))
        return exponent.real() > 0 ? Wide(0)
                                   : Wide(std::numeric_limits<long double>::quiet_NaN(),
                                          std::numeric_limits<long double>::quiet_NaN());
    return std::exp(exponent * std::log(z));
}

/// The product with pi has the type's rounding.
template <class T>
Wide wide_sinc(T z) {
    using Part = typename T::value_type;
    const Wide arc(z.real() * std::numbers::pi_v<Part>, z.imag() * std::numbers::pi_v<Part>);
    return arc == Wide(0) ? Wide(1) : std::sin(arc) / arc;
}

template <class T>
Function<T, T> function_of_complex(std::string_view op) {
#define EAGER_FUNCTION(name, value)                                                                \
    if (op == #name)                                                                               \
        return [](const T* x) {                                                                    \
            const Wide z(x[0].real(), x[0].imag());                                                \
            return static_cast<T>(value);                                                          \
        };
    EAGER_FUNCTION(acos, std::acos(z))
    EAGER_FUNCTION(acosh, std::acosh(z))
    EAGER_FUNCTION(asin, std::asin(z))
    EAGER_FUNCTION(asinh, std::asinh(z))
    EAGER_FUNCTION(atan, std::atan(z))
    EAGER_FUNCTION(atanh, std::atanh(z))
    EAGER_FUNCTION(cos, std::cos(z))
    EAGER_FUNCTION(cosh, std::cosh(z))
    EAGER_FUNCTION(exp, std::exp(z))
    EAGER_FUNCTION(exp2, std::exp(z * std::numbers::ln2_v<long double>))
    EAGER_FUNCTION(expm1, wide_expm1(z))
    EAGER_FUNCTION(log, std::log(z))
    EAGER_FUNCTION(log10, std::log(z) * std::numbers::log10e_v<long double>)
    EAGER_FUNCTION(log1p, wide_log1p(z))
    EAGER_FUNCTION(log2, std::log(z) * std::numbers::log2e_v<long double>)
    EAGER_FUNCTION(sin, std::sin(z))
    EAGER_FUNCTION(sinc, (static_cast<void>(z), wide_sinc(x[0])))
    EAGER_FUNCTION(sinh, std::sinh(z))
    EAGER_FUNCTION(tan, std::tan(z))
    EAGER_FUNCTION(tanh, std::tanh(z))
#undef EAGER_FUNCTION
    if (op == "power" || op == "float_power")
        return [](const T* x) {
            return static_cast<T>(
                wide_power(Wide(x[0].real(), x[0].imag()), Wide(x[1].real(), x[1].imag())));
        };
    return nullptr;
}

}  // namespace eager
