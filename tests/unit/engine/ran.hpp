// SPDX-License-Identifier: MIT
/// What the tests of loops have in common.
#pragma once

#include <functional>
#include <vector>

#include <tenon/tenon.hpp>

namespace tenon::engine {

using Arrays = std::vector<Array>;
using Program = std::function<Arrays()>;

/// A program's results as float64, and what was counted meanwhile.
struct Ran {
    std::vector<std::vector<double>> values;
    Statistics counted;
};

inline const Slice in = slice(1, -1);
inline const Slice up = slice(0, -2);
inline const Slice down = slice(2, end);

inline Array field(const Shape& shape, double scale = 1) {
    std::int64_t count = 1;
    for (const std::int64_t size : shape)
        count *= size;
    return copy((sin(arange(count) * 0.37) * scale).reshape(shape)).eval();
}

}  // namespace tenon::engine
