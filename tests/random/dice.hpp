// SPDX-License-Identifier: MIT
/// Numbers for making programs. Not <random>: its distributions differ between libraries, and a
/// seed must mean the same program everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace programs {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}

    /// S. Vigna's splitmix64.
    std::uint64_t bits() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    /// One of 0 .. count - 1.
    std::int64_t below(std::int64_t count) {
        return static_cast<std::int64_t>(bits() % static_cast<std::uint64_t>(count));
    }
    std::int64_t between(std::int64_t low, std::int64_t high) {
        return low + below(high - low + 1);
    }
    /// True so many times in a hundred.
    bool chance(int percent) { return below(100) < percent; }
    double unit() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

    template <class T>
    const T& one_of(const std::vector<T>& list) {
        return list[static_cast<std::size_t>(below(static_cast<std::int64_t>(list.size())))];
    }
    template <class T>
    T one_of(std::initializer_list<T> list) {
        return list.begin()[below(static_cast<std::int64_t>(list.size()))];
    }

private:
    std::uint64_t state_;
};

}  // namespace programs
