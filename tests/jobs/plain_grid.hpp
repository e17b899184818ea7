// SPDX-License-Identifier: MIT
/// Programs of plain loops over the points of a square or a cube, to compare with.
#pragma once

#include <cstddef>
#include <vector>

namespace tenon::testing {

/// Calls f with the position of each point inside, of n points on a side.
template <class F>
void for_interior(std::size_t n, int dims, F f) {
    for (std::size_t plane = 0; plane < (dims == 3 ? n - 2 : 1); ++plane)
        for (std::size_t i = 1; i + 1 < n; ++i)
            for (std::size_t j = 1; j + 1 < n; ++j)
                f((dims == 3 ? (plane + 1) * n * n : 0) + i * n + j);
}

/// (low + high) of the first axis, plus that of the next ones, less the middle as often.
template <class T>
T plain_differences(const std::vector<T>& u, std::size_t n, int dims, std::size_t at) {
    std::size_t step = dims == 3 ? n * n : n;
    T around = u[at - step] + u[at + step];
    for (int axis = 1; axis < dims; ++axis) {
        step /= n;
        around = around + (u[at - step] + u[at + step]);
    }
    return around - static_cast<T>(2 * dims) * u[at];
}

}  // namespace tenon::testing
