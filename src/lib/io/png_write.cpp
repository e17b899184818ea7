// SPDX-License-Identifier: MIT
#include <csetjmp>
#include <cstdio>
#include <cstring>

#include <tenon/error.hpp>

#include "lib/io/file.hpp"
#include "lib/io/png.hpp"
#include "lib/io/png_error.hpp"

namespace tenon::lib::io {

static_assert(sizeof(Rgb) == sizeof(png_color));

void on_png_error(png_structp png, png_const_charp text) {
    auto* const message = static_cast<PngMessage*>(png_get_error_ptr(png));
    std::snprintf(message->text, sizeof message->text, "%s", text);
    png_longjmp(png, 1);
}

namespace {

constexpr std::int64_t max_side = 1'000'000;  // libpng's own limit for readers

struct Writer {
    png_structp png = nullptr;
    png_infop info = nullptr;
    PngMessage message;
    std::vector<std::uint8_t> encoded;

    Writer() {
        png =
            png_create_write_struct(PNG_LIBPNG_VER_STRING, &message, on_png_error, on_png_warning);
        if (png != nullptr)
            info = png_create_info_struct(png);
    }
    ~Writer() { png_destroy_write_struct(&png, &info); }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
};

/// Memory that runs out becomes libpng's error, after the exception's frame has been left.
bool append(Writer& writer, const std::uint8_t* bytes, std::size_t count) noexcept {
    try {
        writer.encoded.insert(writer.encoded.end(), bytes, bytes + count);
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

void on_write(png_structp png, png_bytep bytes, std::size_t count) {
    if (!append(*static_cast<Writer*>(png_get_io_ptr(png)), bytes, count))
        png_error(png, "out of memory");
}

struct Picture {
    png_uint_32 width;
    png_uint_32 height;
    const std::uint8_t* indices;
    const Rgb* palette;
    bool gray;
};

/// False after an error of libpng's, whose text is in writer.message.
bool encode(Writer& writer, const Picture& picture) {
    if (setjmp(png_jmpbuf(writer.png)))
        return false;
    png_set_write_fn(writer.png, &writer, on_write, nullptr);
    const int kind = picture.gray ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_PALETTE;
    png_set_IHDR(writer.png, writer.info, picture.width, picture.height, 8, kind,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (!picture.gray) {
        png_color colors[256];
        std::memcpy(colors, picture.palette, sizeof colors);
        png_set_PLTE(writer.png, writer.info, colors, 256);
    }
    png_write_info(writer.png, writer.info);
    for (png_uint_32 row = 0; row < picture.height; ++row)
        png_write_row(writer.png, picture.indices + std::size_t{row} * picture.width);
    png_write_end(writer.png, nullptr);
    return true;
}

}  // namespace

void write_png(const std::string& path, std::int64_t width, std::int64_t height,
               std::span<const std::uint8_t> indices, const Palette& palette) {
    if (width < 1 || height < 1 || width > max_side || height > max_side)
        throw ValueError(path + ": a picture of " + std::to_string(width) + " x " +
                         std::to_string(height) +
                         " pixels cannot be written; sides are 1 to 1000000");
    Writer writer;
    if (writer.info == nullptr)
        fail(path, "libpng could not be started");
    bool gray = true;
    for (std::size_t i = 0; i < palette.size(); ++i)
        gray = gray && palette[i].red == i && palette[i].green == i && palette[i].blue == i;
    const Picture picture{static_cast<png_uint_32>(width), static_cast<png_uint_32>(height),
                          indices.data(), palette.data(), gray};
    // The file is opened first: an unwritable place is reported before the work.
    OutputFile file(path);
    if (!encode(writer, picture))
        fail(path, std::string("cannot encode the picture: ") + writer.message.text);
    file.write(writer.encoded.data(), writer.encoded.size());
    file.commit();
}

}  // namespace tenon::lib::io
