// SPDX-License-Identifier: MIT
// The Mandelbrot set: a function of one point, applied to all of them.
#include <complex>
#include <iostream>

#include <tenon/tenon.hpp>
using namespace tenon;

int main() {
    // [kernel]
    auto escape = vectorize([](Complex128 q, Int64 limit) {  // one point
        Var<Complex128> z = 0;
        Var<Int64> n = 0;
        while_([&] { return n < limit && norm(z) <= 4.0; },
               [&] {
                   z = z * z + q;
                   n += 1;
               });
        return select(norm(z) > 4.0, n - 1, 0);
    });
    // [kernel]

    // [grid]
    const int size = 500;
    Array x = linspace(-2.13, 0.77, size, false);
    Array y = linspace(1.3, -1.3, size, false);
    Array q = x + y(all, newaxis) * std::complex<double>(0, 1);  // size x size points
    // [grid]

    // [picture]
    Array counts = escape(q, 1000);
    save_png("mandelbrot.png", counts, ColorMap::fractal);
    // [picture]

    // The same by ordinary array code: every operation on all points.
    Array z = zeros_like(q);
    Array rest = q;
    Array expected = zeros(q.shape(), DType::int64);
    for (int iteration = 0; iteration < 1000; ++iteration) {
        z = z * z + rest;
        Array done = abs(z) > 2;
        rest = where(done, 0, rest);
        z = where(done, 0, z);
        expected = where(done, iteration, expected);
    }
    const auto different = count_nonzero(counts != expected).item<long>();
    std::cout << "mandelbrot.png: " << count_nonzero(counts == 0).item<long>()
              << " points inside; the two ways differ in " << different << "\n";
    return different == 0 ? 0 : 1;
}
