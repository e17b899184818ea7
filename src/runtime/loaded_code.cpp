// SPDX-License-Identifier: MIT
#include "runtime/loaded_code.hpp"

#include <sys/mman.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "runtime/elf_object.hpp"

namespace tenon::runtime {

LoadedCode::LoadedCode(std::size_t bytes) : bytes_(bytes) {
    void* address =
        mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (address == MAP_FAILED)
        refuse_object(std::string("no memory for it: ") + std::strerror(errno));
    image_ = static_cast<std::byte*>(address);
}

LoadedCode::~LoadedCode() {
    debugger_.reset();
    munmap(image_, bytes_);
}

void LoadedCode::protect(std::uint64_t begin, std::uint64_t end, int rights) {
    if (begin < end && mprotect(image_ + begin, end - begin, rights) != 0)
        refuse_object(std::string("the system refuses executable memory: ") + std::strerror(errno));
}

void LoadedCode::make_executable(std::uint64_t begin, std::uint64_t end) {
    protect(begin, end, PROT_READ | PROT_EXEC);
}

void LoadedCode::make_read_only(std::uint64_t begin, std::uint64_t end) {
    protect(begin, end, PROT_READ);
}

void LoadedCode::show_to_debugger(std::string object) { debugger_.emplace(std::move(object)); }

}  // namespace tenon::runtime
