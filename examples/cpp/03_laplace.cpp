// SPDX-License-Identifier: MIT
// A time loop over a field: Laplace's equation by Jacobi iteration.
#include <iostream>

#include <tenon/tenon.hpp>
using namespace tenon;

int main() {
    // [field]
    const int n = 64;
    Array u = zeros({n, n});
    u(0, all) = 100.0;
    u(all, 0) = 75.0;
    u(all, -1) = 50.0;
    Array v = copy(u);
    // [field]

    // [sweep]
    const auto in = slice(1, -1), up = slice(0, -2), down = slice(2, end), left = up, right = down;
    const auto sweep = [&] {
        v(in, in) = (u(up, in) + u(down, in) + (u(in, left) + u(in, right))) / 4;
        swap(u, v);
    };
    // [sweep]

    // [solve]
    int sweeps = 0;
    double change = 0;
    do {
        for (int i = 0; i < 100; ++i, ++sweeps)
            sweep();
        change = max(abs(u - v)).item<double>();  // looking at a value runs the hundred sweeps
    } while (change > 1e-6);
    // [solve]

    save("laplace.npy", u);
    save_png("laplace.png", u, ColorMap::heat);

    // At rest, every point is the mean of its neighbours, and the file holds what was saved.
    Array mean = (u(up, in) + u(down, in) + u(in, left) + u(in, right)) / 4;
    const double residual = max(abs(u(in, in) - mean)).item<double>();
    const bool same = all_of(load("laplace.npy") == u).item<bool>();
    std::cout << sweeps << " sweeps, change " << change << ", residual " << residual << "\n";
    return residual < 2e-6 && same ? 0 : 1;
}
