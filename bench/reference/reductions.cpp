// SPDX-License-Identifier: MIT
// Reductions of float64: sum, dot, max, sum(x*x + y), with eight accumulators per thread.
#include "reference.hpp"

#include <limits>
#include <vector>

#include "common.hpp"

namespace {

using namespace tenon_reference;

constexpr int64_t grain = 16384;

struct Add {
    static constexpr double identity = 0;
    static double combine(double a, double b) { return a + b; }
#if TENON_REFERENCE_AVX512
    static __m512d combine(__m512d a, __m512d b) { return _mm512_add_pd(a, b); }
#endif
};

// NaN is passed on by neither form: the arrays of the benchmark have none.
struct Max {
    static constexpr double identity = -std::numeric_limits<double>::infinity();
    static double combine(double a, double b) { return a > b ? a : b; }
#if TENON_REFERENCE_AVX512
    static __m512d combine(__m512d a, __m512d b) { return _mm512_max_pd(a, b); }
#endif
};

// partial(first, last) per range, combined in the order of the ranges.
template <class Operation, class Partial>
double reduce(int64_t n, int threads, const Partial& partial) {
    if (threads <= 1 || n < grain)
        return Operation::combine(Operation::identity, partial(int64_t{0}, n));
    struct alignas(64) Slot {
        double value = Operation::identity;
    };
    std::vector<Slot> slots(static_cast<size_t>(threads));
    over_ranges(n, threads, grain, [&](int64_t first, int64_t last) {
        slots[static_cast<size_t>(omp_get_thread_num())].value = partial(first, last);
    });
    double result = Operation::identity;
    for (const Slot& slot : slots)
        result = Operation::combine(result, slot.value);
    return result;
}

template <class Operation, class F>
double reduce_scalar(int64_t n, int threads, const F& f) {
    return reduce<Operation>(n, threads, [&](int64_t first, int64_t last) {
        double r = Operation::identity;
        for (int64_t i = first; i < last; ++i)
            r = Operation::combine(r, f(i));
        return r;
    });
}

#if TENON_REFERENCE_AVX512

template <class Operation, class F>
double reduce_vector(int64_t n, int threads, const F& f) {
    return reduce<Operation>(n, threads, [&](int64_t first, int64_t last) {
        constexpr int unroll = 8;
        __m512d r[unroll];
        for (int u = 0; u < unroll; ++u)
            r[u] = _mm512_set1_pd(Operation::identity);
        int64_t i = first;
        for (; i + 8 * unroll <= last; i += 8 * unroll) {
#pragma GCC unroll 8
            for (int u = 0; u < unroll; ++u)
                r[u] = Operation::combine(r[u], f(i + 8 * u, 0xff));
        }
        for (; i < last; i += 8) {
            const __mmask8 m = lanes(last - i);
            r[0] = _mm512_mask_mov_pd(r[0], m, Operation::combine(r[0], f(i, m)));
        }
        for (int step = unroll / 2; step > 0; step /= 2)
            for (int u = 0; u < step; ++u)
                r[u] = Operation::combine(r[u], r[u + step]);
        alignas(64) double lane[8];
        _mm512_store_pd(lane, r[0]);
        for (int step = 4; step > 0; step /= 2)
            for (int l = 0; l < step; ++l)
                lane[l] = Operation::combine(lane[l], lane[l + step]);
        return lane[0];
    });
}

#endif

}  // namespace

extern "C" double tenon_reference_sum_scalar(const double* x, int64_t n, int threads) {
    return reduce_scalar<Add>(n, threads, [=](int64_t i) { return x[i]; });
}

extern "C" double tenon_reference_dot_scalar(const double* x, const double* y, int64_t n,
                                             int threads) {
    return reduce_scalar<Add>(n, threads, [=](int64_t i) { return x[i] * y[i]; });
}

extern "C" double tenon_reference_max_scalar(const double* x, int64_t n, int threads) {
    return reduce_scalar<Max>(n, threads, [=](int64_t i) { return x[i]; });
}

extern "C" double tenon_reference_sum_squares_scalar(const double* x, const double* y, int64_t n,
                                                     int threads) {
    return reduce_scalar<Add>(n, threads, [=](int64_t i) { return x[i] * x[i] + y[i]; });
}

#if TENON_REFERENCE_AVX512

extern "C" double tenon_reference_sum(const double* x, int64_t n, int threads) {
    return reduce_vector<Add>(n, threads, [=](int64_t i, __mmask8 m) { return load(x + i, m); });
}

extern "C" double tenon_reference_dot(const double* x, const double* y, int64_t n, int threads) {
    return reduce_vector<Add>(n, threads, [=](int64_t i, __mmask8 m) {
        return _mm512_mul_pd(load(x + i, m), load(y + i, m));
    });
}

extern "C" double tenon_reference_max(const double* x, int64_t n, int threads) {
    return reduce_vector<Max>(n, threads, [=](int64_t i, __mmask8 m) { return load(x + i, m); });
}

extern "C" double tenon_reference_sum_squares(const double* x, const double* y, int64_t n,
                                              int threads) {
    return reduce_vector<Add>(n, threads, [=](int64_t i, __mmask8 m) {
        const __m512d vx = load(x + i, m);
        return _mm512_add_pd(_mm512_mul_pd(vx, vx), load(y + i, m));
    });
}

#else

extern "C" double tenon_reference_sum(const double* x, int64_t n, int threads) {
    return tenon_reference_sum_scalar(x, n, threads);
}

extern "C" double tenon_reference_dot(const double* x, const double* y, int64_t n, int threads) {
    return tenon_reference_dot_scalar(x, y, n, threads);
}

extern "C" double tenon_reference_max(const double* x, int64_t n, int threads) {
    return tenon_reference_max_scalar(x, n, threads);
}

extern "C" double tenon_reference_sum_squares(const double* x, const double* y, int64_t n,
                                              int threads) {
    return tenon_reference_sum_squares_scalar(x, y, n, threads);
}

#endif
