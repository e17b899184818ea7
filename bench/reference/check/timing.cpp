// SPDX-License-Identifier: MIT
// Times of all references, the builds and forms of one work interleaved, and the size from which
// streaming wins.
#include <numeric>

#include "inputs.hpp"

extern int only_threads;

namespace {

using Libraries = std::vector<Library>;

std::string label(const char* form, const Library& lib) {
    return std::string(form) + " " + lib.name;
}

#define ADD(contest, function, ...)                                                                \
    for (const Library& lib : libraries) {                                                         \
        const auto f = REFERENCE(lib, function);                                                   \
        (contest).add(label(#function, lib), [=] { f(__VA_ARGS__); });                             \
    }

void time_loops(const Libraries& libraries, const std::string& only, int threads) {
    const std::string on = ", " + std::to_string(threads) + " threads";
    const auto wanted = [&](const char* name) { return only.empty() || only == name; };
    std::vector<int64_t> counts(16100000);
    int64_t* out = counts.data();
    for (int size : {1000, 8000}) {
        if (!wanted(size == 1000 ? "escape" : "escape4000"))
            continue;
        const auto points = mandelbrot_points(size);
        const auto n = static_cast<int64_t>(points.size() / 2);
        const double* q = points.data();
        Contest c{"escape, " + std::to_string(n) + " points, limit 1000" + on, {}, {}};
        ADD(c, escape, q, out, n, 1000, threads)
        ADD(c, escape_tested, q, out, n, 1000, threads)
        if (size == 1000)
            ADD(c, escape_scalar, q, out, n, 1000, threads)
        c.run(size == 1000 ? 40 : 7);
    }
    const int64_t n = 1000000;
    if (wanted("julia")) {
        const auto points = square_points(1000, 1.5);
        const double* z = points.data();
        Contest c{"julia, 1e6 points" + on, {}, {}};
        ADD(c, julia, z, out, n, 0.2, 0.75, 500, threads)
        ADD(c, julia_tested, z, out, n, 0.2, 0.75, 500, threads)
        ADD(c, julia_scalar, z, out, n, 0.2, 0.75, 500, threads)
        c.run(30);
    }
    if (wanted("newton")) {
        const auto points = square_points(1000, 2);
        const double* z = points.data();
        Contest c{"newton, 1e6 points" + on, {}, {}};
        ADD(c, newton, z, out, n, 100, threads)
        ADD(c, newton_scalar, z, out, n, 100, threads)
        c.run(30);
    }
    if (wanted("collatz")) {
        std::vector<int64_t> values(static_cast<size_t>(n));
        std::iota(values.begin(), values.end(), 1);
        const int64_t* v = values.data();
        Contest c{"collatz, 1 .. 1e6" + on, {}, {}};
        ADD(c, collatz, v, out, n, 1000, threads)
        ADD(c, collatz_scalar, v, out, n, 1000, threads)
        c.run(30);
    }
    if (wanted("pi")) {
        Contest c{"pi, 12e6 samples" + on, {}, {}};
        ADD(c, pi, 12000000, 0, 42, threads)
        ADD(c, pi_scalar, 12000000, 0, 42, threads)
        c.run(30);
    }
}

void time_jacobi(const Libraries& libraries, int64_t n, int threads) {
    Buffer<double> u(static_cast<size_t>(n * n)), v(u.size());
    for (int64_t i = 0; i < n; ++i)
        u[static_cast<size_t>(i)] = v[static_cast<size_t>(i)] = 100;
    double *a = u.get(), *b = v.get();
    const int64_t sweeps = n <= 1024 ? 20 : 2;
    Contest c{"jacobi " + std::to_string(n) + ", " + std::to_string(sweeps) + " sweeps, " +
                  std::to_string(threads) + " threads",
              {},
              {}};
    ADD(c, jacobi, a, b, n, sweeps, threads)
    ADD(c, jacobi_streaming, a, b, n, sweeps, threads)
    ADD(c, jacobi_scalar, a, b, n, sweeps, threads)
    c.run(60);
    Contest many{"jacobi " + std::to_string(n) + ", 64 sweeps, " + std::to_string(threads) +
                     " threads",
                 {},
                 {}};
    ADD(many, jacobi_streaming, a, b, n, 64, threads)
    ADD(many, jacobi_blocked, a, b, n, 64, threads)
    ADD(many, jacobi_blocked_streaming, a, b, n, 64, threads)
    many.run(20);
}

void time_arrays(const Libraries& libraries, const std::string& only, int64_t n, int threads) {
    const std::string on =
        ", n = " + std::to_string(n) + ", " + std::to_string(threads) + " threads";
    const auto wanted = [&](const char* name) { return only.empty() || only == name; };
    const auto size = static_cast<size_t>(n);
    Buffer<double> bx(size), by(size), bt(size), bo(size), bp(size);
    fill_uniform(bx, -3, 3, 1), fill_uniform(by, -3, 3, 2), fill_uniform(bt, 0.25, 10, 3);
    double *x = bx.get(), *y = by.get(), *t = bt.get(), *o = bo.get(), *p = bp.get();
    const int rounds = n <= 1000000 ? 200 : 30;
    if (wanted("axpby")) {
        Contest c{"axpby" + on, {}, {}};
        ADD(c, axpby, 2.0, x, 3.0, y, o, n, threads)
        ADD(c, axpby_streaming, 2.0, x, 3.0, y, o, n, threads)
        ADD(c, axpby_scalar, 2.0, x, 3.0, y, o, n, threads)
        c.run(rounds);
    }
    if (wanted("floor_divide")) {
        std::vector<int64_t> whole(size), quotients(size);
        std::iota(whole.begin(), whole.end(), -n / 2);
        const int64_t* numbers = whole.data();
        int64_t* out = quotients.data();
        Contest c{"floor_divide" + on, {}, {}};
        ADD(c, floor_divide, numbers, 7, out, n, threads)
        ADD(c, floor_divide_scalar, numbers, 7, out, n, threads)
        c.run(rounds);
    }
    if (wanted("magnitude")) {
        Contest c{"magnitude" + on, {}, {}};
        ADD(c, magnitude, x, y, o, n, threads)
        ADD(c, magnitude_streaming, x, y, o, n, threads)
        ADD(c, magnitude_scalar, x, y, o, n, threads)
        c.run(rounds);
    }
    if (wanted("twelve")) {
        fill_uniform(bx, -3, 3, 4), fill_uniform(by, -3, 3, 5);
        Contest c{"twelve" + on, {}, {}};
        ADD(c, twelve_sleef, x, y, o, n, threads)
        ADD(c, twelve_sleef_streaming, x, y, o, n, threads)
        ADD(c, twelve_mvec, x, y, o, n, threads)
        ADD(c, twelve_mvec_streaming, x, y, o, n, threads)
        ADD(c, twelve_inline, x, y, o, n, threads)
        ADD(c, twelve_inline_streaming, x, y, o, n, threads)
        c.run(rounds);
    }
    if (wanted("black_scholes")) {
        fill_uniform(bx, 5, 30, 6), fill_uniform(by, 1, 100, 7);
        Contest c{"black_scholes" + on, {}, {}};
        ADD(c, black_scholes_sleef, x, y, t, 0.02, 0.3, o, p, n, threads)
        ADD(c, black_scholes_sleef_streaming, x, y, t, 0.02, 0.3, o, p, n, threads)
        ADD(c, black_scholes_mvec, x, y, t, 0.02, 0.3, o, p, n, threads)
        ADD(c, black_scholes_mvec_streaming, x, y, t, 0.02, 0.3, o, p, n, threads)
        ADD(c, black_scholes_inline, x, y, t, 0.02, 0.3, o, p, n, threads)
        ADD(c, black_scholes_inline_streaming, x, y, t, 0.02, 0.3, o, p, n, threads)
        c.run(rounds);
    }
    if (wanted("reductions")) {
        Contest c{"reductions" + on, {}, {}};
        ADD(c, sum, x, n, threads)
        ADD(c, dot, x, y, n, threads)
        ADD(c, max, x, n, threads)
        ADD(c, sum_squares, x, y, n, threads)
        c.run(rounds);
    }
    if (wanted("streams")) {
        Contest c{"streams" + on, {}, {}};
        ADD(c, copy, x, o, n, threads)
        ADD(c, copy_streaming, x, o, n, threads)
        ADD(c, triad, 2.0, x, y, o, n, threads)
        ADD(c, triad_streaming, 2.0, x, y, o, n, threads)
        ADD(c, fill, 2.0, o, n, threads)
        ADD(c, fill_streaming, 2.0, o, n, threads)
        c.run(rounds);
    }
}

}  // namespace

void time_all(const Libraries& libraries, const std::string& only) {
    for (int threads : {1, 2}) {
        if (only_threads && only_threads != threads)
            continue;
        time_loops(libraries, only, threads);
        if (only.empty() || only == "jacobi")
            for (int64_t n : {1024, 4096, 8192})
                time_jacobi(libraries, n, threads);
        for (int64_t n : {100000, 1000000, 10000000})
            time_arrays(libraries, only, n, threads);
    }
}

void crossover(const Libraries& all, const std::string& only) {
    const Libraries libraries(all.begin(), all.begin() + 1);
    for (int threads : {1, 2}) {
        if (only_threads && only_threads != threads)
            continue;
        for (int64_t n : {30000, 100000, 300000, 1000000, 2000000, 3000000, 5000000, 10000000,
                          20000000, 30000000}) {
            if (!only.empty() && only != "axpby")
                break;
            time_arrays(libraries, "axpby", n, threads);
        }
        for (int64_t n : {512, 724, 1024, 1448, 2048, 2896, 4096, 5793, 8192}) {
            if (!only.empty() && only != "jacobi")
                break;
            time_jacobi(libraries, n, threads);
        }
    }
}
