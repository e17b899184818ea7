// SPDX-License-Identifier: MIT
// Element-wise expressions bound by vector mathematics: the 12-operation sin/exp expression and
// Black-Scholes, each with SLEEF and with libmvec, plain and streaming.
#include "reference.hpp"

#include <cmath>

#include "elementwise.hpp"
#include "vector_math.hpp"

namespace {

using namespace tenon_reference;

constexpr int64_t grain = 2048;

// The normal distribution by Abramowitz and Stegun 26.2.17, |error| < 7.5e-8.
constexpr double a1 = 0.31938153, a2 = -0.356563782, a3 = 1.781477937, a4 = -1.821255978,
                 a5 = 1.330274429;
constexpr double gamma_cnd = 0.2316419, inverse_sqrt_2pi = 0.39894228040143267794;

double twelve(double x, double y) {
    return (((0.3 * x + 1.1) * x - 0.7) * x + std::sin(x) * std::exp(-y * y)) * y;
}

double normal_cdf(double d) {
    const double k = 1.0 / (1.0 + gamma_cnd * std::fabs(d));
    const double tail = inverse_sqrt_2pi * std::exp(-0.5 * d * d) *
                        (k * (a1 + k * (a2 + k * (a3 + k * (a4 + k * a5)))));
    return d > 0 ? 1.0 - tail : tail;
}

#if TENON_REFERENCE_AVX512

using V = __m512d;

inline V set(double x) { return _mm512_set1_pd(x); }
inline V add(V a, V b) { return _mm512_add_pd(a, b); }
inline V sub(V a, V b) { return _mm512_sub_pd(a, b); }
inline V mul(V a, V b) { return _mm512_mul_pd(a, b); }
inline V div(V a, V b) { return _mm512_div_pd(a, b); }
inline V negate(V a) { return _mm512_xor_pd(a, set(-0.0)); }

template <class Math>
inline V twelve(const Math& math, V x, V y) {
    const V polynomial = mul(sub(mul(add(mul(set(0.3), x), set(1.1)), x), set(0.7)), x);
    const V wave = mul(math.sin(x), math.exp(mul(negate(y), y)));
    return mul(add(polynomial, wave), y);
}

template <class Math>
inline V normal_cdf(const Math& math, V d) {
    const V bell = mul(set(inverse_sqrt_2pi), math.exp(mul(mul(set(-0.5), d), d)));
    const V k = div(set(1.0), add(set(1.0), mul(set(gamma_cnd), _mm512_abs_pd(d))));
    V p = add(set(a4), mul(k, set(a5)));
    p = add(set(a3), mul(k, p));
    p = add(set(a2), mul(k, p));
    p = add(set(a1), mul(k, p));
    const V tail = mul(bell, mul(k, p));
    return _mm512_mask_sub_pd(tail, _mm512_cmp_pd_mask(d, set(0.0), _CMP_GT_OQ), set(1.0), tail);
}

template <class Math, bool stream>
void twelve(const double* x, const double* y, double* out, int64_t n, int threads) {
    over_ranges(n, threads, grain, [=, math = Math()](int64_t first, int64_t last) {
        apply<4, stream>(out, first, last, [=](int64_t i, __mmask8 m) {
            return twelve(math, load(x + i, m), load(y + i, m));
        });
    });
}

template <bool stream>
inline void store(double* p, __mmask8 m, V v) {
    if (stream && m == 0xff)
        _mm512_stream_pd(p, v);
    else
        _mm512_mask_storeu_pd(p, m, v);
}

// Streams only where both results are aligned alike.
template <class Math, bool stream>
void black_scholes(const double* spot, const double* strike, const double* years, double rate,
                   double volatility, double* call, double* put, int64_t n, int threads) {
    over_ranges(n, threads, grain, [=, math = Math()](int64_t first, int64_t last) {
        const V r = set(rate), v = set(volatility),
                drift = set(rate + 0.5 * volatility * volatility);
        const auto step = [=](int64_t i, __mmask8 m) {
            const V s = _mm512_mask_loadu_pd(set(1.0), m, spot + i),
                    x = _mm512_mask_loadu_pd(set(1.0), m, strike + i);
            const V t = _mm512_mask_loadu_pd(set(1.0), m, years + i);
            const V spread = mul(v, _mm512_sqrt_pd(t));
            const V d1 = div(add(math.log(div(s, x)), mul(drift, t)), spread), d2 = sub(d1, spread);
            const V n1 = normal_cdf(math, d1), n2 = normal_cdf(math, d2);
            const V present = mul(x, math.exp(mul(negate(r), t)));
            store<stream>(call + i, m, sub(mul(s, n1), mul(present, n2)));
            store<stream>(put + i, m,
                          sub(mul(present, sub(set(1.0), n2)), mul(s, sub(set(1.0), n1))));
        };
        int64_t i = first;
        if (const int64_t head = to_boundary(call + first, last - first); head > 0)
            step(i, lanes(head)), i += head;
        for (; i + 8 <= last; i += 8)
            step(i, 0xff);
        if (i < last)
            step(i, lanes(last - i));
        if constexpr (stream)
            _mm_sfence();
    });
}

#else

struct Mvec {};
struct Sleef {};

template <class Math, bool stream>
void twelve(const double* x, const double* y, double* out, int64_t n, int threads) {
    tenon_reference_twelve_scalar(x, y, out, n, threads);
}

template <class Math, bool stream>
void black_scholes(const double* spot, const double* strike, const double* years, double rate,
                   double volatility, double* call, double* put, int64_t n, int threads) {
    tenon_reference_black_scholes_scalar(spot, strike, years, rate, volatility, call, put, n,
                                         threads);
}

#endif

}  // namespace

extern "C" void tenon_reference_twelve_scalar(const double* x, const double* y, double* out,
                                              int64_t n, int threads) {
    over_ranges(n, threads, grain, [=](int64_t first, int64_t last) {
        for (int64_t i = first; i < last; ++i)
            out[i] = twelve(x[i], y[i]);
    });
}

extern "C" void tenon_reference_black_scholes_scalar(const double* spot, const double* strike,
                                                     const double* years, double rate,
                                                     double volatility, double* call, double* put,
                                                     int64_t n, int threads) {
    over_ranges(n, threads, grain, [=](int64_t first, int64_t last) {
        for (int64_t i = first; i < last; ++i) {
            const double s = spot[i], x = strike[i], t = years[i],
                         spread = volatility * std::sqrt(t);
            const double d1 = (std::log(s / x) + (rate + 0.5 * volatility * volatility) * t) /
                              spread,
                         d2 = d1 - spread;
            const double n1 = normal_cdf(d1), n2 = normal_cdf(d2),
                         present = x * std::exp(-rate * t);
            call[i] = s * n1 - present * n2;
            put[i] = present * (1.0 - n2) - s * (1.0 - n1);
        }
    });
}

#define TENON_TWELVE(name, math, stream)                                                           \
    extern "C" void tenon_reference_twelve_##name(const double* x, const double* y, double* out,   \
                                                  int64_t n, int threads) {                        \
        twelve<math, stream>(x, y, out, n, threads);                                               \
    }

TENON_TWELVE(sleef, Sleef, false)
TENON_TWELVE(sleef_streaming, Sleef, true)
TENON_TWELVE(mvec, Mvec, false)
TENON_TWELVE(mvec_streaming, Mvec, true)

#define TENON_BLACK_SCHOLES(name, math, stream)                                                    \
    extern "C" void tenon_reference_black_scholes_##name(                                          \
        const double* spot, const double* strike, const double* years, double rate,                \
        double volatility, double* call, double* put, int64_t n, int threads) {                    \
        black_scholes<math, stream>(spot, strike, years, rate, volatility, call, put, n, threads); \
    }

TENON_BLACK_SCHOLES(sleef, Sleef, false)
TENON_BLACK_SCHOLES(sleef_streaming, Sleef, true)
TENON_BLACK_SCHOLES(mvec, Mvec, false)
TENON_BLACK_SCHOLES(mvec_streaming, Mvec, true)
