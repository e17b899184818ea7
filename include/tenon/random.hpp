// SPDX-License-Identifier: MIT
/// Counter-based random numbers (Philox4x32-10): element i of a draw depends on the seed, the
/// number of the draw and i only, so arrays are the same for any threads, tiles or devices.
#pragma once

#include <cstdint>

#include <tenon/array.hpp>

namespace tenon {

class TENON_API Generator {
public:
    explicit Generator(std::uint64_t seed) : seed_(seed) {}
    /// Uniform in [0, 1) with 53 random bits (float32: 24).
    Array uniform(const Shape& shape, DType type = DType::float64);
    /// Two independent uniform draws from one block each: (x, y) pairs for the price of one.
    /// With `first`, the elements from that number on: a long draw can be made in parts.
    std::pair<Array, Array> uniform_pair(const Shape& shape, std::int64_t first = 0);
    /// Uniform integers in [0, 2^64).
    Array bits(const Shape& shape);

private:
    std::uint64_t seed_;
    std::uint64_t draws_ = 0;
};

}  // namespace tenon
