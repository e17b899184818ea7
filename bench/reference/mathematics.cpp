// SPDX-License-Identifier: MIT
// Element-wise expressions bound by vector mathematics: the 12-operation sin/exp expression and
// Black-Scholes, each with SLEEF, libmvec and functions compiled in, plain and streaming.
#include "reference.hpp"

#include <cmath>

#include "elementwise.hpp"
#include "inline_math.hpp"
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

// Several vectors, one stage after the other over all of them: a call ends the life of every vector
// register, and neighbouring calls that do not wait for each other overlap.
constexpr int group = 4;
using Group = V[group];

#define TENON_EACH _Pragma("GCC unroll 8") for (int u = 0; u < group; ++u)

// p = N(d), where e holds exp(-d*d/2).
inline V normal_cdf(V d, V e) {
    const V k = div(set(1.0), add(set(1.0), mul(set(gamma_cnd), _mm512_abs_pd(d))));
    V p = add(set(a4), mul(k, set(a5)));
    p = add(set(a3), mul(k, p));
    p = add(set(a2), mul(k, p));
    p = add(set(a1), mul(k, p));
    const V tail = mul(mul(set(inverse_sqrt_2pi), e), mul(k, p));
    return _mm512_mask_sub_pd(tail, _mm512_cmp_pd_mask(d, set(0.0), _CMP_GT_OQ), set(1.0), tail);
}

template <bool stream>
inline void store(double* p, __mmask8 m, V v) {
    if (stream && m == 0xff)
        _mm512_stream_pd(p, v);
    else
        _mm512_mask_storeu_pd(p, m, v);
}

template <class Math, bool stream>
void twelve_group(const Math& math, const double* px, const double* py, double* out, int64_t at,
                  int64_t left) {
    Group x, y, sine, bell;
    __mmask8 mask[group];
    TENON_EACH {
        mask[u] = lanes(left - 8 * u);
        x[u] = load(px + at + 8 * u, mask[u]);
        y[u] = load(py + at + 8 * u, mask[u]);
    }
    TENON_EACH sine[u] = math.sin(x[u]);
    TENON_EACH bell[u] = math.exp(mul(negate(y[u]), y[u]));
    TENON_EACH {
        V p = sub(mul(add(mul(set(0.3), x[u]), set(1.1)), x[u]), set(0.7));
        p = add(mul(p, x[u]), mul(sine[u], bell[u]));
        store<stream>(out + at + 8 * u, mask[u], mul(p, y[u]));
    }
}

template <class Math, bool stream>
void twelve(const double* x, const double* y, double* out, int64_t n, int threads) {
    over_ranges(n, threads, grain, [=, math = Math()](int64_t first, int64_t last) {
        in_groups<8 * group>(
            out, first, last,
            [&](int64_t i, int64_t left) { twelve_group<Math, false>(math, x, y, out, i, left); },
            [&](int64_t i) { twelve_group<Math, stream>(math, x, y, out, i, 8 * group); });
        if constexpr (stream)
            _mm_sfence();
    });
}

struct Market {
    const double *spot, *strike, *years;
    double *call, *put;
    double rate, volatility;
};

template <class Math, bool stream>
void black_scholes_group(const Math& math, const Market& m, int64_t at, int64_t left) {
    const V volatility = set(m.volatility), minus_rate = set(-m.rate);
    const V drift = set(m.rate + 0.5 * m.volatility * m.volatility);
    Group s, x, t, d1, d2, e1, e2, present;
    __mmask8 mask[group];
    TENON_EACH {
        const int64_t i = at + 8 * u;
        mask[u] = lanes(left - 8 * u);
        s[u] = _mm512_mask_loadu_pd(set(1.0), mask[u], m.spot + i);
        x[u] = _mm512_mask_loadu_pd(set(1.0), mask[u], m.strike + i);
        t[u] = _mm512_mask_loadu_pd(set(1.0), mask[u], m.years + i);
    }
    TENON_EACH d1[u] = math.log(div(s[u], x[u]));
    TENON_EACH {
        const V spread = mul(volatility, _mm512_sqrt_pd(t[u]));
        d1[u] = div(add(d1[u], mul(drift, t[u])), spread);
        d2[u] = sub(d1[u], spread);
    }
    TENON_EACH e1[u] = math.exp(mul(mul(set(-0.5), d1[u]), d1[u]));
    TENON_EACH e2[u] = math.exp(mul(mul(set(-0.5), d2[u]), d2[u]));
    TENON_EACH present[u] = math.exp(mul(minus_rate, t[u]));
    TENON_EACH {
        const int64_t i = at + 8 * u;
        const V n1 = normal_cdf(d1[u], e1[u]), n2 = normal_cdf(d2[u], e2[u]);
        const V p = mul(x[u], present[u]), one = set(1.0);
        store<stream>(m.call + i, mask[u], sub(mul(s[u], n1), mul(p, n2)));
        store<stream>(m.put + i, mask[u], sub(mul(p, sub(one, n2)), mul(s[u], sub(one, n1))));
    }
}

template <class Math, bool stream>
void black_scholes(const double* spot, const double* strike, const double* years, double rate,
                   double volatility, double* call, double* put, int64_t n, int threads) {
    const Market market{spot, strike, years, call, put, rate, volatility};
    // Streaming needs both results on a boundary at the same time.
    const bool together = to_boundary(call, 8) == to_boundary(put, 8);
    over_ranges(n, threads, grain, [=, math = Math()](int64_t first, int64_t last) {
        const auto plain = [&](int64_t i, int64_t left) {
            black_scholes_group<Math, false>(math, market, i, left);
        };
        in_groups<8 * group>(call, first, last, plain, [&](int64_t i) {
            if (together)
                black_scholes_group<Math, stream>(math, market, i, 8 * group);
            else
                plain(i, 8 * group);
        });
        if constexpr (stream)
            _mm_sfence();
    });
}

#else

struct Mvec {};
struct Sleef {};
struct Inline {};

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
TENON_TWELVE(inline, Inline, false)
TENON_TWELVE(inline_streaming, Inline, true)

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
TENON_BLACK_SCHOLES(inline, Inline, false)
TENON_BLACK_SCHOLES(inline_streaming, Inline, true)
