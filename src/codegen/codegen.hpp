// SPDX-License-Identifier: MIT
/// Core kernel + target -> relocatable object. The compiler (LLVM) lives in a plug-in that is
/// loaded at the first compilation; this part is always linked and small.
#pragma once

#include <string>

#include "kernel/ir.hpp"

namespace tenon::codegen {

/// What code is made for.
struct Target {
    std::string cpu;        ///< LLVM's CPU name, "znver5", "x86-64-v3", ...
    int vector_bits = 256;  ///< 128 (SSE4.2), 256 (AVX2) or 512 (AVX-512)
    bool fma = true;        ///< selects the family of vector math functions, not contraction
    bool vbmi2 = false;     ///< AVX-512 VBMI2, beyond its level: shifts that bits move into
    friend bool operator==(const Target&, const Target&) = default;
    std::string to_text() const;  ///< part of cache keys
};

/// The widest target this CPU runs; TENON_VECTOR_BITS=128|256|512 narrows it.
const Target& host_target();
/// This CPU limited to `vector_bits`; math functions stay of the same family (same bits).
Target host_target(int vector_bits);
int max_vector_bits();

struct Artifact {
    std::string object;  ///< ELF relocatable object, x86-64
    std::string symbol;  ///< the entry point
};

/// Whether the plug-in can be loaded; `why` says why not.
bool available(std::string* why = nullptr);

/// @throws CompileError with the log, and the kernel's text, when the plug-in is missing or fails.
/// When TENON_KEEP names a directory, readable IR and assembly are left there.
Artifact compile(const kernel::Kernel& core, const Target& target);

/// Whether TENON_COMPILER lets the compiler have a process of its own.
bool has_own_process();

/// Changes whenever generated code may change; part of cache keys.
std::string version();

}  // namespace tenon::codegen
