// SPDX-License-Identifier: MIT
// What the reference kernels share: ranges per thread, tail masks, the size from which to stream.
#pragma once

#include <omp.h>

#include <algorithm>
#include <cstdint>

// Without AVX-512 each entry point but those of vector.hpp falls back to its scalar form, and
// tenon_reference_supported() says so.
#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512VL__) && defined(__AVX512BW__)
#define TENON_REFERENCE_AVX512 1
// The undefined operand inside some of g++'s intrinsics makes it warn about itself.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#else
#define TENON_REFERENCE_AVX512 0
#endif

namespace tenon_reference {

// Calls body(first, last) with one contiguous range per thread, cut at multiples of 64 elements so
// that no two threads share a cache line. Below `grain` elements the caller's thread does it all.
template <class Body>
void over_ranges(int64_t n, int threads, int64_t grain, const Body& body) {
    if (threads <= 1 || n < grain)
        return body(int64_t{0}, n);
#pragma omp parallel num_threads(threads)
    {
        const int64_t team = omp_get_num_threads(), me = omp_get_thread_num();
        const int64_t blocks = (n + 63) / 64;
        const int64_t first = blocks * me / team * 64;
        const int64_t last = std::min(n, blocks * (me + 1) / team * 64);
        if (first < last)
            body(first, last);
    }
}

// Elements of p before the next 64-byte boundary, at most n.
inline int64_t to_boundary(const double* p, int64_t n) {
    const auto bytes = static_cast<int64_t>(-reinterpret_cast<uintptr_t>(p) & 63);
    return std::min<int64_t>(n, bytes / 8);
}

#if TENON_REFERENCE_AVX512
// The first n lanes, for any n.
inline __mmask8 lanes(int64_t n) {
    return n >= 8 ? 0xff : n <= 0 ? 0 : static_cast<__mmask8>((1u << n) - 1);
}

// The mask is a constant where it is full, and then a plain load can be folded into its user.
inline __m512d load(const double* p, __mmask8 m) {
    return m == 0xff ? _mm512_loadu_pd(p) : _mm512_maskz_loadu_pd(m, p);
}

// Real and imaginary parts of n <= 8 interleaved complex numbers; the missing are 0.
inline void load_complex(const double* p, int n, __m512d& re, __m512d& im) {
    const __m512d low = _mm512_maskz_loadu_pd(lanes(2 * n), p);
    const __m512d high = _mm512_maskz_loadu_pd(lanes(2 * n - 8), p + 8);
    re = _mm512_permutex2var_pd(low, _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14), high);
    im = _mm512_permutex2var_pd(low, _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15), high);
}

#endif

}  // namespace tenon_reference
