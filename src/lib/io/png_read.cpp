// SPDX-License-Identifier: MIT
#include <csetjmp>
#include <cstring>
#include <new>

#include <tenon/error.hpp>

#include "lib/io/file.hpp"
#include "lib/io/png.hpp"
#include "lib/io/png_error.hpp"

namespace tenon::lib::io {

namespace {

constexpr std::uint64_t max_pixels = std::uint64_t{1} << 29;
constexpr std::uint64_t max_compression = 1032;  // deflate's best: 258 bytes for two bits

struct Reader {
    png_structp png = nullptr;
    png_infop info = nullptr;
    PngMessage message;
    std::vector<std::byte> encoded;
    std::size_t at = 0;
    std::vector<std::uint16_t> pixels;  // gray, alpha, gray, alpha, ...
    std::vector<png_bytep> rows;
    png_uint_32 width = 0;
    png_uint_32 height = 0;
    std::size_t encoded_row = 0;

    Reader() {
        png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &message, on_png_error, on_png_warning);
        if (png != nullptr)
            info = png_create_info_struct(png);
    }
    ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
};

void on_read(png_structp png, png_bytep out, std::size_t count) {
    auto* const reader = static_cast<Reader*>(png_get_io_ptr(png));
    if (count > reader->encoded.size() - reader->at)
        png_error(png, "truncated");
    std::memcpy(out, reader->encoded.data() + reader->at, count);
    reader->at += count;
}

/// Reads the head and asks for 16-bit gray with alpha whatever the file holds.
bool read_head(Reader& reader) {
    if (setjmp(png_jmpbuf(reader.png)))
        return false;
    png_set_read_fn(reader.png, &reader, on_read);
    png_read_info(reader.png, reader.info);
    reader.width = png_get_image_width(reader.png, reader.info);
    reader.height = png_get_image_height(reader.png, reader.info);
    reader.encoded_row = png_get_rowbytes(reader.png, reader.info);
    png_set_expand_16(reader.png);  // palettes to colours, transparency to alpha, 16 bits
    const int kind = png_get_color_type(reader.png, reader.info);
    if ((kind & PNG_COLOR_MASK_COLOR) != 0)
        png_set_rgb_to_gray_fixed(reader.png, PNG_ERROR_ACTION_NONE, -1, -1);
    png_set_add_alpha(reader.png, 0xffff, PNG_FILLER_AFTER);
    png_set_swap(reader.png);
    png_set_interlace_handling(reader.png);
    png_read_update_info(reader.png, reader.info);
    if (png_get_rowbytes(reader.png, reader.info) != std::size_t{reader.width} * 4)
        png_error(reader.png, "an unexpected kind of pixels");
    return true;
}

bool read_rows(Reader& reader) {
    if (setjmp(png_jmpbuf(reader.png)))
        return false;
    png_read_image(reader.png, reader.rows.data());
    png_read_end(reader.png, nullptr);
    return true;
}

/// A small file that announces a huge picture must not cost memory.
void check_size(const Reader& reader, const std::string& path) {
    const std::uint64_t pixels = std::uint64_t{reader.width} * reader.height;
    if (pixels > max_pixels)
        fail(path, "a picture of " + std::to_string(reader.width) + " x " +
                       std::to_string(reader.height) + " pixels is larger than Tenon reads");
    const std::uint64_t data = std::uint64_t{reader.encoded_row} * reader.height;
    if (data / max_compression > reader.encoded.size())
        fail(path, "not a valid PNG file: truncated");
}

[[noreturn]] void fail_png(const Reader& reader, const std::string& path) {
    fail(path, std::string("not a valid PNG file: ") + reader.message.text);
}

std::vector<double> levels(const Reader& reader) {
    std::vector<double> result(reader.pixels.size() / 2);
    for (std::size_t i = 0; i < result.size(); ++i) {
        const double gray = reader.pixels[2 * i] / 65535.0;
        const std::uint16_t alpha = reader.pixels[2 * i + 1];
        const double cover = alpha / 65535.0;
        result[i] = alpha == 0xffff ? gray : gray * cover + (1 - cover);
    }
    return result;
}

}  // namespace

GrayImage read_png(const std::string& path) try {
    Reader reader;
    if (reader.info == nullptr)
        fail(path, "libpng could not be started");
    reader.encoded = InputFile(path).read_all();
    constexpr std::size_t signature = 8;
    if (reader.encoded.size() < signature ||
        png_sig_cmp(reinterpret_cast<png_const_bytep>(reader.encoded.data()), 0, signature) != 0)
        fail(path, "not a PNG file");
    if (!read_head(reader))
        fail_png(reader, path);
    check_size(reader, path);
    reader.pixels.resize(std::size_t{reader.width} * reader.height * 2);
    for (std::size_t row = 0; row < reader.height; ++row)
        reader.rows.push_back(
            reinterpret_cast<png_bytep>(reader.pixels.data() + row * reader.width * 2));
    if (!read_rows(reader))
        fail_png(reader, path);
    return {reader.width, reader.height, levels(reader)};
} catch (const std::bad_alloc&) {
    throw MemoryError(path + ": no memory for the picture");
}

}  // namespace tenon::lib::io
