// SPDX-License-Identifier: MIT
#include "mandelbrot.hpp"

#include <complex>
#include <vector>

namespace tenon::jobs {

namespace {

constexpr std::int64_t most_points_on_a_side = std::int64_t{1} << 24;

template <class Complex>
auto make_escape_kernel() {
    return vectorize([](Complex q, Int64 limit) {
        Var<Complex> z = 0;
        Var<Int64> n = 0;
        while_([&] { return n < limit && norm(z) <= 4.0; },
               [&] {
                   z = z * z + q;
                   n += 1;
               });
        return select(norm(z) > 4.0, n - 1, 0);
    });
}

Array escape_counts(const Array& q, std::int64_t limit) {
    return q.dtype() == DType::complex64 ? make_escape_kernel<Complex64>()(q, limit)
                                         : make_escape_kernel<Complex128>()(q, limit);
}

}  // namespace

Array mandelbrot_grid(std::int64_t size) {
    if (size < 1)
        throw ValueError("mandelbrot: the size must be at least 1");
    if (size / 2 > most_points_on_a_side)
        throw MemoryError("mandelbrot: a grid of size " + std::to_string(size) +
                          " is beyond any memory");
    constexpr double x1 = -2.13;
    constexpr double x2 = 0.77;
    constexpr double y1 = -1.3;
    constexpr double y2 = 1.3;
    // The definition: steps are doubled and added up, rounding at each addition.
    const double x_step = (x2 - x1) / static_cast<double>(size) * 2;
    const double y_step = (y1 - y2) / static_cast<double>(size) * 2;
    std::vector<double> x;
    for (double at = x1; at < x2; at += x_step)
        x.push_back(at);
    std::vector<std::complex<double>> y;
    for (double at = y2; at > y1; at += y_step)
        y.emplace_back(0.0, at);
    return array(x) + array(y)(all, newaxis);
}

Array mandelbrot_kernel(const Array& q, std::int64_t limit, const OnProgress& on_progress) {
    // One launch, but for runs of many seconds, which are done in strips to show how they go.
    constexpr double long_run = 1e12;  // iterations
    const double work = static_cast<double>(q.size()) * static_cast<double>(limit);
    if (!on_progress || work < long_run)
        return escape_counts(q, limit);
    const std::int64_t rows = q.shape(0);
    const std::int64_t strip = std::max<std::int64_t>(
        1, static_cast<std::int64_t>(static_cast<double>(rows) * long_run / work / 4));
    Array counts = empty(q.shape(), DType::int64);
    for (std::int64_t row = 0; row < rows; row += strip) {
        const Slice part = slice(row, std::min(rows, row + strip));
        counts(part, all) = escape_counts(q(part, all), limit);
        counts.eval();
        on_progress(static_cast<double>(part.stop.value()) / static_cast<double>(rows));
    }
    return counts;
}

Array mandelbrot_arrays(Array q, std::int64_t limit, const OnProgress& on_progress) {
    constexpr std::int64_t rounds_between_looks = 64;
    Array z = zeros_like(q);
    Array output = zeros(q.shape(), DType::int64);
    for (std::int64_t iteration = 0; iteration < limit; ++iteration) {
        z = z * z + q;
        const Array done = abs(z) > 2;
        q = where(done, 0, q);
        z = where(done, 0, z);
        output = where(done, iteration, output);
        if (on_progress && (iteration + 1) % rounds_between_looks == 0) {
            output.eval();
            on_progress(static_cast<double>(iteration + 1) / static_cast<double>(limit));
        }
    }
    return output;
}

Array mandelbrot_picture(const Array& q, const Array& counts) {
    return where(abs(q) > 2, 1, counts);
}

}  // namespace tenon::jobs
