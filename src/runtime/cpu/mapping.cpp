// SPDX-License-Identifier: MIT
#include "runtime/cpu/mapping.hpp"

#include <sys/mman.h>

#include <cstdint>

namespace tenon::runtime::cpu {
namespace {

constexpr std::size_t page = 4096;

std::size_t whole_pages(std::size_t bytes) { return (bytes + page - 1) / page * page; }

void* map(std::size_t bytes) {
    void* address =
        mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return address == MAP_FAILED ? nullptr : address;
}

}  // namespace

void* map_pages(std::size_t bytes) noexcept {
    bytes = whole_pages(bytes);
    if (bytes < huge_page)
        return map(bytes);
    // Mapped with room to move, then cut to the aligned part.
    auto* first = static_cast<std::byte*>(map(bytes + huge_page));
    if (first == nullptr)
        return nullptr;
    const std::size_t skip = (huge_page - reinterpret_cast<std::uintptr_t>(first)) % huge_page;
    std::byte* aligned = first + skip;
    if (skip > 0)
        munmap(first, skip);
    munmap(aligned + bytes, huge_page - skip);
    madvise(aligned, bytes, MADV_HUGEPAGE);  // a wish: the kernel may have none
    return aligned;
}

void unmap_pages(void* address, std::size_t bytes) noexcept { munmap(address, whole_pages(bytes)); }

}  // namespace tenon::runtime::cpu
