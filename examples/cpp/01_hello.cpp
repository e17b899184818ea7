// SPDX-License-Identifier: MIT
// Arrays: making them, computing with them, looking at them.
#include <iostream>

#include <tenon/tenon.hpp>
using namespace tenon;

int main() {
    Array x = linspace(0, 1, 5);
    Array y = 2 * x * x + 1;  // recorded; nothing has run yet

    std::cout << "y = " << y << "\n";  // looking runs it
    std::cout << "sum = " << sum(y).item<double>() << "\n";

    // Views share memory with the array they are made from.
    Array table = reshape(arange(12), {3, 4});
    table(all, 0) = -1;            // first column
    table(-1, slice(1, 3)) *= 10;  // two elements of the last row
    std::cout << table << "\n";

    const bool right = sum(y).item<double>() == 8.75 && table(2, 1).item<long>() == 90 &&
                       table(0, 0).item<long>() == -1;
    return right ? 0 : 1;
}
