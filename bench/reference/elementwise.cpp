// SPDX-License-Identifier: MIT
// Element-wise expressions bound by memory: a*x + b*y and sqrt(x*x + y*y), plain and streaming.
#include "reference.hpp"

#include <cmath>

#include "elementwise.hpp"

namespace {

using namespace tenon_reference;

constexpr int64_t grain = 8192;  // below, a second thread costs more than it saves

#if TENON_REFERENCE_AVX512

template <bool stream>
void axpby(double a, const double* x, double b, const double* y, double* out, int64_t n,
           int threads) {
    over_ranges(n, threads, grain, [=](int64_t first, int64_t last) {
        const __m512d va = _mm512_set1_pd(a), vb = _mm512_set1_pd(b);
        apply<4, stream>(out, first, last, [=](int64_t i, __mmask8 m) {
            return _mm512_add_pd(_mm512_mul_pd(va, load(x + i, m)),
                                 _mm512_mul_pd(vb, load(y + i, m)));
        });
    });
}

template <bool stream>
void magnitude(const double* x, const double* y, double* out, int64_t n, int threads) {
    over_ranges(n, threads, grain, [=](int64_t first, int64_t last) {
        apply<4, stream>(out, first, last, [=](int64_t i, __mmask8 m) {
            const __m512d vx = load(x + i, m), vy = load(y + i, m);
            return _mm512_sqrt_pd(_mm512_add_pd(_mm512_mul_pd(vx, vx), _mm512_mul_pd(vy, vy)));
        });
    });
}

#else

template <bool stream>
void axpby(double a, const double* x, double b, const double* y, double* out, int64_t n,
           int threads) {
    tenon_reference_axpby_scalar(a, x, b, y, out, n, threads);
}

template <bool stream>
void magnitude(const double* x, const double* y, double* out, int64_t n, int threads) {
    tenon_reference_magnitude_scalar(x, y, out, n, threads);
}

#endif

}  // namespace

extern "C" void tenon_reference_axpby_scalar(double a, const double* x, double b, const double* y,
                                             double* out, int64_t n, int threads) {
    over_ranges(n, threads, grain, [=](int64_t first, int64_t last) {
        for (int64_t i = first; i < last; ++i)
            out[i] = a * x[i] + b * y[i];
    });
}

extern "C" void tenon_reference_magnitude_scalar(const double* x, const double* y, double* out,
                                                 int64_t n, int threads) {
    over_ranges(n, threads, grain, [=](int64_t first, int64_t last) {
        for (int64_t i = first; i < last; ++i)
            out[i] = std::sqrt(x[i] * x[i] + y[i] * y[i]);
    });
}

extern "C" void tenon_reference_axpby(double a, const double* x, double b, const double* y,
                                      double* out, int64_t n, int threads) {
    axpby<false>(a, x, b, y, out, n, threads);
}

extern "C" void tenon_reference_axpby_streaming(double a, const double* x, double b,
                                                const double* y, double* out, int64_t n,
                                                int threads) {
    axpby<true>(a, x, b, y, out, n, threads);
}

extern "C" void tenon_reference_magnitude(const double* x, const double* y, double* out, int64_t n,
                                          int threads) {
    magnitude<false>(x, y, out, n, threads);
}

extern "C" void tenon_reference_magnitude_streaming(const double* x, const double* y, double* out,
                                                    int64_t n, int threads) {
    magnitude<true>(x, y, out, n, threads);
}
