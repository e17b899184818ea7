// SPDX-License-Identifier: MIT
// The inputs of the benchmarks.
#pragma once

#include <cstdint>
#include <random>

#include "harness.hpp"

// Coordinates by repeated addition, as the Mandelbrot job defines them.
inline std::vector<double> mandelbrot_points(int size) {
    const double x1 = -2.13, x2 = 0.77, y1 = -1.3, y2 = 1.3;
    const double x_step = (x2 - x1) / size * 2, y_step = (y1 - y2) / size * 2;
    std::vector<double> q;
    for (double y = y2; y > y1; y += y_step)
        for (double x = x1; x < x2; x += x_step)
            q.insert(q.end(), {x, y});
    return q;
}

inline std::vector<double> square_points(int n, double half) {
    std::vector<double> z;
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j)
            z.insert(z.end(), {-half + 2 * half * j / (n - 1), -half + 2 * half * i / (n - 1)});
    return z;
}

inline void fill_uniform(Buffer<double>& b, double low, double high, unsigned seed) {
    std::mt19937_64 engine(seed);
    std::uniform_real_distribution<double> uniform(low, high);
    for (double& v : b)
        v = uniform(engine);
}
