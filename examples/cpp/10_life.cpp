// SPDX-License-Identifier: MIT
// Conway's game of life on bytes: a glider goes once round a board whose sides meet.
#include <iostream>

#include <tenon/tenon.hpp>
using namespace tenon;

int main() {
    // [board]
    const int n = 32;
    Array u = zeros({n + 2, n + 2}, DType::uint8);  // with a frame, so that all have neighbours
    const auto in = slice(1, -1), low = slice(0, -2), high = slice(2, end);
    u(1, 2) = 1;
    u(2, 3) = 1;
    u(3, slice(1, 4)) = 1;
    const Array start = copy(u(in, in));
    Array v = copy(u);
    // [board]

    // [step]
    const auto step = [&] {
        u(0, all) = u(-2, all);  // the frame is the opposite side
        u(-1, all) = u(1, all);
        u(all, 0) = u(all, -2);
        u(all, -1) = u(all, 1);
        const Array count = u(low, low) + u(low, in) + u(low, high) + u(in, low) + u(in, high) +
                            u(high, low) + u(high, in) + u(high, high);
        v(in, in) = (count == 3) | ((count == 2) & (u(in, in) != 0));
        swap(u, v);
    };
    // [step]

    for (int i = 0; i < 4; ++i)
        step();
    const bool moved = all_of(u(in, in) == roll(start, {1, 1}, {0, 1})).item<bool>();
    for (int i = 4; i < 4 * n; ++i)
        step();
    const bool round = all_of(u(in, in) == start).item<bool>();
    save_png("life.png", u(in, in), ColorMap::gray);
    std::cout << "the glider " << (moved ? "moves" : "does not move") << " and "
              << (round ? "comes" : "does not come") << " back\n";
    return moved && round ? 0 : 1;
}
