// SPDX-License-Identifier: MIT
// Memory streams: copy and triad, plain and non-temporal, and a fill and a read.
#include "reference.hpp"

#include "elementwise.hpp"

namespace {

using namespace tenon_reference;

constexpr int64_t grain = 8192;

#if TENON_REFERENCE_AVX512

template <bool stream>
void copy(const double* x, double* out, int64_t n, int threads) {
    over_ranges(n, threads, grain, [=](int64_t first, int64_t last) {
        apply<4, stream>(out, first, last, [=](int64_t i, __mmask8 m) { return load(x + i, m); });
    });
}

template <bool stream>
void triad(double a, const double* x, const double* y, double* out, int64_t n, int threads) {
    over_ranges(n, threads, grain, [=](int64_t first, int64_t last) {
        const __m512d va = _mm512_set1_pd(a);
        apply<4, stream>(out, first, last, [=](int64_t i, __mmask8 m) {
            return _mm512_add_pd(load(x + i, m), _mm512_mul_pd(va, load(y + i, m)));
        });
    });
}

template <bool stream>
void fill(double value, double* out, int64_t n, int threads) {
    over_ranges(n, threads, grain, [=](int64_t first, int64_t last) {
        const __m512d v = _mm512_set1_pd(value);
        apply<4, stream>(out, first, last, [=](int64_t, __mmask8) { return v; });
    });
}

#else

template <bool stream>
void copy(const double* x, double* out, int64_t n, int threads) {
    over_ranges(n, threads, grain,
                [=](int64_t first, int64_t last) { std::copy(x + first, x + last, out + first); });
}

template <bool stream>
void triad(double a, const double* x, const double* y, double* out, int64_t n, int threads) {
    over_ranges(n, threads, grain, [=](int64_t first, int64_t last) {
        for (int64_t i = first; i < last; ++i)
            out[i] = x[i] + a * y[i];
    });
}

template <bool stream>
void fill(double value, double* out, int64_t n, int threads) {
    over_ranges(n, threads, grain,
                [=](int64_t first, int64_t last) { std::fill(out + first, out + last, value); });
}

#endif

}  // namespace

extern "C" void tenon_reference_copy(const double* x, double* out, int64_t n, int threads) {
    copy<false>(x, out, n, threads);
}

extern "C" void tenon_reference_copy_streaming(const double* x, double* out, int64_t n,
                                               int threads) {
    copy<true>(x, out, n, threads);
}

extern "C" void tenon_reference_triad(double a, const double* x, const double* y, double* out,
                                      int64_t n, int threads) {
    triad<false>(a, x, y, out, n, threads);
}

extern "C" void tenon_reference_triad_streaming(double a, const double* x, const double* y,
                                                double* out, int64_t n, int threads) {
    triad<true>(a, x, y, out, n, threads);
}

extern "C" void tenon_reference_fill(double value, double* out, int64_t n, int threads) {
    fill<false>(value, out, n, threads);
}

extern "C" void tenon_reference_fill_streaming(double value, double* out, int64_t n, int threads) {
    fill<true>(value, out, n, threads);
}
