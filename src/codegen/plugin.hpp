// SPDX-License-Identifier: MIT
/// Finds and loads the compiler plug-in, once.
#pragma once

#include <string>

#include "codegen/plugin_interface.hpp"

namespace tenon::codegen {

struct Plugin {
    decltype(&tenon_llvm_compile) compile = nullptr;  ///< null when there is no usable plug-in
    std::string path;
    std::string problem;  ///< why there is none
};

const Plugin& plugin();

}  // namespace tenon::codegen
