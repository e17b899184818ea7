// SPDX-License-Identifier: MIT
/// Addresses of vector math functions, looked up once for each operation, type and width.
#pragma once

#include <tenon/dtype.hpp>

#include "ops/ops.hpp"

namespace tenon::interpreter {

/// What a loop of Family::math takes as `c`: the function it calls, or, where the loop computes
/// the function itself (Isa from avx2 on), the one that serves rare arguments.
/// @throws DeviceError when the library of math functions is missing.
const void* math_function(ops::Op op, DType type, int vector_bytes);

}  // namespace tenon::interpreter
