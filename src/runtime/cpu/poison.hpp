// SPDX-License-Identifier: MIT
/// Tells AddressSanitizer which bytes of the pool nobody may touch.
#pragma once

#include <cstddef>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TENON_POISON 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define TENON_POISON 1
#endif

#ifdef TENON_POISON
#include <sanitizer/asan_interface.h>
#endif

namespace tenon::runtime::cpu {

inline void poison([[maybe_unused]] void* address, [[maybe_unused]] std::size_t bytes) {
#ifdef TENON_POISON
    __asan_poison_memory_region(address, bytes);
#endif
}

inline void unpoison([[maybe_unused]] void* address, [[maybe_unused]] std::size_t bytes) {
#ifdef TENON_POISON
    __asan_unpoison_memory_region(address, bytes);
#endif
}

}  // namespace tenon::runtime::cpu
