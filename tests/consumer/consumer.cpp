// SPDX-License-Identifier: MIT
// What a user of the installed library does: arrays, views, a value, an error caught across the
// library's border, and the compiler plug-in found beside the library.
#include <iostream>

#include <tenon/tenon.hpp>

namespace tn = tenon;

int main() {
    tn::Array x = tn::arange(12).reshape({3, 4});
    x(1, tn::all) = x(0, tn::all) * 10;
    const double total = tn::sum(x * 0.5).item<double>();
    const double expected = 0.5 * (6 + 60 + 38);
    if (total != expected) {
        std::cerr << "sum is " << total << ", expected " << expected << '\n' << x << '\n';
        return 1;
    }

    bool caught = false;
    try {
        tn::zeros({3}) + tn::zeros({4});
    } catch (const tn::ShapeError&) {
        caught = true;
    }
    if (!caught) {
        std::cerr << "no ShapeError was caught\n";
        return 1;
    }

    // Without the plug-in this must say so by CompileError.
    try {
        tn::set_execution(tn::Execution::compiled);
        const double three = tn::sum(tn::ones({1000}) * 3 + 0).item<double>();
        if (three != 3000) {
            std::cerr << "compiled sum is " << three << '\n';
            return 1;
        }
    } catch (const tn::CompileError& error) {
        std::cerr << "no compiler: " << error.what() << '\n';
        return HAVE_COMPILER;
    }
    std::cout << "sum " << total << ", compiled " << tn::statistics().kernels_compiled << '\n';
    return 0;
}
