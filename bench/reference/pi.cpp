// SPDX-License-Identifier: MIT
// Monte-Carlo pi on Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as
// 1, 2, 3", SC 2011). One block of four 32-bit words makes one sample.
#include "reference.hpp"

#include "common.hpp"

namespace {

using namespace tenon_reference;

constexpr uint32_t multiplier0 = 0xD2511F53, multiplier1 = 0xCD9E8D57;
constexpr uint32_t weyl0 = 0x9E3779B9, weyl1 = 0xBB67AE85;
constexpr int rounds = 10;
constexpr int64_t grain = 4096;

bool inside_scalar(uint64_t sample, uint64_t seed) {
    uint32_t c0 = static_cast<uint32_t>(sample), c1 = static_cast<uint32_t>(sample >> 32), c2 = 0,
             c3 = 0;
    uint32_t k0 = static_cast<uint32_t>(seed), k1 = static_cast<uint32_t>(seed >> 32);
    for (int r = 0; r < rounds; ++r, k0 += weyl0, k1 += weyl1) {
        const uint64_t p0 = uint64_t{multiplier0} * c0, p1 = uint64_t{multiplier1} * c2;
        const uint32_t n0 = static_cast<uint32_t>(p1 >> 32) ^ c1 ^ k0,
                       n2 = static_cast<uint32_t>(p0 >> 32) ^ c3 ^ k1;
        c0 = n0, c1 = static_cast<uint32_t>(p1), c2 = n2, c3 = static_cast<uint32_t>(p0);
    }
    const uint64_t w0 = c0 | uint64_t{c1} << 32, w1 = c2 | uint64_t{c3} << 32;
    const double x = static_cast<double>(w0 >> 11) * 0x1p-53,
                 y = static_cast<double>(w1 >> 11) * 0x1p-53;
    return x * x + y * y < 1.0;
}

template <class Range>
int64_t count(int64_t samples, int threads, const Range& range) {
    int64_t total = 0;
    over_ranges(samples, threads, grain, [&](int64_t first, int64_t last) {
        const int64_t part = range(first, last);
#pragma omp atomic
        total += part;
    });
    return total;
}

int64_t range_scalar(int64_t first, int64_t last, int64_t start, uint64_t seed) {
    int64_t inside = 0;
    for (int64_t i = first; i < last; ++i)
        inside += inside_scalar(static_cast<uint64_t>(start + i), seed);
    return inside;
}

#if TENON_REFERENCE_AVX512

constexpr int flight = 5;

// hi(p) of a 32 x 32 bit product, in the low half of the lane. The shift runs on one port of
// current Intel cores and the shuffle on the other, so one of each per round keeps both busy.
inline __m512i high_shifted(__m512i p) { return _mm512_srli_epi64(p, 32); }
inline __m512i high_shuffled(__m512i p) { return _mm512_shuffle_epi32(p, _MM_PERM_DDBB); }
inline __m512i xor2(__m512i a, __m512i b) { return _mm512_xor_si512(a, b); }
inline __m512i xor3(__m512i a, __m512i b, __m512i c) {
    return _mm512_ternarylogic_epi64(a, b, c, 0x96);
}

// The 64-bit word (high << 32 | low) without its last 11 bits, as a double: 2^64 times the uniform.
inline __m512d scaled_uniform(__m512i low, __m512i high) {
    const __m512i kept = _mm512_set1_epi64(0xfffff800);
    return _mm512_cvtepu64_pd(
        _mm512_ternarylogic_epi64(_mm512_slli_epi64(high, 32), low, kept, 0xF8));
}

// Samples whose indices share their high half. A word lives in the low half of a 64-bit lane and
// the high half is left dirty: the multiplication does not read it and nothing carries it down. The
// first two rounds are folded, since the counter's upper words are 0 and its second is the same for
// all. Scaling by 2^64 is exact, so comparing with 2^128 is comparing with 1.
int64_t range_high(int64_t first, int64_t last, int64_t start, uint64_t seed) {
    const __m512i m0 = _mm512_set1_epi64(multiplier0), m1 = _mm512_set1_epi64(multiplier1);
    uint32_t key0[rounds], key1[rounds];
    __m512i k0[rounds], k1[rounds];
    for (uint32_t r = 0; r < rounds; ++r) {
        key0[r] = static_cast<uint32_t>(seed) + weyl0 * r,
        key1[r] = static_cast<uint32_t>(seed >> 32) + weyl1 * r;
        k0[r] = _mm512_set1_epi64(key0[r]), k1[r] = _mm512_set1_epi64(key1[r]);
    }
    const uint32_t index_high = static_cast<uint32_t>(static_cast<uint64_t>(start + first) >> 32);
    const uint64_t product = uint64_t{multiplier0} * (index_high ^ key0[0]);
    const __m512i second2 = _mm512_set1_epi64(static_cast<uint32_t>(product >> 32) ^ key1[1]);
    const __m512i third2 = _mm512_set1_epi64(static_cast<uint32_t>(product) ^ key1[2]);
    __m512i index = _mm512_add_epi64(_mm512_set1_epi64(start + first),
                                     _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7));
    __m512i inside[flight];
    for (int u = 0; u < flight; ++u)
        inside[u] = _mm512_setzero_si512();
    int64_t i = first;
    for (; i + 8 * flight <= last; i += 8 * flight) {
        __m512i c0[flight], c1[flight], c2[flight], c3[flight];
#pragma GCC unroll 8
        for (int u = 0; u < flight; ++u) {
            const __m512i p0 = _mm512_mul_epu32(m0, index);
            const __m512i p1 = _mm512_mul_epu32(m1, xor2(high_shifted(p0), k1[0]));
            const __m512i s0 = xor2(high_shuffled(p1), k0[1]), s2 = xor2(p0, second2);
            const __m512i q0 = _mm512_mul_epu32(m0, s0), q1 = _mm512_mul_epu32(m1, s2);
            c0[u] = xor3(high_shuffled(q1), p1, k0[2]);
            c2[u] = xor2(high_shifted(q0), third2);
            c1[u] = q1, c3[u] = q0;
            index = _mm512_add_epi64(index, _mm512_set1_epi64(8));
        }
#pragma GCC unroll 8
        for (int r = 3; r < rounds; ++r) {
#pragma GCC unroll 8
            for (int u = 0; u < flight; ++u) {
                const __m512i p0 = _mm512_mul_epu32(m0, c0[u]), p1 = _mm512_mul_epu32(m1, c2[u]);
                c0[u] = xor3(high_shuffled(p1), c1[u], k0[r]);
                c2[u] = xor3(high_shifted(p0), c3[u], k1[r]);
                c1[u] = p1, c3[u] = p0;
            }
        }
#pragma GCC unroll 8
        for (int u = 0; u < flight; ++u) {
            const __m512d x = scaled_uniform(c0[u], c1[u]), y = scaled_uniform(c2[u], c3[u]);
            const __m512d norm = _mm512_add_pd(_mm512_mul_pd(x, x), _mm512_mul_pd(y, y));
            const __mmask8 in = _mm512_cmp_pd_mask(norm, _mm512_set1_pd(0x1p128), _CMP_LT_OQ);
            inside[u] = _mm512_mask_sub_epi64(inside[u], in, inside[u], _mm512_set1_epi64(-1));
        }
    }
    int64_t total = range_scalar(i, last, start, seed);
    for (int u = 0; u < flight; ++u)
        total += _mm512_reduce_add_epi64(inside[u]);
    return total;
}

int64_t range_vector(int64_t first, int64_t last, int64_t start, uint64_t seed) {
    int64_t total = 0;
    while (first < last) {
        const int64_t next = (((start + first) >> 32) + 1)
                             << 32;  // the index where the high half changes
        const int64_t stop = std::min(last, next - start);
        total += range_high(first, stop, start, seed);
        first = stop;
    }
    return total;
}

#else

int64_t range_vector(int64_t first, int64_t last, int64_t start, uint64_t seed) {
    return range_scalar(first, last, start, seed);
}

#endif

}  // namespace

extern "C" int64_t tenon_reference_pi_scalar(int64_t samples, int64_t start, uint64_t seed,
                                             int threads) {
    return count(samples, threads,
                 [=](int64_t a, int64_t b) { return range_scalar(a, b, start, seed); });
}

extern "C" int64_t tenon_reference_pi(int64_t samples, int64_t start, uint64_t seed, int threads) {
    return count(samples, threads,
                 [=](int64_t a, int64_t b) { return range_vector(a, b, start, seed); });
}
