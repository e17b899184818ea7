// SPDX-License-Identifier: MIT
/// Values that show mistakes, for every dtype.
#pragma once

#include <vector>

#include "support/eager.hpp"

namespace support {

inline constexpr tenon::DType all_dtypes[] = {
    tenon::DType::bool_,     tenon::DType::int8,      tenon::DType::int16,   tenon::DType::int32,
    tenon::DType::int64,     tenon::DType::uint8,     tenon::DType::uint16,  tenon::DType::uint32,
    tenon::DType::uint64,    tenon::DType::float16,   tenon::DType::float32, tenon::DType::float64,
    tenon::DType::complex64, tenon::DType::complex128};

/// Zeros of both signs, ones, halves, extremes, subnormal numbers, infinities, NaN; of complex
/// numbers pairs of them.
eager::Array special_values(tenon::DType type);

/// Plain numbers of all sizes, the same in every run; `magnitude` 1 keeps them within a few units,
/// larger ones spread their exponents (of floating point) or bits (of integers).
eager::Array plain_values(tenon::DType type, std::int64_t count, int magnitude);

/// Two one-dimensional arrays in one.
eager::Array joined(const eager::Array& a, const eager::Array& b);

/// 0, 1, 2, ... in C order.
eager::Array counted(const eager::Shape& shape, tenon::DType type);

}  // namespace support
