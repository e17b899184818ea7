// SPDX-License-Identifier: MIT
// Jacobi sweeps for the Laplace equation: v = 0.25 ((up + down) + (left + right)) on interior
// points.
#include "reference.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "vector.hpp"

namespace {

using namespace tenon_reference;

inline double average(double up, double down, double left, double right) {
    return ((up + down) + (left + right)) * 0.25;
}

inline double point(const double* u, int64_t n) { return average(u[-n], u[n], u[-1], u[1]); }

void sweep_rows_scalar(const double* u, double* v, int64_t n, int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i)
#pragma omp simd
        for (int64_t j = 1; j < n - 1; ++j)
            v[i * n + j] = point(u + i * n + j, n);
}

// All sweeps in one parallel region; each thread keeps its rows.
template <class Rows>
double* sweep(double* u, double* v, int64_t n, int64_t sweeps, int threads, const Rows& rows) {
#pragma omp parallel num_threads(threads)
    {
        const int64_t team = omp_get_num_threads(), me = omp_get_thread_num();
        const int64_t first = 1 + (n - 2) * me / team, last = 1 + (n - 2) * (me + 1) / team;
        double *from = u, *to = v;
        for (int64_t t = 0; t < sweeps; ++t) {
            rows(from, to, n, first, last);
            std::swap(from, to);
#pragma omp barrier
        }
    }
    return sweeps % 2 ? v : u;
}

#if TENON_REFERENCE_VECTORS

inline Vector points(const double* u, int64_t n) {
    return ((load_any(u - n) + load_any(u + n)) + (load_any(u - 1) + load_any(u + 1))) * 0.25;
}

template <bool stream>
inline void sweep_span(const double* u, double* v, int64_t n, int64_t j, int64_t end) {
    for (; j < end; j += vector_lanes) {
        put<stream>(v + j, points(u + j, n));
    }
}

// `height` rows together, in spans of 64 columns, where all rows have the same alignment: streaming
// gains from several rows being written at a time.
template <bool stream, int height>
void sweep_band(const double* u, double* v, int64_t n) {
    const int64_t start = 1 + to_boundary(v + 1, n - 2), end = start + (n - 1 - start) / 8 * 8;
    for (int64_t j = start; j < end; j += 64)
        for (int64_t r = 0; r < height; ++r)
            sweep_span<stream>(u + r * n, v + r * n, n, j, std::min(j + 64, end));
    for (int64_t r = 0; r < height; ++r) {
        for (int64_t j = 1; j < start; ++j)
            v[r * n + j] = point(u + r * n + j, n);
        for (int64_t j = end; j < n - 1; ++j)
            v[r * n + j] = point(u + r * n + j, n);
    }
}

template <bool stream>
void sweep_rows(const double* u, double* v, int64_t n, int64_t first, int64_t last) {
    int64_t i = first;
    if (stream && n % 8 == 0)
        for (; i + 4 <= last; i += 4)
            sweep_band<stream, 4>(u + i * n, v + i * n, n);
    for (; i < last; ++i)
        sweep_band<stream, 1>(u + i * n, v + i * n, n);
    if constexpr (stream)
        end_of_streams();
}

#else

template <bool stream>
void sweep_rows(const double* u, double* v, int64_t n, int64_t first, int64_t last) {
    sweep_rows_scalar(u, v, n, first, last);
}

#endif

}  // namespace

extern "C" double* tenon_reference_jacobi_scalar(double* u, double* v, int64_t n, int64_t sweeps,
                                                 int threads) {
    return sweep(u, v, n, sweeps, threads, sweep_rows_scalar);
}

extern "C" double* tenon_reference_jacobi(double* u, double* v, int64_t n, int64_t sweeps,
                                          int threads) {
    return sweep(u, v, n, sweeps, threads, sweep_rows<false>);
}

extern "C" double* tenon_reference_jacobi_streaming(double* u, double* v, int64_t n, int64_t sweeps,
                                                    int threads) {
    return sweep(u, v, n, sweeps, threads, sweep_rows<true>);
}

// Maxima of as many columns side by side as let compilers see vectors: one of them would have an
// order that they must keep.
extern "C" double tenon_reference_jacobi_change(const double* u, double* v, int64_t n,
                                                int threads) {
    constexpr int64_t side_by_side = 32;
    double change = 0;
#pragma omp parallel for num_threads(threads) schedule(static) reduction(max : change)
    for (int64_t i = 1; i < n - 1; ++i) {
        const double* const from = u + i * n;
        double* const to = v + i * n;
        double most[side_by_side] = {};
        int64_t j = 1;
        for (; j + side_by_side <= n - 1; j += side_by_side)
            for (int64_t k = 0; k < side_by_side; ++k) {
                const double value = point(from + j + k, n);
                const double moved = std::fabs(value - from[j + k]);
                to[j + k] = value;
                most[k] = moved > most[k] ? moved : most[k];
            }
        for (; j < n - 1; ++j) {
            to[j] = point(from + j, n);
            most[0] = std::max(most[0], std::fabs(to[j] - from[j]));
        }
        change = std::max(change, *std::max_element(most, most + side_by_side));
    }
    return change;
}
