// SPDX-License-Identifier: MIT
/// From numbers to colours.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <tenon/io.hpp>

namespace tenon::lib::io {

struct Rgb {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
};
using Palette = std::array<Rgb, 256>;

/// gray: black to white. heat: black, purple, red, orange, pale yellow, lightness growing evenly;
/// entry 0 is a neutral gray for NaN. fractal: entry 0 black (inside), then night blue to white,
/// gold and ember. balance: blue, pale in the middle, red, as light on both sides; entry 0 as heat.
Palette palette(ColorMap map);

/// The least and greatest finite value; {0, 0} where there is none.
struct Range {
    double low = 0;
    double high = 0;
};
Range finite_range(std::span<const double> values);

/// Palette positions of `values` on a scale from range.low to range.high; beyond it the ends.
std::vector<std::uint8_t> color_indices(std::span<const double> values, ColorMap map, Range range);

}  // namespace tenon::lib::io
