// SPDX-License-Identifier: MIT
// Heat spreads: explicit steps of the diffusion equation, checked against an exact solution.
#include <cmath>
#include <iostream>
#include <numbers>

#include <tenon/tenon.hpp>
using namespace tenon;

int main() {
    // [start]
    const int n = 65, steps = 500;
    const double rate = 0.2;  // squares of the grid's distance per step; up to 1/4 is stable
    const double angle = std::numbers::pi / (n - 1);
    const Array wave = sin(angle * arange(n));  // a half wave along each axis
    const Array start = wave(all, newaxis) * wave;
    // [start]

    // [steps]
    const auto in = slice(1, -1), low = slice(0, -2), high = slice(2, end);
    Array u = copy(start), v = copy(start);
    for (int step = 0; step < steps; ++step) {
        v(in, in) = u(in, in) + rate * ((u(low, in) + u(high, in)) + (u(in, low) + u(in, high)) -
                                        4 * u(in, in));
        swap(u, v);
    }
    // [steps]

    // A half wave stays one, and each step multiplies it by the same number.
    const double decay = 1 - 8 * rate * std::pow(std::sin(angle / 2), 2);
    const double left = std::pow(decay, steps);
    const double error = max(abs(u - left * start)).item<double>() / left;
    save_png("heat.png", u);
    std::cout << "after " << steps << " steps " << left << " is left, relative error " << error
              << "\n";
    return error < 1e-12 ? 0 : 1;
}
