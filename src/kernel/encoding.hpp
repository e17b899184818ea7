// SPDX-License-Identifier: MIT
/// Kernels as bytes: what their keys are made of, and what travels to the compiler's process.
#pragma once

#include <string>
#include <string_view>

#include "kernel/ir.hpp"

namespace tenon::kernel {

/// Everything but the name, in this machine's byte order; equal kernels have equal bytes.
std::string encode(const Kernel& kernel);

/// The kernel again, without a name. What the parts mean is not looked at: `verify` does that.
/// @throws ValueError for bytes that `encode` did not make.
Kernel decode(std::string_view bytes);

}  // namespace tenon::kernel
