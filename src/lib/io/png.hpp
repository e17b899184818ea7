// SPDX-License-Identifier: MIT
/// PNG pictures through libpng, on plain memory.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lib/io/color.hpp"

namespace tenon::lib::io {

/// Writes one palette position for each pixel, rows from the top.
/// @throws FileError; ValueError for sizes that PNG cannot hold.
void write_png(const std::string& path, std::int64_t width, std::int64_t height,
               std::span<const std::uint8_t> indices, const Palette& palette);

struct GrayImage {
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::vector<double> levels;  ///< 0 (black) to 1 (white), rows from the top
};
/// Any kind of PNG; colours become their luminance, transparent pixels lie on white.
/// @throws FileError naming the file and the reason.
GrayImage read_png(const std::string& path);

}  // namespace tenon::lib::io
