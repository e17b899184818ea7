// SPDX-License-Identifier: MIT
/// Values that find mistakes: the ends of each type's range, special numbers, and random bits.
#pragma once

#include <random>
#include <vector>

#include "unit/interpreter/scalar_ops.hpp"

namespace tenon::interpreter::test {

inline std::vector<DType> core_types() {
    return {DType::bool_,  DType::int8,    DType::int16,  DType::int32,
            DType::int64,  DType::uint8,   DType::uint16, DType::uint32,
            DType::uint64, DType::float32, DType::float64};
}

template <class T>
std::vector<Bits> special_floats() {
    using Limits = std::numeric_limits<T>;
    std::vector<Bits> found;
    for (const double value :
         {0.0,    1.0,        0.5,       1.5,          2.5,         0.49999999999999994,
          3.0,    10.0,       100.7,     127.9,        128.0,       255.5,
          256.0,  32767.,     32768.0,   65535.,       65536.,      1e6,
          0x1p31, 0x1p31 - 1, 0x1p32,    0x1p52,       0x1p53 + 2,  0x1p62,
          0x1p63, 0x1.8p63,   0x1p64,    1e20,         1e300,       1e-300,
          1e-5,   0.7853,     3.1415926, 2147483648.5, 4294967296.5})
        for (const double sign : {1.0, -1.0})
            found.push_back(bits_of(static_cast<T>(sign * value)));
    for (const T value : {Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN(),
                          Limits::max(), Limits::lowest(), Limits::min(), Limits::denorm_min()})
        found.push_back(bits_of(value));
    return found;
}

template <class T>
std::vector<Bits> special_integers() {
    using Limits = std::numeric_limits<T>;
    std::vector<Bits> found;
    for (const int value : {0, 1, 2, 3, 5, 7, 8, 15, 16, 31, 32, 63, 64, 100, 127}) {
        found.push_back(bits_of(static_cast<T>(value)));
        found.push_back(bits_of(static_cast<T>(-value)));
        found.push_back(bits_of(static_cast<T>(Limits::max() - value)));
        found.push_back(bits_of(static_cast<T>(Limits::min() + value)));
    }
    return found;
}

inline std::vector<Bits> special_values(DType type) {
    if (is_bool(type))
        return {0, 1};
    return with_type(type, []<class T>(T*) {
        if constexpr (std::is_floating_point_v<T>)
            return special_floats<T>();
        else
            return special_integers<T>();
    });
}

inline Bits random_value(DType type, std::mt19937_64& random) {
    const Bits bits = random();
    if (is_bool(type))
        return bits & 1;
    if (type == DType::float32)
        return bits_of(static_cast<float>(static_cast<double>(bits % 200000) / 1000 - 100));
    if (type == DType::float64)
        return bits_of(static_cast<double>(bits % 200000) / 1000 - 100);
    return with_type(type, [&]<class T>(T*) {
        // Half of them small, so that divisors, shifts and comparisons meet.
        return bits_of((bits >> 60) % 2 == 0 ? static_cast<T>(bits) : static_cast<T>(bits % 23));
    });
}

/// `count` elements: every pair of special values comes up when b is taken with pace = their
/// number.
inline std::vector<Bits> sample(DType type, std::size_t count, std::size_t pace,
                                std::mt19937_64& random) {
    const std::vector<Bits> special = special_values(type);
    std::vector<Bits> found(count);
    for (std::size_t i = 0; i < count; ++i)
        found[i] =
            random() % 4 == 0 ? random_value(type, random) : special[i / pace % special.size()];
    return found;
}

/// The elements as they lie in an array.
inline std::vector<std::uint8_t> packed(DType type, const std::vector<Bits>& values) {
    std::vector<std::uint8_t> bytes(values.size() * size_of(type));
    for (std::size_t i = 0; i < values.size(); ++i)
        std::memcpy(&bytes[i * size_of(type)], &values[i], size_of(type));
    return bytes;
}

inline Bits element_of(DType type, const std::vector<std::uint8_t>& bytes, std::size_t index) {
    Bits bits = 0;
    std::memcpy(&bits, &bytes[index * size_of(type)], size_of(type));
    return bits;
}

}  // namespace tenon::interpreter::test
