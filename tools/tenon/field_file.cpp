// SPDX-License-Identifier: MIT
#include "field_file.hpp"

#include <vector>

#include <tenon/tenon.hpp>

#include "command.hpp"
#include "options.hpp"

namespace tenon::tool {

namespace {

/// The nearest pixel for each of n x n points.
Array sample(const Array& levels, std::int64_t n) {
    const auto nearest = [n](std::int64_t size) {
        std::vector<std::int64_t> positions;
        for (std::int64_t i = 0; i < n; ++i)
            positions.push_back((2 * i + 1) * size / (2 * n));
        return array(positions);
    };
    return take(take(levels, nearest(levels.shape(0)), 0), nearest(levels.shape(1)), 1);
}

void check_shape(const std::string& what, const Shape& shape, std::int64_t n, int dims) {
    if (shape == Shape(static_cast<std::size_t>(dims), n))
        return;
    std::string text;
    for (const std::int64_t size : shape)
        text += (text.empty() ? "" : ", ") + std::to_string(size);
    throw UsageError(what + " has shape (" + text + "), but N is " + std::to_string(n) +
                     (dims == 2 ? "" : ", in " + std::to_string(dims) + " dimensions"));
}

}  // namespace

Array load_field(const std::string& option, const std::string& words, const std::string& path,
                 std::int64_t n, int dims, DType type, double white) {
    const std::string what = option + ": " + path;
    if (ends_with(path, ".png")) {
        if (dims != 2)
            throw UsageError(what + ": a picture makes a field of two dimensions only");
        return astype(white * sample(load_png(path), n), type);
    }
    if (!ends_with(path, ".npy"))
        throw UsageError(option + ": \"" + path + "\" is neither " + words +
                         " nor a .npy or .png file");
    const Array field = load(path);
    check_shape(what, field.shape(), n, dims);
    if (is_complex(field.dtype()))
        throw UsageError(what + " holds complex numbers");
    return astype(field, type);
}

}  // namespace tenon::tool
