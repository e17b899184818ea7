// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <ostream>

#include "api/apply.hpp"

namespace tenon {

namespace {

/// As NumPy: at most this many elements are printed in full, else three from each end.
constexpr std::int64_t full_size = 1000;
constexpr std::int64_t edge = 3;

std::string real_text(double value) {
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    std::string text(buffer, end);
    if (text.find_first_not_of("-0123456789") == std::string::npos)
        text += ".";
    return text;
}

/// The fewest digits that are this number and no other of its type.
std::string half_text(float16 value) {
    const float exact = value;
    for (int digits = 1; digits < 6; ++digits) {
        char buffer[40];
        const auto end =
            std::to_chars(buffer, buffer + sizeof buffer, exact, std::chars_format::general, digits)
                .ptr;
        double read = 0;
        std::from_chars(buffer, end, read);
        if (float16(read).bits() == value.bits())
            return real_text(read);
    }
    return real_text(exact);
}

std::string element_text(const Array& element) {
    switch (kind(element.dtype())) {
    case Kind::boolean: return element.item<bool>() ? "True" : "False";
    case Kind::signed_integer: return std::to_string(element.item<std::int64_t>());
    case Kind::unsigned_integer: return std::to_string(element.item<std::uint64_t>());
    case Kind::floating:
        return element.dtype() == DType::float16 ? half_text(element.item<float16>())
                                                 : real_text(element.item<double>());
    case Kind::complex: {
        const auto value = element.item<std::complex<double>>();
        return real_text(value.real()) + (std::signbit(value.imag()) ? "" : "+") +
               real_text(value.imag()) + "j";
    }
    }
    return "?";
}

std::string array_text(const Array& array, bool shorten, int depth) {
    if (array.ndim() == 0)
        return element_text(array);
    const std::int64_t size = array.shape(0);
    std::string text = "[";
    const std::string separator =
        array.ndim() == 1 ? ", "
                          : "," + std::string(static_cast<std::size_t>(array.ndim() - 1), '\n') +
                                std::string(static_cast<std::size_t>(depth + 1), ' ');
    for (std::int64_t i = 0; i < size; ++i) {
        if (i > 0)
            text += separator;
        if (shorten && size > 2 * edge && i == edge) {
            text += "..." + separator;
            i = size - edge;
        }
        text += array_text(array(i), shorten, depth + 1);
    }
    return text + "]";
}

}  // namespace

std::string Array::to_string() const { return array_text(*this, size() > full_size, 0); }

std::ostream& operator<<(std::ostream& out, const Array& array) { return out << array.to_string(); }

}  // namespace tenon
