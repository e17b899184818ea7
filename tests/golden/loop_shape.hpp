// SPDX-License-Identifier: MIT
/// What the innermost loops of generated code do, read from LLVM's text.
#pragma once

#include <string>

namespace golden {

/// A line for each block that is a loop by itself: its reads, writes, conversions and arithmetic on
/// floating-point numbers, for one of the vectors that a turn works on. Address arithmetic, numbers
/// of registers and the order of instructions are left out: they change with every version of LLVM.
std::string loop_shapes(const std::string& llvm_text);

}  // namespace golden
