// SPDX-License-Identifier: MIT
/// Finds and loads the compiler plug-in, once.
#pragma once

#include <string>
#include <vector>

#include "codegen/plugin_interface.hpp"
#include "codegen/wire.hpp"

namespace tenon::codegen {

struct Plugin {
    decltype(&tenon_llvm_compile) compile = nullptr;  ///< null when there is no usable plug-in
    std::string path;
    std::string problem;  ///< why there is none
};

const Plugin& plugin();

/// Where a file may lie that belongs to the library, likeliest first.
std::vector<std::string> beside_library(const char* name);

/// Compiles with the plug-in, which is there, in this process.
Answer compile_here(const kernel::Kernel& core, const Target& target, const std::string& symbol,
                    const std::string& keep);

}  // namespace tenon::codegen
