// SPDX-License-Identifier: MIT
#include "support/compare.hpp"

#include <cmath>
#include <cstring>
#include <sstream>

#include <tenon/creation.hpp>

#include "support/eager_scalar.hpp"

namespace support {

namespace {

template <class T>
std::string element_text(T x) {
    std::ostringstream out;
    if constexpr (eager::ComplexNumber<T>) {
        out << "(" << element_text(x.real()) << ", " << element_text(x.imag()) << ")";
    } else if constexpr (std::same_as<T, eager::Half>) {
        out << eager::half_value(x) << " [" << std::hex << x.bits() << "]";
    } else if constexpr (eager::Real<T>) {
        out.precision(std::numeric_limits<T>::max_digits10);
        out << x << " [" << std::hexfloat << x << "]";
    } else if constexpr (std::is_signed_v<T>) {
        out << static_cast<std::int64_t>(x);
    } else {
        out << static_cast<std::uint64_t>(x);
    }
    return out.str();
}

/// The distance between |x| and the next number of the type, subnormal ones included.
template <eager::Real T>
long double unit(T x) {
    const T size = std::fabs(x);
    if (size == std::numeric_limits<T>::max())
        return static_cast<long double>(size) - std::nextafter(size, T(0));
    return static_cast<long double>(std::nextafter(size, std::numeric_limits<T>::infinity())) -
           size;
}

template <eager::Real T>
bool within(T expected, T got, Tolerance allowed) {
    if (std::isnan(expected) || std::isnan(got))
        return std::isnan(expected) && std::isnan(got);
    if (allowed.ulps == 0 || std::isinf(expected) || std::isinf(got)) {
        if (std::memcmp(&expected, &got, sizeof(T)) == 0)
            return true;
        const T edge = std::numeric_limits<T>::max() * static_cast<T>(1 - allowed.range_end);
        return allowed.ulps > 0 && std::signbit(expected) == std::signbit(got) &&
               std::fabs(expected) >= edge && std::fabs(got) >= edge;
    }
    if (expected == 0 && got == 0)
        return std::signbit(expected) == std::signbit(got);
    const long double error = std::fabs(static_cast<long double>(expected) - got);
    return error <= static_cast<long double>(allowed.ulps) * unit(expected);
}

/// A modulus that is not finite leaves the parts free: there is no error to speak of.
template <eager::Real T>
bool within(std::complex<T> expected, std::complex<T> got, Tolerance allowed) {
    if (allowed.ulps == 0)
        return within(expected.real(), got.real(), allowed) &&
               within(expected.imag(), got.imag(), allowed);
    const T size = std::hypot(expected.real(), expected.imag());
    if (!std::isfinite(size))
        return true;
    const long double error = static_cast<long double>(allowed.ulps) * unit(size);
    const auto near = [&](T x, T y) { return std::fabs(static_cast<long double>(x) - y) <= error; };
    return near(expected.real(), got.real()) && near(expected.imag(), got.imag());
}

bool within(eager::Half expected, eager::Half got, Tolerance allowed) {
    const double x = eager::half_value(expected), y = eager::half_value(got);
    if (std::isnan(x) || std::isnan(y))
        return std::isnan(x) && std::isnan(y);
    if (expected.bits() == got.bits() || allowed.ulps == 0)
        return expected.bits() == got.bits();
    const double largest = 65504;  // where rounding decides between it and infinity
    if (std::isinf(x) || std::isinf(y))
        return std::signbit(x) == std::signbit(y) &&
               std::min(std::fabs(x), std::fabs(y)) == largest;
    return std::fabs(x - y) <= allowed.ulps * eager::half_unit(x);
}

template <class T>
bool agree(T expected, T got, Tolerance allowed) {
    if constexpr (eager::Real<T> || eager::ComplexNumber<T> || std::same_as<T, eager::Half>)
        return within(expected, got, allowed);
    else
        return expected == got;
}

std::string index_text(std::int64_t position, const eager::Shape& shape) {
    std::string text;
    for (std::size_t d = shape.size(); d-- > 0; position /= shape[d])
        text = std::to_string(position % shape[d]) + (text.empty() ? "" : ", ") + text;
    return "[" + text + "]";
}

}  // namespace

std::vector<std::byte> bytes_of(const tenon::Array& array) {
    std::vector<std::byte> bytes(static_cast<std::size_t>(array.nbytes()));
    array.copy_to(bytes.data());
    return bytes;
}

tenon::Array to_tenon(const eager::Array& array) {
    const std::vector<std::byte> bytes = array.bytes();
    return tenon::from_bytes(bytes.data(), array.shape, array.dtype);
}

eager::Array to_eager(const tenon::Array& array) {
    return eager::from_bytes(bytes_of(array), array.shape(), array.dtype());
}

std::string difference(const eager::Array& expected, std::span<const std::byte> got,
                       Tolerance tolerance) {
    const auto count = static_cast<std::size_t>(expected.size());
    if (got.size() != count * tenon::size_of(expected.dtype))
        return "other number of bytes";
    return eager::with_type(expected.dtype, [&]<class T>() -> std::string {
        const std::vector<T> values = expected.values<T>();
        std::int64_t wrong = 0;
        std::ostringstream first;
        for (std::size_t i = 0; i < count; ++i) {
            // A byte that is neither 0 nor 1 is no bool; memcpy into one would be undefined.
            if constexpr (std::same_as<T, bool>) {
                if (got[i] == std::byte(values[i] ? 1 : 0))
                    continue;
                if (wrong++ == 0)
                    first << index_text(static_cast<std::int64_t>(i), expected.shape)
                          << ": expected " << values[i] << ", got byte "
                          << std::to_integer<int>(got[i]);
            } else {
                T value;
                std::memcpy(&value, got.data() + i * sizeof(T), sizeof(T));
                if (agree(T(values[i]), value, tolerance))
                    continue;
                if (wrong++ == 0)
                    first << index_text(static_cast<std::int64_t>(i), expected.shape)
                          << ": expected " << element_text(T(values[i])) << ", got "
                          << element_text(value);
            }
        }
        if (wrong == 0)
            return "";
        return std::to_string(wrong) + " of " + std::to_string(count) +
               " elements differ; the first at " + first.str();
    });
}

::testing::AssertionResult same(const tenon::Array& got, const eager::Array& expected,
                                Tolerance tolerance) {
    if (got.dtype() != expected.dtype)
        return ::testing::AssertionFailure() << "dtype " << tenon::name(got.dtype())
                                             << ", expected " << tenon::name(expected.dtype);
    if (got.shape() != expected.shape)
        return ::testing::AssertionFailure()
               << "shape " << to_text(got.shape()) << ", expected " << to_text(expected.shape);
    const std::string text = difference(expected, bytes_of(got), tolerance);
    return text.empty() ? ::testing::AssertionSuccess() : ::testing::AssertionFailure() << text;
}

std::string to_text(const eager::Shape& shape) {
    std::string text;
    for (const std::int64_t size : shape)
        text += (text.empty() ? "" : ", ") + std::to_string(size);
    return "(" + text + ")";
}

}  // namespace support
