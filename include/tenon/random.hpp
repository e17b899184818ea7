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
    /// Normal with mean 0 and standard deviation 1.
    Array normal(const Shape& shape, DType type = DType::float64);
    /// Exponential with mean 1.
    Array exponential(const Shape& shape, DType type = DType::float64);
    /// Uniform integers in [0, 2^64).
    Array bits(const Shape& shape);
    /// Number of the next draw: with the seed, all there is to a generator's state.
    std::uint64_t draws() const noexcept { return draws_; }
    void set_draws(std::uint64_t draws) noexcept { draws_ = draws; }

private:
    std::uint64_t seed_;
    std::uint64_t draws_ = 0;
};

}  // namespace tenon
