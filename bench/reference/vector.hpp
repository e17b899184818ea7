// SPDX-License-Identifier: MIT
// Vectors of doubles for the stencils: eight lanes with AVX-512, four with AVX2. Sums and products
// are the compilers' operators.
#pragma once

#include <cstdint>

#include "common.hpp"

#if !TENON_REFERENCE_AVX512 && defined(__AVX2__)
#include <immintrin.h>
#endif

#if TENON_REFERENCE_AVX512 || defined(__AVX2__)
#define TENON_REFERENCE_VECTORS 1
#else
#define TENON_REFERENCE_VECTORS 0
#endif

#if TENON_REFERENCE_VECTORS

namespace tenon_reference {

#if TENON_REFERENCE_AVX512

using Vector = __m512d;
constexpr int64_t vector_lanes = 8;
constexpr bool joins = true;  // every load beside a vector crosses a line, which costs more

inline Vector zero() { return _mm512_setzero_pd(); }
inline Vector load_any(const double* p) { return _mm512_loadu_pd(p); }
inline void store(double* p, Vector v) { _mm512_store_pd(p, v); }
inline void stream(double* p, Vector v) { _mm512_stream_pd(p, v); }

// The last `count` lanes of `left`, then the first ones of `right`.
template <int count>
inline Vector joined(Vector left, Vector right) {
    return _mm512_castsi512_pd(
        _mm512_alignr_epi64(_mm512_castpd_si512(right), _mm512_castpd_si512(left), 8 - count));
}

// Lanes first .. last - 1 of `value`, of `other` else.
inline Vector within(int64_t first, int64_t last, Vector value, Vector other) {
    return _mm512_mask_mov_pd(other, lanes(last) & ~lanes(first), value);
}

#else

using Vector = __m256d;
constexpr int64_t vector_lanes = 4;
constexpr bool joins = false;

inline Vector zero() { return _mm256_setzero_pd(); }
inline Vector load_any(const double* p) { return _mm256_loadu_pd(p); }
inline void store(double* p, Vector v) { _mm256_store_pd(p, v); }
inline void stream(double* p, Vector v) { _mm256_stream_pd(p, v); }

template <int count>
inline Vector joined(Vector left, Vector right) {
    const Vector middle = _mm256_permute2f128_pd(left, right, 0x21);
    if constexpr (count == 1)
        return _mm256_shuffle_pd(middle, right, 5);
    else if constexpr (count == 2)
        return middle;
    else
        return _mm256_shuffle_pd(left, middle, 5);
}

inline Vector within(int64_t first, int64_t last, Vector value, Vector other) {
    const __m256i lane = _mm256_setr_epi64x(0, 1, 2, 3);
    const __m256i from = _mm256_cmpgt_epi64(_mm256_set1_epi64x(first), lane);
    const __m256i to = _mm256_cmpgt_epi64(_mm256_set1_epi64x(last), lane);
    return _mm256_blendv_pd(other, value, _mm256_castsi256_pd(_mm256_andnot_si256(from, to)));
}

#endif

template <bool streams>
inline void put(double* p, Vector v) {
    if constexpr (streams)
        stream(p, v);
    else
        store(p, v);
}

inline void end_of_streams() { _mm_sfence(); }

}  // namespace tenon_reference

#endif
