// SPDX-License-Identifier: MIT
/// Elements that a mask chooses, written side by side.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tenon::lib {

/// The chosen among `size` elements of `bytes` bytes. Nothing is written at `end` or behind it:
/// another block's elements lie there.
template <std::size_t bytes>
void pack(const std::byte* values, const std::uint8_t* mask, std::int64_t size, std::byte* out,
          const std::byte* end);

extern template void pack<1>(const std::byte*, const std::uint8_t*, std::int64_t, std::byte*,
                             const std::byte*);
extern template void pack<2>(const std::byte*, const std::uint8_t*, std::int64_t, std::byte*,
                             const std::byte*);
extern template void pack<4>(const std::byte*, const std::uint8_t*, std::int64_t, std::byte*,
                             const std::byte*);
extern template void pack<8>(const std::byte*, const std::uint8_t*, std::int64_t, std::byte*,
                             const std::byte*);
extern template void pack<16>(const std::byte*, const std::uint8_t*, std::int64_t, std::byte*,
                              const std::byte*);

/// The chosen among the numbers from, from + 1, ... of `size` mask bytes; returns the end of what
/// was written.
std::int64_t* pack_positions(const std::uint8_t* mask, std::int64_t size, std::int64_t from,
                             std::int64_t* out, const std::int64_t* end);

}  // namespace tenon::lib
