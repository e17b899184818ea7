// SPDX-License-Identifier: MIT
// Collatz lengths: steps of x -> x/2 or 3x+1 until 1.
#include "reference.hpp"

#include "compact.hpp"

extern "C" void tenon_reference_collatz_scalar(const int64_t* n, int64_t* lengths, int64_t points,
                                               int64_t limit, int threads) {
#pragma omp parallel for num_threads(threads) schedule(dynamic, 256)
    for (int64_t i = 0; i < points; ++i) {
        int64_t x = n[i], steps = 0;
        while (steps < limit && x != 1) {
            x = x & 1 ? 3 * x + 1 : x >> 1;
            ++steps;
        }
        lengths[i] = steps;
    }
}

#if TENON_REFERENCE_AVX512

namespace {

using namespace tenon_reference;

// A number that reached 1 goes on 4, 2, 1, ..., so after a block only those above 4 surely did not;
// the others run again from the block's start with a test at each step. A step past the limit
// changes no output, as value() cuts there.
struct Collatz {
    static constexpr int carried = 1, constant = 0, flight = 4, tile = 2048;
    static constexpr Test test = Test::end;
    static constexpr bool test_first = true;
    static constexpr int64_t counted_until = 1;

    const int64_t* n;
    int64_t limit;

    static int64_t block(int64_t) { return 16; }
    void load(int64_t first, int here, Vector* s) const {
        s[0] = _mm512_castsi512_pd(
            _mm512_mask_loadu_epi64(_mm512_set1_epi64(1), lanes(here), n + first));
    }
    static __mmask8 by_hand(const Vector*) { return 0; }
    static int64_t by_hand(int64_t) { return 0; }

    static void step(Vector* s, const Vector*) {
        const __m512i x = _mm512_castpd_si512(s[0]), half = _mm512_srai_epi64(x, 1);
#ifdef __AVX512VBMI2__
        const __m512i odd = _mm512_shldi_epi64(x, _mm512_set1_epi64(-1), 1);  // 2x + 1
#else
        const __m512i odd = _mm512_sub_epi64(_mm512_add_epi64(x, x), _mm512_set1_epi64(-1));
#endif
        const __mmask8 is_odd = _mm512_test_epi64_mask(x, _mm512_set1_epi64(1));
        s[0] = _mm512_castsi512_pd(_mm512_mask_add_epi64(half, is_odd, x, odd));
    }
    static __mmask8 alive(const Vector* s, __mmask8 mask) {
        return _mm512_mask_cmpneq_epi64_mask(mask, _mm512_castpd_si512(s[0]), _mm512_set1_epi64(1));
    }
    static __mmask8 survived(const Vector* s) {
        return _mm512_cmpgt_epu64_mask(_mm512_castpd_si512(s[0]), _mm512_set1_epi64(4));
    }
    __m512i value(__m512i steps) const {
        return _mm512_min_epi64(_mm512_add_epi64(steps, _mm512_set1_epi64(1)),
                                _mm512_set1_epi64(limit));
    }
    __m512i limit_value() const { return _mm512_set1_epi64(limit); }
};

}  // namespace

extern "C" void tenon_reference_collatz(const int64_t* n, int64_t* lengths, int64_t points,
                                        int64_t limit, int threads) {
    run_compacting(Collatz{n, limit}, points, lengths, threads);
}

#else

extern "C" void tenon_reference_collatz(const int64_t* n, int64_t* lengths, int64_t points,
                                        int64_t limit, int threads) {
    tenon_reference_collatz_scalar(n, lengths, points, limit, threads);
}

#endif
