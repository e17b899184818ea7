// SPDX-License-Identifier: MIT
/// Compiled kernels: from the compiler, or from disk.
#pragma once

#include <optional>
#include <string>

#include "base/hash.hpp"
#include "kernel/ir.hpp"
#include "runtime/code_loader.hpp"

namespace tenon::engine {

/// Code for the host's target found on disk.
std::optional<runtime::Entry> cached_entry(const base::Hash128& kernel_key);
/// Compiles, stores on disk, links. @throws CompileError
runtime::Entry compiled_entry(const kernel::Kernel& core, const base::Hash128& kernel_key);
runtime::ObjectCache& object_cache();

}  // namespace tenon::engine
