// SPDX-License-Identifier: MIT
// What becomes of array code: explain() shows the kernels, statistics() counts the bytes.
#include <iostream>

#include <tenon/tenon.hpp>
using namespace tenon;

int main() {
    const std::int64_t n = 1'000'000;
    Array a = linspace(0, 1, n).eval();
    Array b = linspace(1, 2, n).eval();
    Array c = linspace(2, 3, n).eval();

    // [fused]
    Array result = sqrt(a + b * c);  // three operations
    std::cout << explain(result) << "\n";
    reset_statistics();
    result.eval();
    const Statistics fused = statistics();
    // [fused]
    std::cout << "launches " << fused.launches << ", read " << fused.bytes_read << ", written "
              << fused.bytes_written << ", temporaries " << fused.temporaries << "\n\n";

    // [once]
    Array twice = a + a;  // one array, loaded once
    reset_statistics();
    twice.eval();
    const Statistics once = statistics();
    // [once]
    std::cout << "a + a read " << once.bytes_read << " bytes\n\n";

    // [stencil]
    // Five shifted views of one array are one pass, without temporaries.
    Array u = reshape(a, {1000, 1000});
    const auto in = slice(1, -1), low = slice(0, -2), high = slice(2, end);
    Array laplacian = u(low, in) + u(high, in) + u(in, low) + u(in, high) - 4 * u(in, in);
    std::cout << explain(laplacian) << "\n";
    reset_statistics();
    laplacian.eval();
    const Statistics stencil = statistics();
    // [stencil]

    const std::uint64_t bytes = n * sizeof(double);
    const bool right = fused.launches == 1 && fused.temporaries == 0 &&
                       fused.bytes_read == 3 * bytes && fused.bytes_written == bytes &&
                       once.bytes_read == bytes && stencil.launches == 1 &&
                       stencil.temporaries == 0;
    std::cout << (right ? "as promised\n" : "not as promised\n");
    return right ? 0 : 1;
}
