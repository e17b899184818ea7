// SPDX-License-Identifier: MIT
// Exactness: integers, Jacobi, a*x + b*y and magnitudes by equality, the others within a tolerance.
#include <cmath>
#include <cstring>
#include <memory>
#include <numeric>
#include <random>

#include "inputs.hpp"

namespace {

int failures = 0;

void expect(bool ok, const Library& library, const char* what) {
    std::printf("%-6s %-8s %s\n", ok ? "ok" : "FAILED", library.name.c_str(), what);
    failures += !ok;
}

int64_t total(const std::vector<int64_t>& v) {
    return std::accumulate(v.begin(), v.end(), int64_t{0});
}

void check_escape(const Library& lib) {
    const struct {
        int size, limit;
        int64_t sum;
    } runs[] = {{100, 30, 6502},
                {100, 300, 10201},
                {200, 100, 33850},
                {1000, 1000, 1148485},
                {8000, 1000, 72419171}};
    for (const auto& run : runs) {
        const auto q = mandelbrot_points(run.size);
        const auto n = static_cast<int64_t>(q.size() / 2);
        std::vector<int64_t> a(q.size() / 2, -1), b(a), c(a);
        REFERENCE(lib, escape)(q.data(), a.data(), n, run.limit, 2);
        REFERENCE(lib, escape_tested)(q.data(), b.data(), n, run.limit, 2);
        expect(total(a) == run.sum && a == b, lib, "escape, validation sum");
        if (run.size > 1000)
            continue;
        REFERENCE(lib, escape_scalar)(q.data(), c.data(), n, run.limit, 2);
        expect(a == c, lib, "escape, each count");
    }
    // Near |c| = 2 and beyond it, where a test at the end of a block needs its proof; odd lengths.
    std::vector<double> q;
    for (int i = 0; i < 40001; ++i) {
        const double r = i % 4 == 0   ? 2
                         : i % 4 == 1 ? 2 - i * 0x1p-52
                         : i % 4 == 2 ? 2 + i * 0x1p-51
                                      : std::ldexp(1.0, i % 1400 - 300);
        const double t = i % 3 == 0 ? 3.14159265358979323846 : i * 1e-4;
        q.insert(q.end(), {r * std::cos(t), i % 3 == 0 ? 0.0 : r * std::sin(t)});
    }
    q.insert(q.end(), {-2, 0, NAN, 0, 0, INFINITY, -INFINITY, 1, 0, 0});
    for (int64_t n :
         {int64_t{1}, int64_t{7}, int64_t{9}, int64_t{1029}, static_cast<int64_t>(q.size() / 2)}) {
        for (int64_t limit : {0, 1, 7, 8, 9, 100, 777}) {
            std::vector<int64_t> a(static_cast<size_t>(n), -1), b(a), c(a);
            const double* p = q.data() + q.size() - 2 * n;
            REFERENCE(lib, escape)(p, a.data(), n, limit, 2);
            REFERENCE(lib, escape_tested)(p, b.data(), n, limit, 1);
            REFERENCE(lib, escape_scalar)(p, c.data(), n, limit, 2);
            if (a != c || b != c)
                expect(false, lib, "escape, edge points");
        }
    }
    expect(true, lib, "escape, edge points seen");
}

void check_loops(const Library& lib) {
    for (int size : {1000, 37}) {
        for (int64_t limit : {500, 100, 9, 1, 0}) {
            const auto n = int64_t{size} * size;
            std::vector<int64_t> a(static_cast<size_t>(n), -1), b(a), c(a), d(a), e(a);
            auto z = square_points(size, 1.5);
            REFERENCE(lib, julia)(z.data(), a.data(), n, 0.2, 0.75, limit, 2);
            REFERENCE(lib, julia_tested)(z.data(), b.data(), n, 0.2, 0.75, limit, 1);
            REFERENCE(lib, julia_scalar)(z.data(), c.data(), n, 0.2, 0.75, limit, 2);
            expect(a == c && b == c, lib, "julia");
            z = square_points(size, 2);
            REFERENCE(lib, newton)(z.data(), d.data(), n, limit, 2);
            REFERENCE(lib, newton_scalar)(z.data(), e.data(), n, limit, 2);
            expect(d == e, lib, "newton");
            std::vector<int64_t> x(static_cast<size_t>(n));
            std::iota(x.begin(), x.end(), 1);
            if (size == 37)
                x[3] = 0, x[4] = -1, x[5] = -17, x[6] = int64_t{1} << 62;
            REFERENCE(lib, collatz)(x.data(), a.data(), n, 2 * limit, 2);
            REFERENCE(lib, collatz_scalar)(x.data(), b.data(), n, 2 * limit, 2);
            expect(a == b, lib, "collatz");
            if (limit == 500 && size == 1000)
                std::printf("       sums: julia %ld, newton %ld, collatz %ld\n", total(c), total(e),
                            total(b));
        }
    }
}

void check_jacobi(const Library& lib) {
    const std::pair<const char*, decltype(&tenon_reference_jacobi)> forms[] = {
        {"jacobi", REFERENCE(lib, jacobi)},
        {"jacobi_streaming", REFERENCE(lib, jacobi_streaming)},
        {"jacobi_blocked", REFERENCE(lib, jacobi_blocked)},
        {"jacobi_blocked_streaming", REFERENCE(lib, jacobi_blocked_streaming)}};
    for (int64_t n : {3, 5, 10, 33, 64, 96, 100, 224, 257, 288, 2144}) {
        for (int64_t sweeps : {1, 2, 15, 16, 21, 40}) {
            const auto size = static_cast<size_t>(n * n);
            Buffer<double> start(size), u(size), v(size);
            fill_uniform(start, 0, 100, 3);
            const auto run = [&](decltype(&tenon_reference_jacobi) form, int threads) {
                std::copy(start.begin(), start.end(), u.begin());
                std::copy(start.begin(), start.end(), v.begin());
                const double* r = form(u.get(), v.get(), n, sweeps, threads);
                return std::vector<double>(r, r + size);
            };
            const std::vector<double> expected = run(REFERENCE(lib, jacobi_scalar), 2);
            for (const auto& [name, form] : forms)
                for (int threads : {1, 2, 7})
                    if (run(form, threads) != expected)
                        expect(false, lib, name);
        }
    }
    expect(true, lib, "jacobi seen");
}

using Steps = decltype(&tenon_reference_wave);

// `arrays` in a step, of `dimensions`.
void check_steps(const Library& lib, const std::string& work, size_t arrays, int dimensions = 2) {
    const std::string name = "tenon_reference_" + work;
    const std::vector<int64_t> sides =
        dimensions == 3 ? std::vector<int64_t>{5, 10, 33, 64, 96}
                        : std::vector<int64_t>{5, 10, 33, 64, 96, 100, 224, 257, 2144};
    for (const int64_t n : sides) {
        const auto size = static_cast<size_t>(dimensions == 3 ? n * n * n : n * n);
        std::vector<std::unique_ptr<Buffer<double>>> starts, buffers;
        for (size_t i = 0; i < 2 * arrays; ++i) {
            starts.push_back(std::make_unique<Buffer<double>>(size));
            buffers.push_back(std::make_unique<Buffer<double>>(size));
            fill_uniform(*starts.back(), 0, 100, static_cast<unsigned>(i % arrays));
            // The field of a step before has the boundary of the newest.
            if (work == "wave" && i > 0)
                for (int64_t r = 0; r < n; ++r)
                    for (int64_t j = 0; j < n; ++j)
                        if (r % (n - 1) == 0 || j % (n - 1) == 0)
                            (*starts[i])[static_cast<size_t>(r * n + j)] =
                                (*starts[0])[static_cast<size_t>(r * n + j)];
        }
        for (const int64_t steps : {1, 2, 7, 16, 21, 40}) {
            if (n > 1000 && steps != 21)
                continue;
            const auto run = [&](const std::string& form, int threads) {
                double* fields[6] = {};
                for (size_t i = 0; i < 2 * arrays; ++i) {
                    std::copy(starts[i]->begin(), starts[i]->end(), buffers[i]->begin());
                    fields[i] = buffers[i]->get();
                }
                lib.find<Steps>((name + form).c_str())(fields, n, steps, threads);
                std::vector<double> result;
                for (size_t i = 0; i < arrays; ++i)
                    result.insert(result.end(), fields[i], fields[i] + size);
                return result;
            };
            const std::vector<double> expected = run("_scalar", 2);
            for (const char* form : {"", "_streaming", "_blocked", "_blocked_streaming"})
                for (int threads : {1, 2, 7})
                    if (run(form, threads) != expected)
                        expect(false, lib, (name + form).c_str());
        }
    }
    expect(true, lib, (work + " seen").c_str());
}

void check_cells(const Library& lib) {
    std::mt19937_64 engine(3);
    for (const int64_t n : {3, 10, 66, 131, 640}) {
        const auto size = static_cast<size_t>(n * n);
        std::vector<double> x(size), y;
        std::vector<uint8_t> cells(size), picture(size), a(size), b(size);
        for (size_t i = 0; i < size; ++i) {
            x[i] = static_cast<double>(engine() % 1000) / 1000;
            cells[i] = engine() % 3 == 0;
            // Both gentle slopes and the steepest ones.
            picture[i] = static_cast<uint8_t>(engine() % 2 ? engine() % 2 * 255 : engine() % 256);
        }
        y = x;
        REFERENCE(lib, logistic)(x.data(), n * n, 77, 2);
        REFERENCE(lib, logistic_scalar)(y.data(), n * n, 77, 1);
        expect(x == y, lib, "logistic");
        REFERENCE(lib, life)(cells.data(), a.data(), n, 2);
        REFERENCE(lib, life_scalar)(cells.data(), b.data(), n, 1);
        expect(a == b, lib, "life");
        REFERENCE(lib, slope)(picture.data(), a.data(), n, n, 2);
        REFERENCE(lib, slope_scalar)(picture.data(), b.data(), n, n, 1);
        expect(a == b, lib, "slope");
    }
}

bool close(const Buffer<double>& a, Buffer<double>& b, double tolerance) {
    auto& first = const_cast<Buffer<double>&>(a);
    for (size_t i = 0; i < a.size(); ++i)
        if (!(std::fabs(first[i] - b[i]) <= tolerance * std::max(1.0, std::fabs(b[i]))))
            return false;
    return true;
}

void check_elementwise(const Library& lib) {
    for (size_t size : {size_t{1}, size_t{13}, size_t{1000}, size_t{100003}}) {
        const auto n = static_cast<int64_t>(size);
        Buffer<double> x(size), y(size), t(size), a(size), b(size), c(size), d(size);
        fill_uniform(x, -3, 3, 1), fill_uniform(y, -3, 3, 2);
        REFERENCE(lib, axpby_scalar)(2.5, x.get(), -1.25, y.get(), b.get(), n, 1);
        REFERENCE(lib, axpby)(2.5, x.get(), -1.25, y.get(), a.get(), n, 2);
        bool ok = close(a, b, 0);
        REFERENCE(lib, axpby_streaming)(2.5, x.get(), -1.25, y.get(), a.get(), n, 2);
        expect(ok && close(a, b, 0), lib, "axpby");
        REFERENCE(lib, magnitude_scalar)(x.get(), y.get(), b.get(), n, 1);
        REFERENCE(lib, magnitude)(x.get(), y.get(), a.get(), n, 2);
        ok = close(a, b, 0);
        REFERENCE(lib, magnitude_streaming)(x.get(), y.get(), a.get(), n, 2);
        expect(ok && close(a, b, 0), lib, "magnitude");
        REFERENCE(lib, twelve_scalar)(x.get(), y.get(), b.get(), n, 2);
        const decltype(&tenon_reference_twelve_sleef) twelves[] = {
            REFERENCE(lib, twelve_sleef),  REFERENCE(lib, twelve_sleef_streaming),
            REFERENCE(lib, twelve_mvec),   REFERENCE(lib, twelve_mvec_streaming),
            REFERENCE(lib, twelve_inline), REFERENCE(lib, twelve_inline_streaming)};
        for (auto f : twelves) {
            std::fill(a.begin(), a.end(), 0.0);
            f(x.get(), y.get(), a.get(), n, 2);
            expect(close(a, b, 4e-15), lib, "twelve");
        }
        fill_uniform(x, 5, 30, 3), fill_uniform(y, 1, 100, 4), fill_uniform(t, 0.25, 10, 5);
        REFERENCE(lib, black_scholes_scalar)(x.get(), y.get(), t.get(), 0.02, 0.3, b.get(), d.get(),
                                             n, 2);
        const decltype(&tenon_reference_black_scholes_sleef) schools[] = {
            REFERENCE(lib, black_scholes_sleef),  REFERENCE(lib, black_scholes_sleef_streaming),
            REFERENCE(lib, black_scholes_mvec),   REFERENCE(lib, black_scholes_mvec_streaming),
            REFERENCE(lib, black_scholes_inline), REFERENCE(lib, black_scholes_inline_streaming)};
        for (auto f : schools) {
            std::fill(a.begin(), a.end(), 0.0), std::fill(c.begin(), c.end(), 0.0);
            f(x.get(), y.get(), t.get(), 0.02, 0.3, a.get(), c.get(), n, 2);
            expect(close(a, b, 1e-13) && close(c, d, 1e-13), lib, "black_scholes");
        }
    }
}

void check_integers(const Library& lib) {
    std::mt19937_64 engine(1);
    std::vector<int64_t> x(1003), a(x.size()), b(x.size());
    const auto n = static_cast<int64_t>(x.size());
    for (const int64_t d : {INT64_MIN, int64_t{-7}, int64_t{1}, int64_t{2}, int64_t{3}, int64_t{7},
                            int64_t{10}, int64_t{1} << 62, INT64_MAX}) {
        // Near multiples of d, of all sizes.
        for (int64_t& v : x)
            v = static_cast<int64_t>((engine() >> engine() % 64) * static_cast<uint64_t>(d) +
                                     engine() % 3 - 1);
        x[0] = INT64_MIN, x[1] = INT64_MAX, x[2] = 0;
        REFERENCE(lib, floor_divide_scalar)(x.data(), d, b.data(), n, 1);
        REFERENCE(lib, floor_divide)(x.data(), d, a.data(), n, 1);
        expect(a == b, lib, "floor_divide");
    }
}

void check_reductions(const Library& lib) {
    const auto near = [](double a, double b) {
        return std::fabs(a - b) <= 1e-12 * std::max(1.0, std::fabs(b));
    };
    for (size_t size : {size_t{0}, size_t{1}, size_t{13}, size_t{1000}, size_t{100003}}) {
        const auto n = static_cast<int64_t>(size);
        Buffer<double> x(size), y(size);
        fill_uniform(x, -1, 3, 1), fill_uniform(y, -1, 3, 2);
        for (int threads : {1, 2}) {
            expect(near(REFERENCE(lib, sum)(x.get(), n, threads),
                        REFERENCE(lib, sum_scalar)(x.get(), n, 1)),
                   lib, "sum");
            expect(near(REFERENCE(lib, dot)(x.get(), y.get(), n, threads),
                        REFERENCE(lib, dot_scalar)(x.get(), y.get(), n, 1)),
                   lib, "dot");
            expect(near(REFERENCE(lib, sum_squares)(x.get(), y.get(), n, threads),
                        REFERENCE(lib, sum_squares_scalar)(x.get(), y.get(), n, 1)),
                   lib, "sum_squares");
            expect(REFERENCE(lib, max)(x.get(), n, threads) ==
                       REFERENCE(lib, max_scalar)(x.get(), n, 1),
                   lib, "max");
        }
    }
}

void check_pi(const Library& lib) {
    bool ok = true;
    for (int64_t n : {0, 1, 100, 99999})
        for (int64_t start : {int64_t{0}, (int64_t{1} << 32) - 50, int64_t{1} << 50})
            ok &= REFERENCE(lib, pi)(n, start, 0x123456789abcdefull, 2) ==
                  REFERENCE(lib, pi_scalar)(n, start, 0x123456789abcdefull, 1);
    expect(ok, lib, "pi, odd lengths and starts");
    const int64_t a = REFERENCE(lib, pi)(12000000, 0, 42, 2),
                  b = REFERENCE(lib, pi_scalar)(12000000, 0, 42, 2);
    expect(a == b && std::fabs(4.0 * static_cast<double>(a) / 12e6 - 3.14159265358979) <
                         4 * 1.642 / std::sqrt(12e6),
           lib, "pi, 12e6 samples");
    std::printf("       pi count of seed 42: %ld\n", a);
}

}  // namespace

int check_all(const std::vector<Library>& libraries) {
    for (const Library& lib : libraries) {
        std::printf("%s: supported %d\n", lib.name.c_str(), REFERENCE(lib, supported)());
        check_escape(lib);
        check_loops(lib);
        check_jacobi(lib);
        check_steps(lib, "nine_point", 1);
        check_steps(lib, "radius_two", 1);
        check_steps(lib, "wave", 2);
        check_steps(lib, "fdtd", 3);
        check_steps(lib, "heat", 1, 3);
        check_cells(lib);
        check_elementwise(lib);
        check_integers(lib);
        check_reductions(lib);
        check_pi(lib);
    }
    std::printf("%d failures\n", failures);
    return failures != 0;
}
