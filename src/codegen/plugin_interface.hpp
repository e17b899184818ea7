// SPDX-License-Identifier: MIT
/// What crosses the boundary between the library and the compiler plug-in. Both come from one
/// build (checked by version), so they share the layout of kernels; exceptions never cross.
#pragma once

#include <cstddef>

#include "codegen/codegen.hpp"

namespace tenon::codegen {

struct PluginRequest {
    const kernel::Kernel* core;
    const Target* target;
    const char* symbol;  ///< name of the entry point
    const char* keep;    ///< folder for readable files, or null
    void* sink;          ///< first argument of the functions below
    void (*object)(void* sink, const char* bytes, std::size_t size);
    void (*error)(void* sink, const char* text, std::size_t size);
};

}  // namespace tenon::codegen

#pragma GCC visibility push(default)
extern "C" {
/// The version() of the build that the plug-in belongs to.
const char* tenon_llvm_version();
/// Returns 0 after calling `object` once, or another value after calling `error`.
int tenon_llvm_compile(const tenon::codegen::PluginRequest* request);
}
#pragma GCC visibility pop
