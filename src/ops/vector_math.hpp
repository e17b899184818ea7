// SPDX-License-Identifier: MIT
/// Names of the vector math functions that interpreter and compiled code share, so that both give
/// the same bits, at every vector width. On CPUs with AVX2 and FMA (`fma` below) some are our own
/// (ops/math); else SLEEF's deterministic families are used, `finz_` (with FMA) and `cinz_`, each
/// of which promises the same bits at every width.
#pragma once

#include <string>

#include "ops/ops.hpp"

namespace tenon::ops {

/// The symbol for core operation `op` (trait `call`) on `lanes` elements of float32 or float64;
/// vector bits (lanes * size) are 128, 256 or 512.
std::string vector_math_symbol(Op op, DType type, int lanes, bool fma);
/// SLEEF's function, also where there is one of ours, whose rare arguments it serves.
std::string sleef_symbol(Op op, DType type, int lanes, bool fma);

/// Address of a symbol of these, or of libm, SLEEF loaded at first use.
/// @throws DeviceError saying what to install when the library or the symbol is missing.
void* math_address(const std::string& symbol);

}  // namespace tenon::ops
