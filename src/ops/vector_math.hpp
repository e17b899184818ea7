// SPDX-License-Identifier: MIT
/// Names of the vector math functions that interpreter and compiled code share, so that both give
/// the same bits, at every vector width. On CPUs with AVX2 and FMA (`fma` below) some are our own
/// (ops/math); else SLEEF's deterministic families are used, `finz_` (with FMA) and `cinz_`, each
/// of which promises the same bits at every width.
#pragma once

#include <cstdint>
#include <string>

#include "ops/ops.hpp"

namespace tenon::ops {

/// The symbol for core operation `op` (trait `call`) on `lanes` elements of float32 or float64;
/// vector bits (lanes * size) are 128, 256 or 512.
std::string vector_math_symbol(Op op, DType type, int lanes, bool fma);
/// SLEEF's function, also where there is one of ours, whose rare arguments it serves.
std::string sleef_symbol(Op op, DType type, int lanes, bool fma);

/// What a function makes of some numbers that are finite, or not of them but of infinities.
enum class OddResults : std::uint8_t { none, infinities, nan, both };
constexpr OddResults odd_results(Op op) {
    switch (op) {
    case Op::asinh:
    case Op::atan:
    case Op::atan2:
    case Op::cbrt:
    case Op::erf:
    case Op::erfc:
    case Op::tanh: return OddResults::none;
    case Op::cosh:
    case Op::exp:
    case Op::exp2:
    case Op::expm1:
    case Op::hypot:
    case Op::sinh: return OddResults::infinities;
    case Op::acos:
    case Op::acosh:
    case Op::asin:
    case Op::cos:
    case Op::sin:
    case Op::tan: return OddResults::nan;
    default: return OddResults::both;
    }
}

/// Address of a symbol of these, or of libm, SLEEF loaded at first use.
/// @throws DeviceError saying what to install when the library or the symbol is missing.
void* math_address(const std::string& symbol);

}  // namespace tenon::ops
