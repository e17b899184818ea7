// SPDX-License-Identifier: MIT
// A program that opens the namespace beside POSIX: no name of tenon may be ambiguous with one of
// <unistd.h> or the C library.
#include <fcntl.h>
#include <sys/select.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <tenon/tenon.hpp>

using namespace tenon;

int main() {
    const auto positive_part = vectorize([](Float64 x) { return select(x > 0.0, x, 0.0); });
    Array x = linspace(-1, 1, 5);
    x(slice(0, 1), newaxis) = round(x(0)) + sin(0.0) + pow(2.0, 3);
    Array y = positive_part(x);
    set_threads(1);
    synchronize();
    const double total = sum(y).item<double>();
    if (std::abs(total - 8.5) > 1e-12) {
        std::fprintf(stderr, "the sum is %g, expected 8.5\n", total);
        return 1;
    }
    return getpid() > 0 && std::strlen("tenon") == 5 ? EXIT_SUCCESS : EXIT_FAILURE;
}
