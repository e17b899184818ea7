// SPDX-License-Identifier: MIT
// A kernel of your own: what happens to one element, with loops and branches.
#include <iostream>

#include <tenon/tenon.hpp>
using namespace tenon;

int main() {
    // [collatz]
    auto collatz = vectorize([](Int64 start) {
        Var<Int64> x = start;
        Var<Int64> steps = 0;
        while_([&] { return x != 1; },
               [&] {
                   if_((x & 1) == 0, [&] { x = x >> 1; }, [&] { x = 3 * x + 1; });
                   steps += 1;
               });
        return steps;
    });
    Array steps = collatz(arange(1, 1'000'001));
    // [collatz]
    const auto longest = argmax(steps).item<long>() + 1;

    // [several]
    // Several results are a tuple. Arguments broadcast, and numbers may stand for arrays.
    auto polar =
        vectorize([](Float64 x, Float64 y) { return std::tuple(hypot(x, y), atan2(y, x)); });
    auto results = polar(array({3.0, 0.0}), 4.0);
    // [several]
    const double radius = results[0](0).item<double>();

    std::cout << longest << " takes the most steps below a million: " << max(steps).item<long>()
              << "; |3 + 4i| = " << radius << "\n";
    return longest == 837799 && max(steps).item<long>() == 524 && radius == 5 ? 0 : 1;
}
