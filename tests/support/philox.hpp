// SPDX-License-Identifier: MIT
/// Philox4x32-10 written out: Salmon, Moraes, Dror, Shaw, Parallel random numbers: as easy as
/// 1, 2, 3, SC 2011.
#pragma once

#include <array>
#include <cstdint>

namespace support {

using PhiloxWords = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

inline PhiloxWords philox(PhiloxWords counter, PhiloxKey key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t first = std::uint64_t{0xD2511F53} * counter[0];
        const std::uint64_t second = std::uint64_t{0xCD9E8D57} * counter[2];
        counter = {static_cast<std::uint32_t>(second >> 32) ^ counter[1] ^ key[0],
                   static_cast<std::uint32_t>(second),
                   static_cast<std::uint32_t>(first >> 32) ^ counter[3] ^ key[1],
                   static_cast<std::uint32_t>(first)};
        key[0] += 0x9E3779B9;
        key[1] += 0xBB67AE85;
    }
    return counter;
}

/// The block of element `element` of draw number `draw` under a seed.
inline PhiloxWords random_block(std::uint64_t seed, std::uint64_t draw, std::uint64_t element) {
    return philox({static_cast<std::uint32_t>(element), static_cast<std::uint32_t>(element >> 32),
                   static_cast<std::uint32_t>(draw), static_cast<std::uint32_t>(draw >> 32)},
                  {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
}

inline std::uint64_t joined_words(std::uint32_t low, std::uint32_t high) {
    return low | static_cast<std::uint64_t>(high) << 32;
}

/// 53 bits in [0, 1).
inline double unit_of(std::uint32_t low, std::uint32_t high) {
    return static_cast<double>(joined_words(low, high) >> 11) * 0x1p-53;
}

}  // namespace support
