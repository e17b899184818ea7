// SPDX-License-Identifier: MIT
#include <tenon/io.hpp>

#include <algorithm>
#include <numeric>

#include <tenon/creation.hpp>
#include <tenon/manipulation.hpp>

#include "lib/io/npy.hpp"
#include "lib/io/png.hpp"

namespace tenon {

namespace {

constexpr std::int64_t block_bytes = std::int64_t{16} << 20;

/// A large array goes out in blocks of rows, so that saving needs no second copy of it.
void write_elements(lib::io::OutputFile& file, const Array& array) {
    const std::int64_t nbytes = array.nbytes();
    std::vector<std::byte> buffer;
    if (array.ndim() == 0 || nbytes <= block_bytes) {
        buffer.resize(static_cast<std::size_t>(nbytes));
        array.copy_to(buffer.data());
        file.write(buffer.data(), buffer.size());
        return;
    }
    const std::int64_t rows = array.shape(0);
    const std::int64_t step = std::max<std::int64_t>(1, block_bytes / (nbytes / rows));
    for (std::int64_t row = 0; row < rows; row += step) {
        const View block = array(slice(row, std::min(rows, row + step)));
        buffer.resize(static_cast<std::size_t>(block.nbytes()));
        block.copy_to(buffer.data());
        file.write(buffer.data(), buffer.size());
    }
}

/// A palette position for each element, in C order.
std::vector<std::uint8_t> color_indices(const std::string& who, const Array& array, ColorMap map,
                                        double low, double high) {
    if (array.ndim() != 2)
        throw ShapeError(who + ": a picture needs a 2-D array, not one of " +
                         std::to_string(array.ndim()) + " dimensions");
    if (is_complex(array.dtype()))
        throw DTypeError(who + ": complex numbers have no colour; use abs() or real() first");
    const std::vector<double> values = array.values<double>();
    const lib::io::Range range =
        low == high ? lib::io::finite_range(values) : lib::io::Range{low, high};
    return lib::io::color_indices(values, map, range);
}

}  // namespace

void save(const std::string& path, const Array& array) {
    lib::io::OutputFile file(path);  // first: an unwritable place is reported before the work
    array.eval();
    file.write(lib::io::npy_header(array.dtype(), array.shape()));
    write_elements(file, array);
    file.commit();
}

Array load(const std::string& path) {
    const lib::io::NpyContent content = lib::io::read_npy(path);
    const lib::io::NpyHeader& header = content.header;
    if (!header.fortran_order)
        return from_bytes(content.bytes.get(), header.shape, header.type);
    const Shape reversed(header.shape.rbegin(), header.shape.rend());
    return transpose(from_bytes(content.bytes.get(), reversed, header.type));
}

void save_png(const std::string& path, const Array& array, ColorMap map, double low, double high) {
    const std::vector<std::uint8_t> indices = color_indices("save_png", array, map, low, high);
    lib::io::write_png(path, array.shape(1), array.shape(0), indices, lib::io::palette(map));
}

Array colors(const Array& array, ColorMap map, double low, double high) {
    const std::vector<std::uint8_t> indices = color_indices("colors", array, map, low, high);
    const lib::io::Palette palette = lib::io::palette(map);
    std::vector<std::uint8_t> pixels;
    pixels.reserve(3 * indices.size());
    for (const std::uint8_t index : indices) {
        const lib::io::Rgb& color = palette[index];
        pixels.insert(pixels.end(), {color.red, color.green, color.blue});
    }
    return from_span(std::span<const std::uint8_t>(pixels), {array.shape(0), array.shape(1), 3});
}

Array load_png(const std::string& path) {
    const lib::io::GrayImage image = lib::io::read_png(path);
    return from_span(std::span<const double>(image.levels), {image.height, image.width});
}

}  // namespace tenon
