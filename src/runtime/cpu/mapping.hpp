// SPDX-License-Identifier: MIT
/// Pages from the system.
#pragma once

#include <cstddef>

namespace tenon::runtime::cpu {

inline constexpr std::size_t huge_page = std::size_t{2} << 20;

/// Null when the system refuses. From `huge_page` bytes on, aligned to it and with huge pages asked
/// for: they gain 5-15 % on streams. `bytes` is rounded up to whole pages.
void* map_pages(std::size_t bytes) noexcept;
void unmap_pages(void* address, std::size_t bytes) noexcept;

}  // namespace tenon::runtime::cpu
