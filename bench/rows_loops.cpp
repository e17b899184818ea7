// SPDX-License-Identifier: MIT
// Loops of data-dependent length, one element each, and Monte-Carlo pi.
#include <complex>

#include <tenon/tenon.hpp>

#include "bench/buffer.hpp"
#include "bench/harness.hpp"

namespace tenon::bench {

namespace {

using Complexes = std::vector<std::complex<double>>;

/// Coordinates by repeated addition, as the Mandelbrot job defines them.
Complexes mandelbrot_points(int size) {
    constexpr double x1 = -2.13;
    constexpr double x2 = 0.77;
    constexpr double y1 = -1.3;
    constexpr double y2 = 1.3;
    const double x_step = (x2 - x1) / size * 2;
    const double y_step = (y1 - y2) / size * 2;
    Complexes points;
    for (double y = y2; y > y1; y += y_step)
        for (double x = x1; x < x2; x += x_step)
            points.emplace_back(x, y);
    return points;
}

Complexes square_points(int side, double half) {
    Complexes points;
    for (int i = 0; i < side; ++i)
        for (int j = 0; j < side; ++j)
            points.emplace_back(-half + 2 * half * j / (side - 1),
                                -half + 2 * half * i / (side - 1));
    return points;
}

auto escape_kernel() {
    return vectorize([](Complex128 q, Int64 limit) {
        Var<Complex128> z = 0;
        Var<Int64> n = 0;
        while_([&] { return n < limit && norm(z) <= 4.0; },
               [&] {
                   z = z * z + q;
                   n += 1;
               });
        return select(norm(z) > 4.0, n - 1, 0);
    });
}

auto julia_kernel() {
    return vectorize([](Complex128 start, Complex128 c, Int64 limit) {
        Var<Complex128> z = start;
        Var<Int64> n = 0;
        while_([&] { return n < limit && norm(z) <= 4.0; },
               [&] {
                   z = z * z * z + c;
                   n += 1;
               });
        return Int64(n);
    });
}

/// Newton's iteration for z^3 = 1, in real parts, which saves the products with zero.
auto newton_kernel() {
    return vectorize([](Complex128 start, Int64 limit) {
        Var<Float64> x = real(start);
        Var<Float64> y = imag(start);
        Var<Float64> wx = x * x - y * y;
        Var<Float64> wy = x * y + x * y;
        Var<Int64> n = 0;
        const auto distance = [&] {
            const Float64 fx = (wx * x - wy * y) - 1.0;
            const Float64 fy = wx * y + wy * x;
            return fx * fx + fy * fy;
        };
        while_([&] { return n < limit && distance() >= 1e-12; },
               [&] {
                   const Float64 r = 1.0 / (wx * wx + wy * wy);
                   const Float64 next = ((x + x) + wx * r) * (1.0 / 3.0);
                   y = ((y + y) - wy * r) * (1.0 / 3.0);
                   x = next;
                   wx = x * x - y * y;
                   wy = x * y + x * y;
                   n += 1;
               });
        return Int64(n);
    });
}

auto collatz_kernel() {
    return vectorize([](Int64 start, Int64 limit) {
        Var<Int64> x = start;
        Var<Int64> length = 0;
        while_([&] { return length < limit && x != 1; },
               [&] {
                   x = select((x & 1) != 0, 3 * x + 1, x >> 1);
                   length += 1;
               });
        return Int64(length);
    });
}

/// What a work on points reads and writes.
template <class In>
struct Data {
    Buffer<In> in;
    Buffer<std::int64_t> theirs;
    Array input;
    Array counts;

    explicit Data(const std::vector<In>& values)
        : in(values), theirs(in.size()), input(array(values)) {}
    std::string compare() const {
        const std::vector<std::int64_t> own = counts.values<std::int64_t>();
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < own.size(); ++i)
            wrong += own[i] != theirs[i] ? 1 : 0;
        return wrong == 0 ? "" : std::to_string(wrong) + " counts differ";
    }
};

/// A row whose kernel gives one count for each element.
template <class In, class Call>
Row count_row(const std::shared_ptr<Data<In>>& data, double target, double rival, Call call) {
    Row row;
    row.target = target;
    row.rival = rival;
    row.tenon = [data, call] { (data->counts = call(data->input)).eval(); };
    row.check = [data] { return data->compare(); };
    return row;
}

Row mandelbrot(const References& references, int threads, int size, double rival) {
    const auto data = std::make_shared<Data<std::complex<double>>>(mandelbrot_points(size));
    Row row = count_row(data, 1.05, rival,
                        [escape = escape_kernel()](const Array& q) { return escape(q, 1000); });
    const auto* const q = reinterpret_cast<const double*>(data->in.data());
    const auto n = static_cast<std::int64_t>(data->in.size());
    std::int64_t* const out = data->theirs.data();
    TENON_BENCH_REFERENCE(row, references, escape, q, out, n, 1000, threads);
    TENON_BENCH_REFERENCE(row, references, escape_tested, q, out, n, 1000, threads);
    const std::int64_t expected = size == 1000 ? 1148485 : 72419171;
    row.check = [data, expected] {
        const auto total = sum(data->counts).item<std::int64_t>();
        return total != expected ? "the sum is " + std::to_string(total) : data->compare();
    };
    return row;
}

Row julia(const References& references, int threads) {
    constexpr double cx = -0.5;
    constexpr double cy = 0.05;
    const auto data = std::make_shared<Data<std::complex<double>>>(square_points(1000, 1.5));
    Row row = count_row(data, 1.15, 0, [kernel = julia_kernel()](const Array& z) {
        return kernel(z, std::complex<double>(cx, cy), 500);
    });
    const auto* const z = reinterpret_cast<const double*>(data->in.data());
    const auto n = static_cast<std::int64_t>(data->in.size());
    std::int64_t* const out = data->theirs.data();
    TENON_BENCH_REFERENCE(row, references, julia, z, out, n, cx, cy, 500, threads);
    TENON_BENCH_REFERENCE(row, references, julia_tested, z, out, n, cx, cy, 500, threads);
    return row;
}

Row newton(const References& references, int threads) {
    const auto data = std::make_shared<Data<std::complex<double>>>(square_points(1000, 2));
    Row row = count_row(data, 1.15, 0,
                        [kernel = newton_kernel()](const Array& z) { return kernel(z, 100); });
    const auto* const z = reinterpret_cast<const double*>(data->in.data());
    const auto n = static_cast<std::int64_t>(data->in.size());
    std::int64_t* const out = data->theirs.data();
    TENON_BENCH_REFERENCE(row, references, newton, z, out, n, 100, threads);
    return row;
}

Row collatz(const References& references, int threads) {
    std::vector<std::int64_t> numbers(1'000'000);
    for (std::size_t i = 0; i < numbers.size(); ++i)
        numbers[i] = static_cast<std::int64_t>(i) + 1;
    const auto data = std::make_shared<Data<std::int64_t>>(numbers);
    Row row = count_row(data, 1.15, 0,
                        [kernel = collatz_kernel()](const Array& x) { return kernel(x, 1000); });
    const std::int64_t* const in = data->in.data();
    const auto n = static_cast<std::int64_t>(data->in.size());
    std::int64_t* const out = data->theirs.data();
    TENON_BENCH_REFERENCE(row, references, collatz, in, out, n, 1000, threads);
    return row;
}

Row pi(const References& references, int threads) {
    constexpr std::int64_t samples = 12'000'000;
    constexpr std::uint64_t seed = 2011;
    struct Counts {
        std::int64_t own = 0;
        std::int64_t theirs = 0;
    };
    const auto inside = std::make_shared<Counts>();
    Row row;
    row.target = 1.15;
    row.rival = 5.4e-3;
    row.tenon = [inside] {
        const auto count = [] {  // x and y are gone when the count is looked at: never stored
            const auto [x, y] = Generator(seed).uniform_pair({samples});
            return count_nonzero(x * x + y * y < 1);
        };
        inside->own = count().item<std::int64_t>();
    };
    for (const References::Library& library : references.libraries())
        if (const auto call = library.find<decltype(&tenon_reference_pi)>("tenon_reference_pi"))
            row.references.push_back({"pi (" + library.compiler + ")",
                                      [=] { inside->theirs = call(samples, 0, seed, threads); }});
    row.check = [inside] {
        return inside->own == inside->theirs ? ""
                                             : std::to_string(inside->own) + " points inside, " +
                                                   std::to_string(inside->theirs) + " expected";
    };
    return row;
}

}  // namespace

std::vector<Entry> loop_entries() {
    return {
        entry("mandelbrot", "1000", true,
              [](const References& r, int t) { return mandelbrot(r, t, 1000, 2.65e-3); }),
        entry("mandelbrot", "8000", false,
              [](const References& r, int t) { return mandelbrot(r, t, 8000, 160e-3); }),
        entry("julia", "1e6", true, julia),
        entry("newton", "1e6", true, newton),
        entry("collatz", "1e6", true, collatz),
        entry("pi", "12e6", true, pi),
    };
}

}  // namespace tenon::bench
