// SPDX-License-Identifier: MIT
/// Traced kernels with loops and branches, each beside the same thing in plain C++.
#pragma once

#include <span>
#include <vector>

#include <tenon/array.hpp>

#include "support/eager.hpp"

namespace programs {

struct KernelType {
    std::vector<tenon::DType> inputs;
    std::vector<tenon::DType> results;
};

inline constexpr int kernel_count = 7;
const KernelType& kernel_type(int number);

std::vector<tenon::Array> run_kernel(int number, std::span<const tenon::Operand> inputs);
std::vector<eager::Array> run_kernel(int number, std::span<const eager::Operand> inputs);

}  // namespace programs
