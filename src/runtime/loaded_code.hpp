// SPDX-License-Identifier: MIT
/// Memory that holds code: written first, then executable, never both.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "runtime/gdb_jit.hpp"

namespace tenon::runtime {

class LoadedCode {
public:
    /// Whole pages, cleared and writable. @throws CompileError when the system gives none.
    explicit LoadedCode(std::size_t bytes);
    ~LoadedCode();
    LoadedCode(const LoadedCode&) = delete;
    LoadedCode& operator=(const LoadedCode&) = delete;

    std::byte* image() const { return image_; }
    /// Both take whole pages. @throws CompileError when the system refuses.
    void make_executable(std::uint64_t begin, std::uint64_t end);
    void make_read_only(std::uint64_t begin, std::uint64_t end);
    /// `object` carries the addresses of its sections; the debugger knows it until the code dies.
    void show_to_debugger(std::string object);

private:
    void protect(std::uint64_t begin, std::uint64_t end, int rights);

    std::size_t bytes_;
    std::byte* image_;
    std::optional<DebuggerRegistration> debugger_;
};

}  // namespace tenon::runtime
