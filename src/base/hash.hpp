// SPDX-License-Identifier: MIT
/// 128-bit content hashes (XXH3), for plan and kernel keys and for file checksums.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::base {

struct Hash128 {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    friend bool operator==(const Hash128&, const Hash128&) = default;
    std::string hex() const;  ///< 32 lower-case digits
};

Hash128 hash128(const void* data, std::size_t bytes);
inline Hash128 hash128(std::string_view text) { return hash128(text.data(), text.size()); }
std::uint64_t hash64(const void* data, std::size_t bytes);

struct Hash128Hasher {
    std::size_t operator()(const Hash128& hash) const noexcept { return hash.low; }
};

}  // namespace tenon::base
