// SPDX-License-Identifier: MIT
// Julia set of z^3 + c: escape counts of given starting points.
#include "reference.hpp"

#include "compact.hpp"

extern "C" void tenon_reference_julia_scalar(const double* z, int64_t* counts, int64_t points,
                                             double cx, double cy, int64_t limit, int threads) {
#pragma omp parallel for num_threads(threads) schedule(dynamic, 256)
    for (int64_t i = 0; i < points; ++i) {
        double x = z[2 * i], y = z[2 * i + 1];
        int64_t n = 0;
        while (n < limit && x * x + y * y <= 4.0) {
            const double xy = x * y, wx = x * x - y * y, wy = xy + xy;
            const double re = wx * x - wy * y, im = wx * y + wy * x;
            x = re + cx;
            y = im + cy;
            ++n;
        }
        counts[i] = n;
    }
}

#if TENON_REFERENCE_AVX512

namespace {

using namespace tenon_reference;

// Dead lanes stay dead for |c| <= 1: from |z| >= 2 - 2^-51 follows |z^3 + c| > 6.9, rounding
// included, and what overflows stays infinite or NaN. The entry point takes the other form for
// larger c.
template <Test how>
struct Julia {
    static constexpr int carried = 2, constant = 0, flight = 6, tile = 1024;
    static constexpr Test test = how;
    static constexpr bool test_first = true;
    static constexpr int64_t counted_until = 4;

    const double* z;
    Vector cx, cy;
    int64_t limit;

    static int64_t block(int64_t done) {
        return done < 4 ? 4 : std::min<int64_t>(std::max<int64_t>(4, done / 2), 128);
    }
    void load(int64_t first, int n, Vector* state) const {
        load_complex(z + 2 * first, n, state[0], state[1]);
    }
    static __mmask8 by_hand(const Vector*) { return 0; }
    static int64_t by_hand(int64_t) { return 0; }

    void step(Vector* s, const Vector*) const {
        const Vector x = s[0], y = s[1], xy = _mm512_mul_pd(x, y);
        const Vector wx = _mm512_sub_pd(_mm512_mul_pd(x, x), _mm512_mul_pd(y, y)),
                     wy = _mm512_add_pd(xy, xy);
        const Vector re = _mm512_sub_pd(_mm512_mul_pd(wx, x), _mm512_mul_pd(wy, y));
        const Vector im = _mm512_add_pd(_mm512_mul_pd(wx, y), _mm512_mul_pd(wy, x));
        s[0] = _mm512_add_pd(re, cx);
        s[1] = _mm512_add_pd(im, cy);
    }
    static __mmask8 alive(const Vector* s, __mmask8 mask) {
        const Vector norm = _mm512_add_pd(_mm512_mul_pd(s[0], s[0]), _mm512_mul_pd(s[1], s[1]));
        return _mm512_mask_cmp_pd_mask(mask, norm, _mm512_set1_pd(4.0), _CMP_LE_OQ);
    }
    static __mmask8 survived(const Vector* s) { return alive(s, 0xff); }
    __m512i value(__m512i steps) const { return _mm512_add_epi64(steps, _mm512_set1_epi64(1)); }
    __m512i limit_value() const { return _mm512_set1_epi64(limit); }
};

}  // namespace

extern "C" void tenon_reference_julia_tested(const double* z, int64_t* counts, int64_t points,
                                             double cx, double cy, int64_t limit, int threads) {
    run_compacting(Julia<Test::each>{z, _mm512_set1_pd(cx), _mm512_set1_pd(cy), limit}, points,
                   counts, threads);
}

extern "C" void tenon_reference_julia(const double* z, int64_t* counts, int64_t points, double cx,
                                      double cy, int64_t limit, int threads) {
    if (!(cx * cx + cy * cy <= 1.0))
        return tenon_reference_julia_tested(z, counts, points, cx, cy, limit, threads);
    run_compacting(Julia<Test::end>{z, _mm512_set1_pd(cx), _mm512_set1_pd(cy), limit}, points,
                   counts, threads);
}

#else

extern "C" void tenon_reference_julia_tested(const double* z, int64_t* counts, int64_t points,
                                             double cx, double cy, int64_t limit, int threads) {
    tenon_reference_julia_scalar(z, counts, points, cx, cy, limit, threads);
}

extern "C" void tenon_reference_julia(const double* z, int64_t* counts, int64_t points, double cx,
                                      double cy, int64_t limit, int threads) {
    tenon_reference_julia_scalar(z, counts, points, cx, cy, limit, threads);
}

#endif
