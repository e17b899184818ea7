// SPDX-License-Identifier: MIT
// Edges in a picture of bytes, by Sobel's differences.
#include <algorithm>
#include <cmath>
#include <iostream>

#include <tenon/tenon.hpp>
using namespace tenon;

// [sobel]
// The names in here are gone when the pixels are looked at, so only those are ever stored.
Array sobel(const Array& picture) {
    const auto in = slice(1, -1), low = slice(0, -2), high = slice(2, end);
    const Array p = astype(picture, DType::int16);  // bytes have no sign
    const Array falling = p(high, high) - p(low, low), rising = p(low, high) - p(high, low);
    const Array right = falling + rising + 2 * (p(in, high) - p(in, low));
    const Array down = falling - rising + 2 * (p(high, in) - p(low, in));
    const Array dx = astype(right, DType::float32), dy = astype(down, DType::float32);
    return astype(minimum(sqrt(dx * dx + dy * dy) / 4, 255), DType::uint8);
}
// [sobel]

int main() {
    // [picture]
    // A hilly country in eight heights.
    const int height = 240, width = 320;
    const Array x = arange(width) / 40.0, y = (arange(height) / 40.0)(all, newaxis);
    const Array hills = sin(x) * cos(y) + sin(x / 2 + y) + cos(x - y / 3);
    const Array picture = astype(floor((hills + 3) * 1.3) * 32, DType::uint8);
    const Array edges = sobel(picture);
    // [picture]

    save_png("sobel.png", edges, ColorMap::gray);

    // The same for one pixel after the other, in double precision.
    const auto p = picture.values<std::uint8_t>(), seen = edges.values<std::uint8_t>();
    int wrong = 0;
    for (int i = 1; i < height - 1; ++i)
        for (int j = 1; j < width - 1; ++j) {
            const auto at = [&](int down, int right) -> double {
                return p[static_cast<std::size_t>((i + down) * width + j + right)];
            };
            const double dx =
                at(-1, 1) + 2 * at(0, 1) + at(1, 1) - at(-1, -1) - 2 * at(0, -1) - at(1, -1);
            const double dy =
                at(1, -1) + 2 * at(1, 0) + at(1, 1) - at(-1, -1) - 2 * at(-1, 0) - at(-1, 1);
            const int level = std::min(static_cast<int>(std::sqrt(dx * dx + dy * dy) / 4), 255);
            wrong += seen[static_cast<std::size_t>((i - 1) * (width - 2) + j - 1)] != level;
        }
    std::cout << "sum of the edges " << sum(edges).item<long>() << ", " << wrong << " wrong\n";
    return wrong == 0 ? 0 : 1;
}
