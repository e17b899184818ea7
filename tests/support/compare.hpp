// SPDX-License-Identifier: MIT
/// Comparing what the engine made with what the oracle says.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <tenon/array.hpp>

#include "support/eager.hpp"

namespace support {

/// 0: the same bits (any NaN equals any NaN). Otherwise units in the last place of the expected
/// value; of a complex number, of its modulus.
struct Tolerance {
    double ulps = 0;
    /// So near to the end of the range a function may give infinity already.
    double range_end = 0x1p-40;
};
/// SLEEF's power gives infinity from exp(709.7827111) on, the largest double is exp(709.7827129).
inline constexpr Tolerance power_tolerance{2, 0x1p-19};

/// The array's elements in C order.
std::vector<std::byte> bytes_of(const tenon::Array& array);

/// The engine's array with the oracle's elements.
tenon::Array to_tenon(const eager::Array& array);
/// The oracle's array with the engine's elements.
eager::Array to_eager(const tenon::Array& array);

/// Empty when all elements agree; else how many differ, and the first of them.
std::string difference(const eager::Array& expected, std::span<const std::byte> got,
                       Tolerance tolerance = {});

/// Shape, dtype and elements.
::testing::AssertionResult same(const tenon::Array& got, const eager::Array& expected,
                                Tolerance tolerance = {});

std::string to_text(const eager::Shape& shape);

}  // namespace support
