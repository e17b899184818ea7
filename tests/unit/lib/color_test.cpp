// SPDX-License-Identifier: MIT
#include "lib/io/color.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace tenon::lib::io {

namespace {

double luminance(const Rgb& color) {
    const auto linear = [](std::uint8_t v) { return std::pow(v / 255.0, 2.2); };
    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue);
}

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST(Color, HeatAndGrayGrowLighterEvenly) {
    const Palette heat = palette(ColorMap::heat);
    const Palette gray = palette(ColorMap::gray);
    for (std::size_t i = 2; i < heat.size(); ++i) {
        EXPECT_GE(luminance(heat[i]), luminance(heat[i - 1])) << i;
        EXPECT_GT(luminance(gray[i]), luminance(gray[i - 1])) << i;
    }
    EXPECT_LT(luminance(heat[1]), 0.01);
    EXPECT_GT(luminance(heat[255]), 0.9);
}

TEST(Color, InsideOfAFractalIsBlack) {
    const Palette colors = palette(ColorMap::fractal);
    EXPECT_EQ(luminance(colors[0]), 0);
    const double counts[] = {0, 1, 5, 999, 1000};
    const auto indices = color_indices(counts, ColorMap::fractal, {0, 1000});
    EXPECT_EQ(indices[0], 0);
    EXPECT_GE(indices[1], 1);
    EXPECT_LT(indices[1], indices[2]);
    EXPECT_EQ(indices[4], 255);
}

TEST(Color, BalanceIsLightestInTheMiddleAndAlikeOnBothSides) {
    const Palette colors = palette(ColorMap::balance);
    for (std::size_t i = 2; i <= 128; ++i) {
        EXPECT_GE(luminance(colors[i]), luminance(colors[i - 1])) << i;
        EXPECT_GE(luminance(colors[256 - i]), luminance(colors[257 - i])) << i;
        EXPECT_NEAR(luminance(colors[i]), luminance(colors[256 - i]), 0.06) << i;
        EXPECT_GT(colors[i - 1].blue, colors[i - 1].red) << i;
        EXPECT_LT(colors[257 - i].blue, colors[257 - i].red) << i;
    }
    EXPECT_EQ(colors[128].red, colors[128].blue);
    const double values[] = {-infinity, -3, 0, 3, nan};
    EXPECT_EQ(color_indices(values, ColorMap::balance, {-3, 3}),
              (std::vector<std::uint8_t>{1, 1, 128, 255, 0}));
}

TEST(Color, ScalesEndAtTheRange) {
    const double values[] = {-infinity, -1, 0, 0.5, 1, 7, infinity, nan};
    const auto gray = color_indices(values, ColorMap::gray, {0, 1});
    EXPECT_EQ(gray, (std::vector<std::uint8_t>{0, 0, 0, 128, 255, 255, 255, 0}));
    const auto heat = color_indices(values, ColorMap::heat, {0, 1});
    EXPECT_EQ(heat, (std::vector<std::uint8_t>{1, 1, 1, 128, 255, 255, 255, 0}));
}

TEST(Color, RangeLeavesOutWhatIsNotFinite) {
    const double values[] = {nan, 3, -infinity, -2, infinity};
    EXPECT_EQ(finite_range(values).low, -2);
    EXPECT_EQ(finite_range(values).high, 3);
    const double none[] = {nan};
    EXPECT_EQ(finite_range(none).high, 0);
}

TEST(Color, ConstantAndExtremeRanges) {
    const double values[] = {5, 5};
    EXPECT_EQ(color_indices(values, ColorMap::heat, {5, 5})[0], 255);
    const double zeros[] = {0};
    EXPECT_EQ(color_indices(zeros, ColorMap::heat, {0, 0})[0], 1);
    constexpr double most = std::numeric_limits<double>::max();
    const double extremes[] = {-most, 0, most};
    EXPECT_EQ(color_indices(extremes, ColorMap::gray, {-most, most}),
              (std::vector<std::uint8_t>{0, 128, 255}));
}

}  // namespace tenon::lib::io
