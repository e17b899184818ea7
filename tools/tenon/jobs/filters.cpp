// SPDX-License-Identifier: MIT
#include "filters.hpp"

#include <algorithm>
#include <vector>

namespace tenon::jobs {

namespace {

constexpr Slice inside = slice(1, -1);
constexpr Slice low = slice(0, -2);
constexpr Slice high = slice(2, end);

/// Of the pixels inside. Each view becomes wider by itself, so that no wider picture is stored, and
/// the names of what is in between are gone when it returns.
Array steepness(const Array& picture) {
    const auto part = [&](Slice rows, Slice columns) {
        return astype(picture(rows, columns), DType::int16);
    };
    const Array falling = part(high, high) - part(low, low);
    const Array rising = part(low, high) - part(high, low);
    const Array right = falling + rising + 2 * (part(inside, high) - part(inside, low));
    const Array down = falling - rising + 2 * (part(high, inside) - part(low, inside));
    const Array dx = astype(right, DType::float32);
    const Array dy = astype(down, DType::float32);
    return astype(minimum(sqrt(dx * dx + dy * dy) / 4, 255), DType::uint8);
}

}  // namespace

Array sobel(const Array& picture) {
    Array edges = zeros_like(picture);
    if (picture.shape(0) > 2 && picture.shape(1) > 2)
        edges(inside, inside) = steepness(picture);
    return edges;
}

Magnifier::Side Magnifier::side(std::int64_t n, std::int64_t factor, Method method) {
    std::vector<std::int64_t> before;
    std::vector<std::int64_t> after;
    std::vector<std::int32_t> weight;
    for (std::int64_t x = 0; x < n; ++x) {
        const std::int64_t place = (n - 1) * (factor - 1) + 2 * x;
        const std::int64_t at = (place + (method == Method::nearest ? factor : 0)) / (2 * factor);
        before.push_back(at);
        after.push_back(std::min(at + 1, n - 1));
        weight.push_back(static_cast<std::int32_t>(place % (2 * factor)));
    }
    return {array(before), array(after), array(weight)};
}

Magnifier::Magnifier(std::int64_t height, std::int64_t width, std::int64_t factor, Method method)
    : factor_(factor), method_(method) {
    if (factor < 1 || factor > most_factor)
        throw ValueError("magnify: the factor must be 1 to " + std::to_string(most_factor));
    rows_ = side(height, factor, method);
    columns_ = side(width, factor, method);
}

Array Magnifier::operator()(const Array& picture) const {
    if (method_ == Method::nearest)
        return take(take(picture, rows_.before, 0), columns_.before, 1);
    const Array wide = astype(picture, DType::int32);
    const auto between = [](const Array& a, const Array& b, const Array& weight,
                            std::int64_t whole) { return (whole - weight) * a + weight * b; };
    const std::int64_t whole = 2 * factor_;
    const Array lines = between(take(wide, rows_.before, 0), take(wide, rows_.after, 0),
                                rows_.weight(all, newaxis), whole);
    const Array sums = between(take(lines, columns_.before, 1), take(lines, columns_.after, 1),
                               columns_.weight, whole);
    return astype(floor_divide(sums + whole * whole / 2, whole * whole), DType::uint8);
}

Array ring_picture(std::int64_t height, std::int64_t width, std::int64_t number) {
    const Array x = astype(arange(width), DType::int32) - (width / 2 + 5 * number);
    const Array y = astype(arange(height), DType::int32) - (height / 2 + 3 * number);
    const Array square = x * x + (y * y)(all, newaxis);
    return astype((square >> 6) & 255, DType::uint8);
}

}  // namespace tenon::jobs
