// SPDX-License-Identifier: MIT
/// The compiler in a process of its own. LLVM's memory (24 MiB) is that process's, and given back
/// when it had nothing to do for a while; a compiler that crashes takes no program with it.
#pragma once

#include <optional>

#include "codegen/wire.hpp"

namespace tenon::codegen {

/// Sends the request to the compiler's process, which is started when there is none. Nothing where
/// none can be started, or TENON_COMPILER=library: the caller compiles in this process then.
/// @throws CompileError when the process ended while it worked on the request.
std::optional<Answer> ask_compiler_process(const Request& request);

/// What the compiler's process does: answers requests until the program that asks is gone, or has
/// not asked for a while. `answer` does the work.
void serve(int socket, Answer (*answer)(const Request&));

}  // namespace tenon::codegen
