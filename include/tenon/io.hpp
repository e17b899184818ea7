// SPDX-License-Identifier: MIT
/// Files: NumPy's .npy, and PNG pictures. Files are written aside and renamed, so that nothing
/// half-written is left behind.
#pragma once

#include <string>

#include <tenon/array.hpp>

namespace tenon {

/// Writes .npy (format 1.0). @throws FileError naming the file and the reason.
TENON_API void save(const std::string& path, const Array& array);
/// Reads .npy of any dtype Tenon holds, C or Fortran order, either byte order.
TENON_API Array load(const std::string& path);

/// From low to high: black to white; black, red, yellow; for counts; and, for what swings about a
/// middle, blue, pale, red.
enum class ColorMap : std::uint8_t { gray, heat, fractal, balance };
/// A picture of a 2-D array, values mapped from [low, high] (low == high: the array's own range).
TENON_API void save_png(const std::string& path, const Array& array, ColorMap map = ColorMap::heat,
                        double low = 0, double high = 0);
/// The same picture as an array, for those who write other formats: uint8, shape
/// (height, width, 3), red, green and blue.
TENON_API Array colors(const Array& array, ColorMap map = ColorMap::heat, double low = 0,
                       double high = 0);
/// A picture as float64 grey levels in [0, 1], shape (height, width).
TENON_API Array load_png(const std::string& path);

}  // namespace tenon
