// SPDX-License-Identifier: MIT
#include "support/values.hpp"

#include <cmath>
#include <limits>

#include "support/eager_scalar.hpp"

namespace support {

namespace {

template <class T>
std::vector<T> specials() {
    using Limits = std::numeric_limits<T>;
    if constexpr (eager::ComplexNumber<T>) {
        using Part = typename T::value_type;
        const Part inf = std::numeric_limits<Part>::infinity();
        const Part nan = std::numeric_limits<Part>::quiet_NaN();
        std::vector<T> list;
        for (const Part re : {Part(0), Part(-0.0), Part(1), Part(-2.5), inf, nan})
            for (const Part im : {Part(0), Part(-0.0), Part(1), Part(0.5), -inf, nan})
                list.emplace_back(re, im);
        return list;
    } else if constexpr (std::same_as<T, eager::Half>) {
        std::vector<T> list;
        for (const double x :
             {0.0,         1.0,     0.5,         1.5,         2.0,       2.5,     3.0,
              0.1,         10.0,    100.0,       1e-5,        255.0,     2048.0,  2050.0,
              32768.0,     65504.0, 65520.0,     3.140625,    1.5703125, 0x1p-14, 0x1p-24,
              0x1.ff8p-15, 0x1p-10, 1 + 0x1p-10, 1 - 0x1p-11, 127.5,     256.0})
            for (const double sign : {1.0, -1.0})
                list.push_back(eager::half_of(sign * x));
        list.push_back(eager::half_of(std::numeric_limits<double>::quiet_NaN()));
        return list;
    } else if constexpr (std::same_as<T, bool>) {
        return {false, true};
    } else if constexpr (std::floating_point<T>) {
        std::vector<T> list = {0,
                               1,
                               0.5,
                               1.5,
                               2,
                               2.5,
                               3,
                               0.1,
                               10,
                               100,
                               1e-5,
                               12345.678,
                               Limits::min(),
                               Limits::denorm_min(),
                               Limits::max(),
                               Limits::infinity(),
                               Limits::epsilon(),
                               1 + Limits::epsilon(),
                               1 - Limits::epsilon() / 2,
                               127.5,
                               255,
                               32768,
                               T(2147483647),
                               2147483648,
                               T(4294967295.0),
                               4294967296,
                               9223372036854775808.0,
                               18446744073709551616.0,
                               3.14159265358979,
                               1.5707963267949,
                               Limits::min() * 16,
                               std::sqrt(Limits::max())};
        for (std::size_t i = 0, n = list.size(); i < n; ++i)
            list.push_back(-list[i]);
        list.push_back(Limits::quiet_NaN());
        return list;
    } else {
        std::vector<T> list = {0,
                               1,
                               2,
                               3,
                               5,
                               7,
                               10,
                               31,
                               100,
                               Limits::max(),
                               Limits::min(),
                               static_cast<T>(Limits::max() - 1),
                               static_cast<T>(Limits::min() + 1),
                               static_cast<T>(Limits::max() / 2 + 1)};
        if constexpr (std::is_signed_v<T>)
            for (const int x : {-1, -2, -3, -7, -10, -100})
                list.push_back(static_cast<T>(x));
        return list;
    }
}

std::uint64_t next(std::uint64_t& state) {
    state = state * 6364136223846793005 + 1442695040888963407;
    return state ^ (state >> 29);
}

template <class T>
T plain(std::uint64_t& state, int magnitude) {
    if constexpr (eager::ComplexNumber<T>) {
        const auto re = plain<typename T::value_type>(state, magnitude);
        return T(re, plain<typename T::value_type>(state, magnitude));
    } else if constexpr (std::same_as<T, eager::Half>) {
        return eager::half_of(plain<double>(state, magnitude > 1 ? 2 : 1));
    } else if constexpr (std::same_as<T, bool>) {
        return (next(state) >> 20) % 2 != 0;
    } else if constexpr (std::floating_point<T>) {
        const double unit = static_cast<double>(next(state) >> 11) * 0x1p-53;
        const int exponent = static_cast<int>((next(state) >> 20) % 64) - 32;
        const double x =
            (unit * 8 - 4) * (magnitude > 1 ? std::ldexp(1.0, exponent * magnitude / 4) : 1);
        return static_cast<T>(x);
    } else {
        const std::uint64_t bits = next(state) >> 8;
        return magnitude > 1 ? static_cast<T>(bits) : static_cast<T>(bits % 21);
    }
}

}  // namespace

eager::Array special_values(tenon::DType type) {
    return eager::with_type(type, []<class T>() {
        const std::vector<T> list = specials<T>();
        return eager::from_values(list, {static_cast<std::int64_t>(list.size())});
    });
}

eager::Array plain_values(tenon::DType type, std::int64_t count, int magnitude) {
    return eager::with_type(type, [&]<class T>() {
        std::uint64_t state = 12345 + static_cast<std::uint64_t>(magnitude);
        std::vector<T> list;
        for (std::int64_t i = 0; i < count; ++i)
            list.push_back(plain<T>(state, magnitude));
        return eager::from_values(list, {count});
    });
}

eager::Array joined(const eager::Array& a, const eager::Array& b) {
    eager::Array out = eager::make({a.size() + b.size()}, a.dtype);
    const tenon::Index first[] = {tenon::slice(0, a.size())};
    const tenon::Index rest[] = {tenon::slice(a.size(), tenon::end)};
    eager::assign(eager::at(out, first), a);
    eager::assign(eager::at(out, rest), b);
    return out;
}

eager::Array counted(const eager::Shape& shape, tenon::DType type) {
    std::vector<std::int64_t> values(static_cast<std::size_t>(eager::product(shape)));
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<std::int64_t>(i);
    return eager::astype(eager::from_values(values, shape), type);
}

}  // namespace support
