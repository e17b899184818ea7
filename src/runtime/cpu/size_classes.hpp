// SPDX-License-Identifier: MIT
/// The sizes in which the pool hands out memory: multiples of 64 bytes, eight for each doubling, so
/// that at most an eighth is lost (a page that is never touched costs nothing).
#pragma once

#include <bit>
#include <cstddef>

namespace tenon::runtime::cpu {

inline constexpr std::size_t alignment = 64;

constexpr std::size_t size_class(std::size_t bytes) {
    const std::size_t last_unit = bytes == 0 ? 0 : (bytes - 1) / alignment;
    if (last_unit < 16)
        return last_unit;
    const auto shift = static_cast<std::size_t>(std::bit_width(last_unit)) - 4;
    return shift * 8 + (last_unit >> shift);
}

constexpr std::size_t class_bytes(std::size_t size_class) {
    if (size_class < 16)
        return (size_class + 1) * alignment;
    const std::size_t shift = size_class / 8 - 1;
    return ((size_class % 8 + 9) << shift) * alignment;
}

inline constexpr std::size_t class_count = size_class(std::size_t{1} << 62) + 1;

}  // namespace tenon::runtime::cpu
