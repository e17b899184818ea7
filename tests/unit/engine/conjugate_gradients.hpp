// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/tenon.hpp>

#include "ran.hpp"

namespace tenon::engine {

/// Solves image(x) = right: the solution, what is left of the right side, and its square (M.
/// Hestenes and E. Stiefel, 1952). All numbers of the iteration stay arrays.
inline Arrays conjugate_gradients(const Array& right, int iterations,
                                  Array (*image_of)(const Array&)) {
    Array x = zeros(right.shape()), rest = right, direction = right;
    Array square = sum(rest * rest);
    for (int i = 0; i < iterations; ++i) {
        const Array image = image_of(direction);
        const Array alpha = square / sum(direction * image);
        x = x + alpha * direction;
        rest = rest - alpha * image;
        const Array next = sum(rest * rest);
        direction = rest + (next / square) * direction;
        square = next;
    }
    return {x, rest, square};
}

}  // namespace tenon::engine
