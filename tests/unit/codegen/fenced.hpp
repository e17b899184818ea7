// SPDX-License-Identifier: MIT
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>

namespace tenon::codegen::test {

/// Some pages between two that nobody may touch.
class Fenced {
public:
    explicit Fenced(std::size_t pages)
        : bytes_((pages + 2) * page),
          memory_(static_cast<std::uint8_t*>(
              mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))) {
        mprotect(memory_, page, PROT_NONE);
        mprotect(end(), page, PROT_NONE);
    }
    Fenced(const Fenced&) = delete;
    Fenced& operator=(const Fenced&) = delete;
    ~Fenced() { munmap(memory_, bytes_); }
    std::uint8_t* begin() const { return memory_ + page; }
    std::uint8_t* end() const { return memory_ + bytes_ - page; }

private:
    static constexpr std::size_t page = 4096;
    std::size_t bytes_;
    std::uint8_t* memory_;
};

}  // namespace tenon::codegen::test
