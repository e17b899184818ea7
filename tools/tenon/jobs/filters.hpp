// SPDX-License-Identifier: MIT
/// What is done with pictures: planes of bytes, as (height, width) arrays of uint8.
#pragma once

#include <tenon/tenon.hpp>

namespace tenon::jobs {

/// min(int(sqrt(dx * dx + dy * dy) / 4), 255) where dx and dy are Sobel's differences of columns
/// and rows; 0 on the border. All intermediates are exact: |dx|, |dy| <= 1020, and no root of a
/// whole number below 2^21 is so close below a multiple of 4 that float32 rounds it up to that.
Array sobel(const Array& picture);

/// Enlarges a picture of one size about its middle, by a whole number. Along a side of n pixels,
/// pixel x shows the place ((n - 1) * (factor - 1) + 2 * x) / (2 * factor).
class Magnifier {
public:
    enum class Method {
        nearest,   ///< the pixel there; between two, the later one
        bilinear,  ///< the mean of four by distance, rounded, halves up
    };
    static constexpr std::int64_t most_factor = 64;
    /// @throws ValueError for factors below 1 and above most_factor.
    Magnifier(std::int64_t height, std::int64_t width, std::int64_t factor, Method method);
    Array operator()(const Array& picture) const;

private:
    /// For each pixel along a side: the pixel before its place, the one after, and the weight of
    /// that, in parts of 2 * factor.
    struct Side {
        Array before;
        Array after;
        Array weight;
    };
    static Side side(std::int64_t n, std::int64_t factor, Method method);

    std::int64_t factor_;
    Method method_;
    Side rows_;
    Side columns_;
};

/// Rings about a middle that moves with `number`: to try filters without a film.
Array ring_picture(std::int64_t height, std::int64_t width, std::int64_t number);

}  // namespace tenon::jobs
