// SPDX-License-Identifier: MIT
// Waves on a membrane: the leapfrog method, with two levels in time.
#include <cmath>
#include <iostream>
#include <numbers>

#include <tenon/tenon.hpp>
using namespace tenon;

int main() {
    const int n = 101, steps = 1000;
    const double courant = 0.5;  // way of the waves in a step; up to sqrt(1/2) is stable
    const double square = courant * courant;
    const auto in = slice(1, -1), low = slice(0, -2), high = slice(2, end);

    // [start]
    const double h = std::numbers::pi / (n - 1);
    const Array i = arange(n);
    const Array mode = sin(2 * h * i)(all, newaxis) * sin(3 * h * i);
    const auto laplace = [&](const Array& u) {
        return (u(low, in) + u(high, in)) + (u(in, low) + u(in, high)) - 4 * u(in, in);
    };
    Array now = copy(mode), before = copy(mode);
    before(in, in) += square / 2 * laplace(now);  // at rest
    // [start]

    // [steps]
    for (int step = 0; step < steps; ++step) {
        before(in, in) = 2 * now(in, in) - before(in, in) + square * laplace(now);
        swap(now, before);
    }
    // [steps]

    // A standing wave keeps its form; its frequency is that of the discrete equation.
    const double sines = std::pow(std::sin(h), 2) + std::pow(std::sin(1.5 * h), 2);
    const double phase = std::cos(2 * std::asin(courant * std::sqrt(sines)) * steps);
    const double error = max(abs(now - phase * mode)).item<double>();
    save_png("wave.png", now, ColorMap::balance, -1, 1);
    std::cout << "after " << steps << " steps the wave is " << phase << " times itself, error "
              << error << "\n";
    return error < 1e-10 ? 0 : 1;
}
