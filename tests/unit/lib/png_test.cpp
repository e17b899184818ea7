// SPDX-License-Identifier: MIT
#include "lib/io/png.hpp"

#include <png.h>
#include <zlib.h>

#include <random>

#include <tenon/error.hpp>

#include "io_files.hpp"

namespace tenon::lib::io {

namespace {

struct Kind {
    int color_type;
    int depth;
    int interlace = PNG_INTERLACE_NONE;
    bool transparent_key = false;
};

/// A picture of one repeated row, written by libpng itself.
void write_kind(const std::string& path, const Kind& kind, int width, int height,
                std::vector<std::uint8_t> row, std::vector<png_color> colors = {}) {
    FILE* const file = std::fopen(path.c_str(), "wb");
    ASSERT_NE(file, nullptr);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, file);
    png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height),
                 kind.depth, kind.color_type, kind.interlace, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    if (!colors.empty())
        png_set_PLTE(png, info, colors.data(), static_cast<int>(colors.size()));
    if (kind.transparent_key) {
        const png_byte alphas[] = {0};
        png_set_tRNS(png, info, alphas, 1, nullptr);
    }
    std::vector<png_bytep> rows(static_cast<std::size_t>(height), row.data());
    png_set_rows(png, info, rows.data());
    png_write_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
    png_destroy_write_struct(&png, &info);
    std::fclose(file);
}

class PngTest : public FileTest {
protected:
    std::vector<double> first_row(const Kind& kind, int width, std::vector<std::uint8_t> row,
                                  std::vector<png_color> colors = {}) {
        write_kind(path("a.png"), kind, width, 3, std::move(row), std::move(colors));
        const GrayImage image = read_png(path("a.png"));
        EXPECT_EQ(image.width, width);
        EXPECT_EQ(image.height, 3);
        EXPECT_EQ(image.levels.size(), static_cast<std::size_t>(3 * width));
        return {image.levels.begin(), image.levels.begin() + width};
    }
};

}  // namespace

TEST_F(PngTest, GrayComesBackExactly) {
    std::vector<std::uint8_t> levels(256 * 2);
    for (std::size_t i = 0; i < levels.size(); ++i)
        levels[i] = static_cast<std::uint8_t>(i);
    write_png(path("a.png"), 256, 2, levels, palette(ColorMap::gray));
    const GrayImage image = read_png(path("a.png"));
    for (std::size_t i = 0; i < levels.size(); ++i)
        ASSERT_EQ(image.levels[i], levels[i] / 255.0);
    EXPECT_EQ(file_count(), 1u);
}

TEST_F(PngTest, EveryKindOfPixels) {
    using V = std::vector<double>;
    EXPECT_EQ(first_row({PNG_COLOR_TYPE_GRAY, 1}, 4, {0b1010'0000}), (V{1, 0, 1, 0}));
    EXPECT_EQ(first_row({PNG_COLOR_TYPE_GRAY, 4}, 2, {0x0f}), (V{0, 1}));
    EXPECT_EQ(first_row({PNG_COLOR_TYPE_GRAY, 16}, 2, {0x12, 0x34, 0xff, 0xff}),
              (V{0x1234 / 65535.0, 1}));
    EXPECT_EQ(first_row({PNG_COLOR_TYPE_RGB, 8}, 2, {9, 9, 9, 255, 255, 255}), (V{9 / 255.0, 1}));
    // Transparent pixels lie on white.
    EXPECT_EQ(first_row({PNG_COLOR_TYPE_GRAY_ALPHA, 8}, 2, {0, 0, 0, 255}), (V{1, 0}));
    EXPECT_EQ(first_row({PNG_COLOR_TYPE_RGBA, 16}, 1, {0, 0, 0, 0, 0, 0, 0, 0}), (V{1}));
    EXPECT_EQ(first_row({PNG_COLOR_TYPE_PALETTE, 2}, 3, {0b0001'1000},
                        {{0, 0, 0}, {255, 255, 255}, {51, 51, 51}}),
              (V{0, 1, 0.2}));
    EXPECT_EQ(first_row({PNG_COLOR_TYPE_PALETTE, 8, PNG_INTERLACE_NONE, true}, 2, {0, 1},
                        {{0, 0, 0}, {0, 0, 0}}),
              (V{1, 0}));
    EXPECT_EQ(first_row({PNG_COLOR_TYPE_GRAY, 8, PNG_INTERLACE_ADAM7}, 9,
                        {0, 51, 102, 153, 204, 255, 0, 51, 102}),
              (V{0, 0.2, 0.4, 0.6, 0.8, 1, 0, 0.2, 0.4}));
    const double green = first_row({PNG_COLOR_TYPE_RGB, 8}, 1, {0, 255, 0})[0];
    EXPECT_NEAR(green, 0.7152, 0.01);
}

TEST_F(PngTest, BadFilesAreRefusedByName) {
    std::vector<std::uint8_t> levels(10000, 7);
    for (std::size_t i = 0; i < levels.size(); ++i)
        levels[i] = static_cast<std::uint8_t>(i * i / 7);
    write_png(path("a.png"), 100, 100, levels, palette(ColorMap::heat));
    const std::string whole = read("a.png");
    for (const std::size_t size : {whole.size() - 1, whole.size() / 2, std::size_t{40}}) {
        const std::string text =
            error_text<FileError>([&] { read_png(write("b.png", whole.substr(0, size))); });
        EXPECT_EQ(text, path("b.png") + ": not a valid PNG file: truncated") << size;
    }
    EXPECT_EQ(error_text<FileError>([&] { read_png(write("b.png", "GIF89a...")); }),
              path("b.png") + ": not a PNG file");
    EXPECT_EQ(error_text<FileError>([&] { read_png(write("b.png", "")); }),
              path("b.png") + ": not a PNG file");
    EXPECT_EQ(error_text<ValueError>(
                  [&] { write_png(path("c.png"), 2'000'000, 1, levels, palette(ColorMap::heat)); }),
              path("c.png") +
                  ": a picture of 2000000 x 1 pixels cannot be written; sides are 1 to 1000000");
    EXPECT_FALSE(std::filesystem::exists(path("c.png")));
}

TEST_F(PngTest, AHugePictureInASmallFileCostsNothing) {
    write_kind(path("a.png"), {PNG_COLOR_TYPE_GRAY, 8}, 1, 1, {7});
    std::string bytes = read("a.png");
    const auto put = [&](std::size_t at, std::uint32_t value) {
        for (std::size_t i = 0; i < 4; ++i)
            bytes[at + i] = static_cast<char>(value >> (24 - 8 * i));
    };
    put(16, 20000);
    put(20, 20000);
    const auto* const start = reinterpret_cast<const Bytef*>(bytes.data() + 12);
    put(29, static_cast<std::uint32_t>(crc32(0, start, 17)));
    EXPECT_EQ(error_text<FileError>([&] { read_png(write("b.png", bytes)); }),
              path("b.png") + ": not a valid PNG file: truncated");
}

TEST_F(PngTest, MutatedFilesReadOrAreRefused) {
    std::vector<std::uint8_t> levels(400);
    for (std::size_t i = 0; i < levels.size(); ++i)
        levels[i] = static_cast<std::uint8_t>(i * 37);
    write_png(path("a.png"), 20, 20, levels, palette(ColorMap::fractal));
    const std::string whole = read("a.png");
    std::mt19937 random(20260102);
    int refused = 0;
    for (int round = 0; round < 2000; ++round) {
        std::string bytes = whole;
        for (std::size_t changes = 1 + random() % 3; changes > 0 && !bytes.empty(); --changes) {
            const std::size_t at = random() % bytes.size();
            if (random() % 3 == 0)
                bytes.erase(at, 1 + random() % 50);
            else
                bytes[at] = static_cast<char>(random());
        }
        try {
            read_png(write("b.png", bytes));
        } catch (const UserError&) {
            ++refused;
        }
    }
    EXPECT_GT(refused, 500);
}

}  // namespace tenon::lib::io
