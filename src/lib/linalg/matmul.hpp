// SPDX-License-Identifier: MIT
/// Matrix product: a call of BLAS for the types it has, a plain loop for the others.
#pragma once

#include <string>

#include <tenon/dtype.hpp>

#include "tape/tape.hpp"

namespace tenon::lib {

/// The call for C (m, n) = A (m, k) B (k, n), all C-contiguous and of `type`.
const tape::Call& matmul_call(DType type);

/// Why BLAS cannot be used; empty when it can. Without it the plain loops run.
std::string blas_problem();

}  // namespace tenon::lib
