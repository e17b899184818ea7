// SPDX-License-Identifier: MIT
// Elements by their indices, ones counted. Whole numbers divided by one number: with the division
// instruction, and by products with a multiplier (T. Granlund and P. L. Montgomery, "Division by
// Invariant Integers using Multiplication", 1994, section 6: rounding down, divisors above 1).
#include "reference.hpp"

#include <algorithm>

#include "common.hpp"

namespace {

using namespace tenon_reference;

constexpr int64_t grain = 8192;  // below, a second thread costs more than it saves

int64_t floor_of(int64_t x, int64_t d) {
    const int64_t q = x / d;
    return q - (q * d != x && (x < 0) != (d < 0));
}

#if TENON_REFERENCE_AVX512

// Multiplier and shift for the quotients of numbers below 2^63.
struct Divisor {
    uint64_t multiplier;
    int shift;
    explicit Divisor(int64_t d) {
        const int bits = 64 - __builtin_clzll(static_cast<uint64_t>(d) - 1);  // 2^bits >= d
        const auto power = static_cast<unsigned __int128>(1) << (63 + bits);
        multiplier = static_cast<uint64_t>(power / static_cast<uint64_t>(d) + 1);
        shift = bits - 1;
    }
};

__m512i multiply_high(__m512i x, __m512i low, __m512i high) {
    const __m512i mask = _mm512_set1_epi64(0xffffffff);
    const __m512i upper = _mm512_srli_epi64(x, 32);
    const __m512i carry = _mm512_srli_epi64(_mm512_mul_epu32(x, low), 32);
    const __m512i middle = _mm512_add_epi64(_mm512_mul_epu32(upper, low), carry);
    const __m512i other =
        _mm512_add_epi64(_mm512_mul_epu32(x, high), _mm512_and_si512(middle, mask));
    const __m512i top =
        _mm512_add_epi64(_mm512_mul_epu32(upper, high), _mm512_srli_epi64(middle, 32));
    return _mm512_add_epi64(top, _mm512_srli_epi64(other, 32));
}

#endif

}  // namespace

extern "C" void tenon_reference_floor_divide_scalar(const int64_t* x, int64_t d, int64_t* out,
                                                    int64_t n, int threads) {
    over_ranges(n, threads, grain, [=](int64_t first, int64_t last) {
        for (int64_t i = first; i < last; ++i)
            out[i] = floor_of(x[i], d);
    });
}

extern "C" void tenon_reference_floor_divide(const int64_t* x, int64_t d, int64_t* out, int64_t n,
                                             int threads) {
#if TENON_REFERENCE_AVX512
    if (d > 1) {
        const Divisor divisor(d);
        over_ranges(n, threads, grain, [=](int64_t first, int64_t last) {
            const __m512i low = _mm512_set1_epi64(static_cast<int64_t>(divisor.multiplier));
            const __m512i high = _mm512_srli_epi64(low, 32);
            const __m128i shift = _mm_cvtsi32_si128(divisor.shift);
            // x below zero: the complement of the quotient of the complement.
            const auto eight = [=](__m512i v) {
                const __m512i sign = _mm512_srai_epi64(v, 63);
                const __m512i q = multiply_high(_mm512_xor_si512(v, sign), low, high);
                return _mm512_xor_si512(_mm512_srl_epi64(q, shift), sign);
            };
            int64_t i = first;
            for (; i + 32 <= last; i += 32)
                for (int64_t j = i; j < i + 32; j += 8)
                    _mm512_storeu_si512(out + j, eight(_mm512_loadu_si512(x + j)));
            for (; i < last; i += 8) {
                const __mmask8 there = lanes(last - i);
                _mm512_mask_storeu_epi64(out + i, there,
                                         eight(_mm512_maskz_loadu_epi64(there, x + i)));
            }
        });
        return;
    }
#endif
    tenon_reference_floor_divide_scalar(x, d, out, n, threads);
}

extern "C" int tenon_reference_take(const double* x, int64_t size, const int64_t* index,
                                    double* out, int64_t n, int threads) {
    int right = 1;
    over_ranges(n, threads, grain, [=, &right](int64_t first, int64_t last) {
        for (int64_t i = first; i < last; ++i) {
            const int64_t at = index[i] < 0 ? index[i] + size : index[i];
            if (at < 0 || at >= size) {
                __atomic_store_n(&right, 0, __ATOMIC_RELAXED);
                return;
            }
            out[i] = x[at];
        }
    });
    return right;
}

extern "C" int64_t tenon_reference_count(const uint8_t* mask, int64_t n, int threads) {
    int64_t total = 0;
    over_ranges(n, threads, 8 * grain, [=, &total](int64_t first, int64_t last) {
        int64_t ones = 0;
        int64_t i = first;
#if TENON_REFERENCE_AVX512
        __m512i sums = _mm512_setzero_si512();
        for (; i + 64 <= last; i += 64)
            sums = _mm512_add_epi64(
                sums, _mm512_sad_epu8(_mm512_loadu_si512(mask + i), _mm512_setzero_si512()));
        ones = _mm512_reduce_add_epi64(sums);
#endif
        for (; i < last; ++i)
            ones += mask[i];
        __atomic_fetch_add(&total, ones, __ATOMIC_RELAXED);
    });
    return total;
}
