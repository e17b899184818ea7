// SPDX-License-Identifier: MIT
/// One double as a `Real` (ops/math/function.hpp), in plain C++: what every vector of the processor
/// and of compiled code must give, bit for bit.
#pragma once

#include <bit>
#include <cmath>

#include "ops/math/functions.hpp"

namespace support {

struct ScalarReal;

struct ScalarBits {
    std::uint64_t v;

    ScalarBits constant(std::uint64_t value) const { return {value}; }
    friend ScalarBits operator+(ScalarBits a, ScalarBits b) { return {a.v + b.v}; }
    friend ScalarBits operator-(ScalarBits a, ScalarBits b) { return {a.v - b.v}; }
    friend ScalarBits operator&(ScalarBits a, ScalarBits b) { return {a.v & b.v}; }
    friend ScalarBits operator^(ScalarBits a, ScalarBits b) { return {a.v ^ b.v}; }
    friend ScalarBits shift_left(ScalarBits a, int count) { return {a.v << count}; }
    friend ScalarBits shift_right(ScalarBits a, int count) {
        return {static_cast<std::uint64_t>(static_cast<std::int64_t>(a.v) >> count)};
    }
    friend bool odd(ScalarBits a) { return (a.v & 1) != 0; }
    friend bool below(ScalarBits a, ScalarBits b) { return a.v < b.v; }
    friend ScalarReal real(ScalarBits a);
};

struct ScalarReal {
    using Mask = bool;
    double v;

    ScalarReal constant(double value) const { return {value}; }
    friend ScalarReal operator+(ScalarReal a, ScalarReal b) { return {a.v + b.v}; }
    friend ScalarReal operator-(ScalarReal a, ScalarReal b) { return {a.v - b.v}; }
    friend ScalarReal operator*(ScalarReal a, ScalarReal b) { return {a.v * b.v}; }
    friend bool operator<(ScalarReal a, ScalarReal b) { return a.v < b.v; }
    friend ScalarReal fma(ScalarReal a, ScalarReal b, ScalarReal c) {
        return {std::fma(a.v, b.v, c.v)};
    }
    friend ScalarReal select(bool mask, ScalarReal yes, ScalarReal no) { return mask ? yes : no; }
    friend ScalarReal absolute(ScalarReal x) { return {std::fabs(x.v)}; }
    friend ScalarBits bits(ScalarReal x) { return {std::bit_cast<std::uint64_t>(x.v)}; }
    friend ScalarReal scale(ScalarReal x, ScalarReal k) {
        return {std::isnan(k.v) ? k.v : std::ldexp(x.v, static_cast<int>(k.v))};
    }
    ScalarReal lookup(const tenon::math::Table& table, ScalarBits place) const {
        return {table[place.v % 16]};
    }
};

inline ScalarReal real(ScalarBits a) { return {std::bit_cast<double>(a.v)}; }

}  // namespace support
