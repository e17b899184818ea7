// SPDX-License-Identifier: MIT
// Loops in time whose elements do not meet, and cells on a grid.
#include <complex>

#include <tenon/tenon.hpp>

#include "bench/buffer.hpp"
#include "bench/harness.hpp"

namespace tenon::bench {

namespace {

/// x = 3.9*x*(1 - x), summed at the end.
struct Logistic {
    std::vector<double> start;
    std::int64_t steps;
    Buffer<double> theirs;
    Array input;
    double sum = 0;

    Logistic(std::size_t n, std::int64_t count)
        : start(uniform(n, 0, 1, 7)), steps(count), theirs(start), input(array(start)) {}
    Array iterate() const {
        Array x = input;
        for (std::int64_t t = 0; t < steps; ++t)
            x = 3.9 * x * (1 - x);
        return x;
    }
    std::string compare(decltype(&tenon_reference_logistic) work, int threads) {
        std::copy(start.begin(), start.end(), theirs.data());
        work(theirs.data(), static_cast<std::int64_t>(start.size()), steps, threads);
        const std::vector<double> own = iterate().values<double>();
        return std::equal(own.begin(), own.end(), theirs.data()) ? "" : "the values differ";
    }
};

Row logistic(const References& references, int threads, std::size_t n, std::int64_t steps) {
    const auto state = std::make_shared<Logistic>(n, steps);
    Row row;
    row.per_timing = static_cast<int>(steps);
    row.target = 1.25;
    row.tenon = [state] { state->sum = sum(state->iterate()).item<double>(); };
    for (const References::Library& library : references.libraries())
        if (const auto work =
                library.find<decltype(&tenon_reference_logistic)>("tenon_reference_logistic")) {
            row.references.push_back({"logistic (" + library.compiler + ")", [=] {
                                          work(state->theirs.data(), static_cast<std::int64_t>(n),
                                               steps, threads);
                                      }});
            row.check = [=] { return state->compare(work, threads); };
        }
    return row;
}

/// Few elements: what a recorded statement costs. x = 3.9*x*(1 - x) leaves three, one for each
/// operation.
Measured statements(const References&, const Settings&) {
    constexpr std::int64_t steps = 1'000'000;
    const Logistic state(1000, steps);
    const auto run = [&] { sum(state.iterate()).item<double>(); };
    run_compiled(run);
    std::vector<double> seconds;
    for (int round = 0; round < 5; ++round)
        seconds.push_back(time_of(run) / static_cast<double>(3 * steps));
    Measured result;
    result.tenon = median(seconds);
    result.reference = 60e-9;
    result.reference_name = "limit for each statement";
    result.ratio = result.tenon / result.reference;
    result.target = 1;
    return result;
}

/// Points of the Mandelbrot job, by repeated addition.
std::vector<std::complex<double>> points(int size) {
    std::vector<std::complex<double>> result;
    const double x_step = (0.77 - -2.13) / size * 2;
    const double y_step = (-1.3 - 1.3) / size * 2;
    for (double y = 1.3; y > -1.3; y += y_step)
        for (double x = -2.13; x < 0.77; x += x_step)
            result.emplace_back(x, y);
    return result;
}

struct Escapes {
    Buffer<std::complex<double>> theirs;
    Buffer<std::int64_t> counts;
    Array input;
    Array output;

    explicit Escapes(const std::vector<std::complex<double>>& q)
        : theirs(q), counts(q.size()), input(array(q)) {}
    void run() {
        Array q = input;
        Array z = zeros(q.shape(), DType::complex128);
        output = zeros(q.shape(), DType::int64);
        for (std::int64_t iteration = 0; iteration < 1000; ++iteration) {
            z = z * z + q;
            const Array done = abs(z) > 2.0;
            q = where(done, 0.0, q);
            z = where(done, 0.0, z);
            output = where(done, iteration, output);
        }
        output.eval();
    }
};

/// The tutorials' Mandelbrot set in array statements, next to the kernel of `tenon mandelbrot`.
Row numpy_vector(const References& references, int threads) {
    const auto state = std::make_shared<Escapes>(points(1000));
    Row row;
    row.target = 18;  // 60 ms
    row.tenon = [state] { state->run(); };
    const auto* const q = reinterpret_cast<const double*>(state->theirs.data());
    const auto n = static_cast<std::int64_t>(state->theirs.size());
    std::int64_t* const out = state->counts.data();
    TENON_BENCH_REFERENCE(row, references, escape, q, out, n, 1000, threads);
    row.check = [state] {
        const auto total = sum(state->output).item<std::int64_t>();
        return total == 1148485 ? "" : "the sum is " + std::to_string(total);
    };
    return row;
}

struct Cells {
    Buffer<std::uint8_t> from, to;
    Array u, v;

    Cells(std::int64_t n, const std::vector<std::uint8_t>& start)
        : from(start), to(start), u(from_span(std::span<const std::uint8_t>(start), {n, n})),
          v(copy(u).eval()) {}
    void step() {
        const Slice in = slice(1, -1);
        const Slice low = slice(0, -2);
        const Slice high = slice(2, end);
        const Array count = (u(low, low) + u(low, in) + u(low, high)) + (u(in, low) + u(in, high)) +
                            (u(high, low) + u(high, in) + u(high, high));
        v(in, in) = (count == 3) | ((count == 2) & (u(in, in) == 1));
        v.eval();
    }
};

Row life(const References& references, int threads, std::int64_t n) {
    std::vector<std::uint8_t> start;
    for (const double number : uniform(static_cast<std::size_t>(n * n), 0, 1, 7))
        start.push_back(number < 0.3 ? 1 : 0);
    const auto state = std::make_shared<Cells>(n, start);
    Row row;
    row.target = 1.25;
    row.tenon = [state] { state->step(); };
    TENON_BENCH_REFERENCE(row, references, life, state->from.data(), state->to.data(), n, threads);
    row.check = [state] {
        const auto own = state->v.values<std::uint8_t>();
        return std::equal(own.begin(), own.end(), state->to.data()) ? "" : "the cells differ";
    };
    return row;
}

/// Pictures of 640x480, one after the other.
Row slope(const References& references, int threads) {
    constexpr std::int64_t height = 480;
    constexpr std::int64_t width = 640;
    struct Picture {
        Buffer<std::uint8_t> theirs, out;
        Array own, result;
    };
    std::vector<std::uint8_t> grey;
    for (const double number : uniform(height * width, 0, 256, 7))
        grey.push_back(static_cast<std::uint8_t>(number));
    const auto state = std::make_shared<Picture>(
        Picture{Buffer<std::uint8_t>(grey), Buffer<std::uint8_t>(grey.size()),
                from_span(std::span<const std::uint8_t>(grey), {height, width}),
                zeros({height, width}, DType::uint8)});
    Row row;
    row.target = 5;  // 0.5 ms, of the 1 ms asked on one core
    row.tenon = [state] {
        const Slice in = slice(1, -1);
        const Slice low = slice(0, -2);
        const Slice high = slice(2, end);
        const Array a = astype(state->own, DType::int32);
        const Array dx = (a(low, high) + 2 * a(in, high) + a(high, high)) -
                         (a(low, low) + 2 * a(in, low) + a(high, low));
        const Array dy = (a(high, low) + 2 * a(high, in) + a(high, high)) -
                         (a(low, low) + 2 * a(low, in) + a(low, high));
        state->result(in, in) = astype(
            minimum(sqrt(astype(dx * dx + dy * dy, DType::float32)) / 4.0F, 255.0F), DType::uint8);
        state->result.eval();
    };
    TENON_BENCH_REFERENCE(row, references, slope, state->theirs.data(), state->out.data(), height,
                          width, threads);
    row.check = [state] {
        const auto own = state->result.values<std::uint8_t>();
        return std::equal(own.begin(), own.end(), state->out.data()) ? "" : "the pictures differ";
    };
    return row;
}

}  // namespace

std::vector<Entry> iterated_entries() {
    return {
        entry("logistic, 1e4 steps", "1e5", false,
              [](const References& r, int t) { return logistic(r, t, 100'000, 10'000); }),
        {"logistic, 1e6 statements", "1000", false, statements},
        entry("mandelbrot in statements", "1000", false, numpy_vector),
        entry("life, one step", "4096", true,
              [](const References& r, int t) { return life(r, t, 4096); }),
        entry("slope of a picture", "640x480", true, slope),
    };
}

}  // namespace tenon::bench
