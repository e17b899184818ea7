// SPDX-License-Identifier: MIT
// Mandelbrot escape counts of given points.
#include "reference.hpp"

#include "compact.hpp"

namespace {

// The definition, one point: also what the vector code falls back to where it cannot promise bits.
int64_t escape_count(double cx, double cy, int64_t limit) {
    double x = 0, y = 0;
    for (int64_t k = 0; k < limit; ++k) {
        const double xx = x * x, yy = y * y, xy = x * y;
        x = (xx - yy) + cx;
        y = (xy + xy) + cy;
        if (x * x + y * y > 4.0)
            return k;
    }
    return 0;
}

}  // namespace

extern "C" void tenon_reference_escape_scalar(const double* q, int64_t* counts, int64_t points,
                                              int64_t limit, int threads) {
#pragma omp parallel for num_threads(threads) schedule(dynamic, 256)
    for (int64_t i = 0; i < points; ++i)
        counts[i] = escape_count(q[2 * i], q[2 * i + 1], limit);
}

#if TENON_REFERENCE_AVX512

namespace {

using namespace tenon_reference;

// A block may be tested at its end alone because a dead lane stays dead. Let the computed |z|^2
// exceed 4, so r = |z| >= 2 - 2^-51, and let |c| <= 2 - 2^-43. Then |z*z + c| >= r*r - |c| >= r +
// (r-2)(r+1)
// + 2^-43 >= r + 2^-44, and rounding takes less than 2^-49 r*r of it: the computed |z|^2 exceeds 4
// again. After overflow the state is infinite or NaN and stays so, and the ordered comparison below
// is false. Points with |c| in (2 - 2^-43, 2], which hardly exist, are computed by the scalar form;
// those with |c| > 2 die in iteration 0, which is always tested.
template <Test how>
struct Escape {
    static constexpr int carried = 2, constant = 2, flight = how == Test::end ? 6 : 5, tile = 1024;
    static constexpr Test test = how;
    static constexpr bool test_first = false;
    static constexpr int64_t counted_until = 8;

    const double* q;
    int64_t limit;

    static int64_t block(int64_t done) {
        return done < 8 ? 8 : done < 512 ? std::max<int64_t>(16, done / 2) : 256;
    }
    void load(int64_t first, int n, Vector* state) const {
        state[0] = state[1] = _mm512_setzero_pd();
        load_complex(q + 2 * first, n, state[2], state[3]);
    }
    __mmask8 by_hand(const Vector* state) const {
        return _mm512_cmp_pd_mask(norm(state + 2), _mm512_set1_pd(4.0 - 0x1p-41), _CMP_GT_OQ) &
               _mm512_cmp_pd_mask(norm(state + 2), _mm512_set1_pd(4.0), _CMP_LE_OQ);
    }
    int64_t by_hand(int64_t i) const { return escape_count(q[2 * i], q[2 * i + 1], limit); }

    // 2xy + cy in one instruction: doubling is exact, so the one rounding is that of the addition.
    static void step(Vector* z, const Vector* c) {
        const Vector xx = _mm512_mul_pd(z[0], z[0]), yy = _mm512_mul_pd(z[1], z[1]);
        const Vector xy = _mm512_mul_pd(z[0], z[1]);
        z[0] = _mm512_add_pd(_mm512_sub_pd(xx, yy), c[0]);
        z[1] = _mm512_fmadd_pd(xy, _mm512_set1_pd(2.0), c[1]);
    }
    static Vector norm(const Vector* z) {
        return _mm512_add_pd(_mm512_mul_pd(z[0], z[0]), _mm512_mul_pd(z[1], z[1]));
    }
    static __mmask8 alive(const Vector* z, __mmask8 mask) {
        return _mm512_mask_cmp_pd_mask(mask, norm(z), _mm512_set1_pd(4.0), _CMP_LE_OQ);
    }
    static __mmask8 survived(const Vector* z) { return alive(z, 0xff); }
    __m512i value(__m512i steps) const { return steps; }
    __m512i limit_value() const { return _mm512_setzero_si512(); }
};

}  // namespace

extern "C" void tenon_reference_escape(const double* q, int64_t* counts, int64_t points,
                                       int64_t limit, int threads) {
    run_compacting(Escape<Test::end>{q, limit}, points, counts, threads);
}

extern "C" void tenon_reference_escape_tested(const double* q, int64_t* counts, int64_t points,
                                              int64_t limit, int threads) {
    run_compacting(Escape<Test::each>{q, limit}, points, counts, threads);
}

#else

extern "C" void tenon_reference_escape(const double* q, int64_t* counts, int64_t points,
                                       int64_t limit, int threads) {
    tenon_reference_escape_scalar(q, counts, points, limit, threads);
}

extern "C" void tenon_reference_escape_tested(const double* q, int64_t* counts, int64_t points,
                                              int64_t limit, int threads) {
    tenon_reference_escape_scalar(q, counts, points, limit, threads);
}

#endif
