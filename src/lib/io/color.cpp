// SPDX-License-Identifier: MIT
#include "lib/io/color.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tenon::lib::io {

namespace {

constexpr Rgb not_a_number = {119, 119, 119};

/// A colour in OKLab's cylinder, where equal steps of lightness look equal.
struct Lch {
    double lightness;
    double chroma;
    double hue;  // degrees
};

struct Linear {
    double red;
    double green;
    double blue;
    bool displayable() const {
        const auto inside = [](double v) { return v >= -1e-6 && v <= 1 + 1e-6; };
        return inside(red) && inside(green) && inside(blue);
    }
};

/// OKLab's published definition (Björn Ottosson, 2020).
Linear to_linear(const Lch& color) {
    const double angle = color.hue * std::numbers::pi / 180;
    const double a = color.chroma * std::cos(angle);
    const double b = color.chroma * std::sin(angle);
    const double l = std::pow(color.lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
    const double m = std::pow(color.lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
    const double s = std::pow(color.lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
    return {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

std::uint8_t encode(double linear) {
    const double v = std::clamp(linear, 0.0, 1.0);
    const double encoded = v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
    return static_cast<std::uint8_t>(std::lround(encoded * 255));
}

/// The colour, or the most vivid one of its lightness and hue that a screen can show.
Rgb to_rgb(Lch color) {
    Linear linear = to_linear(color);
    while (!linear.displayable() && color.chroma > 0.001) {
        color.chroma *= 0.97;
        linear = to_linear(color);
    }
    return {encode(linear.red), encode(linear.green), encode(linear.blue)};
}

/// Straight lines through `stops`, which stand at equal distances from 0 to 1.
Lch between(std::span<const Lch> stops, double t) {
    const double at = t * static_cast<double>(stops.size() - 1);
    const auto left = std::min(static_cast<std::size_t>(at), stops.size() - 2);
    const double u = at - static_cast<double>(left);
    const Lch& a = stops[left];
    const Lch& b = stops[left + 1];
    return {a.lightness + u * (b.lightness - a.lightness), a.chroma + u * (b.chroma - a.chroma),
            a.hue + u * (b.hue - a.hue)};
}

void fill_ramp(std::span<Rgb> entries, std::span<const Lch> stops) {
    for (std::size_t i = 0; i < entries.size(); ++i)
        entries[i] = to_rgb(
            between(stops, static_cast<double>(i) / static_cast<double>(entries.size() - 1)));
}

double position(double value, Range range) {
    const double width = range.high - range.low;
    if (!(width > 0))
        return value >= range.high && value > 0 ? 1 : 0;
    if (!std::isfinite(width))  // as for -1e308 to 1e308
        return std::clamp(value / 2 / (range.high / 2 - range.low / 2) + 0.5, 0.0, 1.0);
    return std::clamp((value - range.low) / width, 0.0, 1.0);
}

std::uint8_t color_index(double value, ColorMap map, Range range) {
    if (map == ColorMap::gray)
        return std::isnan(value)
                   ? 0
                   : static_cast<std::uint8_t>(std::lround(255 * position(value, range)));
    if (std::isnan(value))
        return 0;
    if (map != ColorMap::fractal)
        return static_cast<std::uint8_t>(1 + std::lround(254 * position(value, range)));
    // Counts crowd at the low end and thin out towards the set's edge: their logarithm is even.
    if (!(value > range.low))
        return 0;
    const double t = std::log1p(value - range.low) / std::log1p(range.high - range.low);
    return static_cast<std::uint8_t>(1 + std::lround(254 * std::clamp(t, 0.0, 1.0)));
}

}  // namespace

Palette palette(ColorMap map) {
    Palette colors{};
    const std::span<Rgb> ramp = std::span(colors).subspan(1);
    switch (map) {
    case ColorMap::gray:
        for (std::size_t i = 0; i < colors.size(); ++i) {
            const auto level = static_cast<std::uint8_t>(i);
            colors[i] = {level, level, level};
        }
        break;
    case ColorMap::heat: {
        static constexpr Lch stops[] = {{0.08, 0.03, 285},  {0.24, 0.105, 300}, {0.40, 0.15, 345},
                                        {0.56, 0.185, 382}, {0.72, 0.16, 412},  {0.86, 0.14, 450},
                                        {0.98, 0.05, 465}};
        colors[0] = not_a_number;
        fill_ramp(ramp, stops);
        break;
    }
    case ColorMap::fractal: {
        static constexpr Lch stops[] = {{0.14, 0.05, 265}, {0.27, 0.11, 262}, {0.48, 0.14, 250},
                                        {0.74, 0.11, 220}, {0.97, 0.02, 110}, {0.84, 0.16, 85},
                                        {0.66, 0.18, 52},  {0.45, 0.16, 28},  {0.30, 0.10, 350}};
        fill_ramp(ramp, stops);
        break;
    }
    case ColorMap::balance: {
        // The middle, entry 128, belongs to both halves: it has no chroma, so its hue is free.
        static constexpr Lch low[] = {{0.32, 0.10, 268},
                                      {0.50, 0.16, 262},
                                      {0.69, 0.12, 250},
                                      {0.85, 0.06, 240},
                                      {0.97, 0, 235}};
        static constexpr Lch high[] = {
            {0.97, 0, 65}, {0.85, 0.07, 60}, {0.69, 0.14, 42}, {0.50, 0.17, 28}, {0.32, 0.12, 20}};
        colors[0] = not_a_number;
        fill_ramp(ramp.first(128), low);
        fill_ramp(ramp.last(128), high);
        break;
    }
    }
    return colors;
}

Range finite_range(std::span<const double> values) {
    Range range;
    bool found = false;
    for (const double value : values) {
        if (!std::isfinite(value))
            continue;
        range.low = found ? std::min(range.low, value) : value;
        range.high = found ? std::max(range.high, value) : value;
        found = true;
    }
    return range;
}

std::vector<std::uint8_t> color_indices(std::span<const double> values, ColorMap map, Range range) {
    std::vector<std::uint8_t> indices(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        indices[i] = color_index(values[i], map, range);
    return indices;
}

}  // namespace tenon::lib::io
