// SPDX-License-Identifier: MIT
// Newton's iteration for z^3 = 1: steps until |z^3 - 1| < 1e-6.
#include "reference.hpp"

#include "compact.hpp"

extern "C" void tenon_reference_newton_scalar(const double* z, int64_t* counts, int64_t points,
                                              int64_t limit, int threads) {
    constexpr double third = 1.0 / 3.0, tolerance = 1e-12;
#pragma omp parallel for num_threads(threads) schedule(dynamic, 256)
    for (int64_t i = 0; i < points; ++i) {
        double x = z[2 * i], y = z[2 * i + 1];
        int64_t n = 0;
        while (n < limit) {
            const double xy = x * y, wx = x * x - y * y, wy = xy + xy;
            const double fx = (wx * x - wy * y) - 1.0, fy = wx * y + wy * x;
            if (!(fx * fx + fy * fy >= tolerance))
                break;
            const double r = 1.0 / (wx * wx + wy * wy);
            x = ((x + x) + wx * r) * third;
            y = ((y + y) - wy * r) * third;
            ++n;
        }
        counts[i] = n;
    }
}

#if TENON_REFERENCE_AVX512

namespace {

using namespace tenon_reference;

// Carries z*z as well: the test and the step both need it. Nearly all points end within ten steps,
// so every block counts per lane.
struct Newton {
    static constexpr int carried = 4, constant = 0, flight = 4, tile = 1024;
    static constexpr Test test = Test::each;
    static constexpr bool test_first = true;
    static constexpr int64_t counted_until = INT64_MAX;

    const double* z;
    int64_t limit;

    static int64_t block(int64_t done) { return done < 6 ? 6 : 3; }
    void load(int64_t first, int n, Vector* s) const {
        load_complex(z + 2 * first, n, s[0], s[1]);
        square(s);
    }
    static __mmask8 by_hand(const Vector*) { return 0; }
    static int64_t by_hand(int64_t) { return 0; }

    static void square(Vector* s) {
        const Vector xy = _mm512_mul_pd(s[0], s[1]);
        s[2] = _mm512_sub_pd(_mm512_mul_pd(s[0], s[0]), _mm512_mul_pd(s[1], s[1]));
        s[3] = _mm512_add_pd(xy, xy);
    }
    // 2x + t and 2y - t in one instruction each: doubling is exact.
    static void step(Vector* s, const Vector*) {
        const Vector two = _mm512_set1_pd(2.0), third = _mm512_set1_pd(1.0 / 3.0);
        const Vector norm = _mm512_add_pd(_mm512_mul_pd(s[2], s[2]), _mm512_mul_pd(s[3], s[3]));
        const Vector r = _mm512_div_pd(_mm512_set1_pd(1.0), norm);
        s[0] = _mm512_mul_pd(_mm512_fmadd_pd(s[0], two, _mm512_mul_pd(s[2], r)), third);
        s[1] = _mm512_mul_pd(_mm512_fmsub_pd(s[1], two, _mm512_mul_pd(s[3], r)), third);
        square(s);
    }
    static __mmask8 alive(const Vector* s, __mmask8 mask) {
        const Vector re = _mm512_sub_pd(_mm512_mul_pd(s[2], s[0]), _mm512_mul_pd(s[3], s[1]));
        const Vector fx = _mm512_sub_pd(re, _mm512_set1_pd(1.0));
        const Vector fy = _mm512_add_pd(_mm512_mul_pd(s[2], s[1]), _mm512_mul_pd(s[3], s[0]));
        const Vector norm = _mm512_add_pd(_mm512_mul_pd(fx, fx), _mm512_mul_pd(fy, fy));
        return _mm512_mask_cmp_pd_mask(mask, norm, _mm512_set1_pd(1e-12), _CMP_GE_OQ);
    }
    static __mmask8 survived(const Vector* s) { return alive(s, 0xff); }
    __m512i value(__m512i steps) const { return _mm512_add_epi64(steps, _mm512_set1_epi64(1)); }
    __m512i limit_value() const { return _mm512_set1_epi64(limit); }
};

}  // namespace

extern "C" void tenon_reference_newton(const double* z, int64_t* counts, int64_t points,
                                       int64_t limit, int threads) {
    run_compacting(Newton{z, limit}, points, counts, threads);
}

#else

extern "C" void tenon_reference_newton(const double* z, int64_t* counts, int64_t points,
                                       int64_t limit, int threads) {
    tenon_reference_newton_scalar(z, counts, points, limit, threads);
}

#endif
