// SPDX-License-Identifier: MIT
/// float16 by its definition: a sign, and a whole number of units of a power of two.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include <tenon/dtype.hpp>

namespace eager {

using Half = tenon::float16;

inline double half_value(Half half) {
    const unsigned bits = half.bits();
    const int exponent = static_cast<int>(bits >> 10 & 31);
    const double significand = bits & 1023;
    double size = 0;
    if (exponent == 31)
        size = significand == 0 ? std::numeric_limits<double>::infinity()
                                : std::numeric_limits<double>::quiet_NaN();
    else if (exponent == 0)
        size = std::ldexp(significand, -24);
    else
        size = std::ldexp(significand + 1024, exponent - 25);
    return bits & 0x8000 ? -size : size;
}

/// The distance of the numbers around x, which is finite.
inline double half_unit(double x) {
    return std::ldexp(1.0, std::max(x == 0 ? -14 : std::ilogb(x), -14) - 10);
}

inline Half half_of(double x) {
    const unsigned sign = std::signbit(x) ? 0x8000 : 0;
    unsigned size = 0x7c00;
    if (std::isnan(x)) {
        size = 0x7e00;
    } else if (std::fabs(x) < 65520) {
        const double unit = half_unit(x);
        const double count = std::nearbyint(std::fabs(x) / unit);  // up to 2048
        const int exponent = std::ilogb(unit) + 24;                // 0 of the smallest
        size = static_cast<unsigned>(exponent) * 1024 + static_cast<unsigned>(count);
    }
    return Half::from_bits(static_cast<std::uint16_t>(sign | size));
}

/// The next number in a direction; bits count the numbers of a sign.
inline Half half_next(Half from, bool upwards) {
    const double x = half_value(from);
    if (x == 0)
        return Half::from_bits(upwards ? 0x0001 : 0x8001);
    return Half::from_bits(static_cast<std::uint16_t>(from.bits() + ((x > 0) == upwards ? 1 : -1)));
}

}  // namespace eager
