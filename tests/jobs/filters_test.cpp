// SPDX-License-Identifier: MIT
// Filters of pictures: exactly what their definitions say, for one pixel after the other.
#include "jobs/filters.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace tenon::testing {

namespace {

using jobs::Magnifier;
using Pixels = std::vector<std::uint8_t>;

Array picture_by_chance(std::int64_t height, std::int64_t width, std::uint64_t seed) {
    const Array levels = Generator(seed).uniform({height, width});
    // Black and white beside grey: the steepest edges come about too.
    return astype(clip(levels * 600 - 170, 0, 255), DType::uint8);
}

Pixels plain_sobel(const Array& picture) {
    const std::int64_t height = picture.shape(0);
    const std::int64_t width = picture.shape(1);
    const Pixels p = picture.values<std::uint8_t>();
    Pixels edges(p.size(), 0);
    for (std::int64_t i = 1; i + 1 < height; ++i)
        for (std::int64_t j = 1; j + 1 < width; ++j) {
            const auto at = [&](std::int64_t down, std::int64_t right) -> double {
                return p[static_cast<std::size_t>((i + down) * width + j + right)];
            };
            const double dx =
                at(-1, 1) + 2 * at(0, 1) + at(1, 1) - at(-1, -1) - 2 * at(0, -1) - at(1, -1);
            const double dy =
                at(1, -1) + 2 * at(1, 0) + at(1, 1) - at(-1, -1) - 2 * at(-1, 0) - at(-1, 1);
            edges[static_cast<std::size_t>(i * width + j)] = static_cast<std::uint8_t>(
                std::min(static_cast<int>(std::sqrt(dx * dx + dy * dy) / 4), 255));
        }
    return edges;
}

/// The place of pixel x along a side: the pixel at or before it, and 2 * factor-ths beyond.
struct Place {
    std::int64_t at;
    std::int64_t beyond;
};
Place place(std::int64_t x, std::int64_t n, std::int64_t factor) {
    const std::int64_t numerator = (n - 1) * (factor - 1) + 2 * x;
    return {numerator / (2 * factor), numerator % (2 * factor)};
}

Pixels plain_magnify(const Array& picture, std::int64_t factor, Magnifier::Method method) {
    const std::int64_t height = picture.shape(0);
    const std::int64_t width = picture.shape(1);
    const Pixels p = picture.values<std::uint8_t>();
    Pixels result;
    for (std::int64_t y = 0; y < height; ++y)
        for (std::int64_t x = 0; x < width; ++x) {
            const Place row = place(y, height, factor);
            const Place column = place(x, width, factor);
            const auto at = [&](std::int64_t down, std::int64_t right) -> std::int64_t {
                return p[static_cast<std::size_t>(std::min(row.at + down, height - 1) * width +
                                                  std::min(column.at + right, width - 1))];
            };
            if (method == Magnifier::Method::nearest) {
                result.push_back(static_cast<std::uint8_t>(
                    at(row.beyond >= factor ? 1 : 0, column.beyond >= factor ? 1 : 0)));
                continue;
            }
            const std::int64_t whole = 2 * factor;
            const auto between = [whole](std::int64_t a, std::int64_t b, std::int64_t beyond) {
                return (whole - beyond) * a + beyond * b;
            };
            const std::int64_t sum =
                between(between(at(0, 0), at(0, 1), column.beyond),
                        between(at(1, 0), at(1, 1), column.beyond), row.beyond);
            result.push_back(static_cast<std::uint8_t>(
                std::floor(static_cast<double>(sum) / static_cast<double>(whole * whole) + 0.5)));
        }
    return result;
}

}  // namespace

TEST(Filters, sobel_has_the_pixels_of_its_definition) {
    for (const auto& [height, width] : std::vector<std::pair<std::int64_t, std::int64_t>>{
             {480, 640}, {3, 3}, {17, 129}, {64, 5}, {1, 9}, {2, 2}, {9, 2}}) {
        const Array picture = picture_by_chance(height, width, 4);
        EXPECT_EQ(jobs::sobel(picture).values<std::uint8_t>(), plain_sobel(picture))
            << height << " x " << width;
    }
    const Array rings = jobs::ring_picture(120, 160, 3);
    EXPECT_EQ(jobs::sobel(rings).values<std::uint8_t>(), plain_sobel(rings));
}

TEST(Filters, sobel_is_the_border_and_one_kernel_without_temporaries) {
    const Array picture = picture_by_chance(480, 640, 4).eval();
    jobs::sobel(picture).eval();
    reset_statistics();
    jobs::sobel(picture).eval();
    EXPECT_EQ(statistics().launches, 2U);
    EXPECT_EQ(statistics().temporaries, 0U);
}

TEST(Filters, the_root_of_every_sum_of_squares_is_exact_enough_in_float32) {
    constexpr std::int64_t most = 2 * 1020 * 1020;
    for (std::int64_t square = 0; square <= most; ++square) {
        const auto quarter = static_cast<std::int64_t>(std::sqrt(static_cast<float>(square)) / 4);
        ASSERT_TRUE(16 * quarter * quarter <= square && square < 16 * (quarter + 1) * (quarter + 1))
            << square;
    }
}

TEST(Filters, magnified_pictures_have_the_pixels_of_their_definition) {
    for (const auto method : {Magnifier::Method::nearest, Magnifier::Method::bilinear})
        for (const auto& [height, width] :
             std::vector<std::pair<std::int64_t, std::int64_t>>{{48, 64}, {15, 33}, {1, 1}, {2, 7}})
            for (const std::int64_t factor : {1, 2, 3, 5, 64}) {
                const Array picture = picture_by_chance(height, width, 9);
                EXPECT_EQ(Magnifier(height, width, factor, method)(picture).values<std::uint8_t>(),
                          plain_magnify(picture, factor, method))
                    << height << " x " << width << " by " << factor;
            }
}

TEST(Filters, magnifying_once_changes_nothing_and_keeps_the_middle) {
    const Array picture = picture_by_chance(31, 41, 2);
    for (const auto method : {Magnifier::Method::nearest, Magnifier::Method::bilinear}) {
        EXPECT_EQ(Magnifier(31, 41, 1, method)(picture).values<std::uint8_t>(),
                  picture.values<std::uint8_t>());
        for (const std::int64_t factor : {2, 7, 30})
            EXPECT_EQ(Magnifier(31, 41, factor, method)(picture)(15, 20).item<std::uint8_t>(),
                      picture(15, 20).item<std::uint8_t>());
    }
    EXPECT_THROW(Magnifier(9, 9, 0, Magnifier::Method::nearest), ValueError);
    EXPECT_THROW(Magnifier(9, 9, 65, Magnifier::Method::nearest), ValueError);
}

TEST(Filters, rings_move) {
    const Array first = jobs::ring_picture(48, 64, 0);
    EXPECT_EQ(first(24, 32).item<int>(), 0);
    EXPECT_EQ(first(24, 48).item<int>(), 4);
    EXPECT_EQ(jobs::ring_picture(48, 64, 1)(27, 37).item<int>(), 0);
}

}  // namespace tenon::testing
