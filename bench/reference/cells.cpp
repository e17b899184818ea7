// SPDX-License-Identifier: MIT
// An iterated map that keeps its state in registers, and bytes on a grid: the game of life, and
// the slope of a picture.
#include <cmath>

#include "common.hpp"
#include "reference.hpp"

namespace {

using namespace tenon_reference;

void logistic_scalar(double* x, int64_t n, int64_t steps) {
    for (int64_t t = 0; t < steps; ++t)
        for (int64_t i = 0; i < n; ++i)
            x[i] = 3.9 * x[i] * (1 - x[i]);
}

// One row of life: `a` is the row above's first byte, rows are n apart.
void life_row_scalar(const uint8_t* a, uint8_t* out, int64_t n, int64_t j, int64_t end) {
    for (; j < end; ++j) {
        const int around = a[j - 1] + a[j] + a[j + 1] + a[n + j - 1] + a[n + j + 1] +
                           a[2 * n + j - 1] + a[2 * n + j] + a[2 * n + j + 1];
        out[j] = around == 3 || (around == 2 && a[n + j] == 1);
    }
}

void slope_row_scalar(const uint8_t* a, uint8_t* out, int64_t n, int64_t j, int64_t end) {
    const uint8_t *b = a + n, *c = b + n;
    for (; j < end; ++j) {
        const int dx = (a[j + 1] + 2 * b[j + 1] + c[j + 1]) - (a[j - 1] + 2 * b[j - 1] + c[j - 1]);
        const int dy = (c[j - 1] + 2 * c[j] + c[j + 1]) - (a[j - 1] + 2 * a[j] + a[j + 1]);
        const int size = static_cast<int>(std::sqrt(static_cast<double>(dx * dx + dy * dy)) / 4);
        out[j] = static_cast<uint8_t>(std::min(size, 255));
    }
}

// rows(first, last) on each thread's part of the inner rows.
template <class Rows>
void over_rows(int64_t height, int threads, const Rows& rows) {
#pragma omp parallel num_threads(threads)
    {
        const int64_t team = omp_get_num_threads(), me = omp_get_thread_num();
        rows(1 + (height - 2) * me / team, 1 + (height - 2) * (me + 1) / team);
    }
}

#if TENON_REFERENCE_AVX512

// Eight vectors in flight hide the latency of three dependent operations.
void logistic_range(double* x, int64_t n, int64_t steps) {
    constexpr int width = 8;
    for (int64_t i = 0; i < n; i += 8 * width) {
        __m512d v[width];
        for (int k = 0; k < width; ++k)
            v[k] = _mm512_maskz_loadu_pd(lanes(n - i - 8 * k), x + i + 8 * k);
        for (int64_t t = 0; t < steps; ++t)
            for (int k = 0; k < width; ++k)
                v[k] = _mm512_mul_pd(_mm512_mul_pd(_mm512_set1_pd(3.9), v[k]),
                                     _mm512_sub_pd(_mm512_set1_pd(1), v[k]));
        for (int k = 0; k < width; ++k)
            _mm512_mask_storeu_pd(x + i + 8 * k, lanes(n - i - 8 * k), v[k]);
    }
}

inline __m512i bytes(const uint8_t* p) { return _mm512_loadu_si512(p); }

// Four rows share their sums of three neighbours. With the cell in the sum of nine, it is alive
// next when that is 3, or 4 and it is alive.
template <int height>
void life_rows(const uint8_t* a, uint8_t* out, int64_t n) {
    const __m512i one = _mm512_set1_epi8(1);
    int64_t j = 1;
    for (; j + 64 <= n - 1; j += 64) {
        __m512i cell[height + 2], three[height + 2];
        for (int k = 0; k < height + 2; ++k) {
            const uint8_t* const p = a + k * n + j;
            cell[k] = bytes(p);
            three[k] = _mm512_add_epi8(_mm512_add_epi8(bytes(p - 1), cell[k]), bytes(p + 1));
        }
        for (int k = 0; k < height; ++k) {
            const __m512i nine =
                _mm512_add_epi8(_mm512_add_epi8(three[k], three[k + 1]), three[k + 2]);
            const __mmask64 born = _mm512_cmpeq_epi8_mask(nine, _mm512_set1_epi8(3));
            const __mmask64 stays = _mm512_cmpeq_epi8_mask(nine, _mm512_set1_epi8(4));
            const __m512i kept = _mm512_maskz_mov_epi8(stays, cell[k + 1]);
            _mm512_storeu_si512(out + k * n + j, _mm512_mask_mov_epi8(kept, born, one));
        }
    }
    for (int k = 0; k < height; ++k)
        life_row_scalar(a + k * n, out + k * n, n, j, n - 1);
}

void life_range(const uint8_t* from, uint8_t* to, int64_t n, int64_t first, int64_t last) {
    int64_t r = first;
    for (; r + 4 <= last; r += 4)
        life_rows<4>(from + (r - 1) * n, to + r * n, n);
    for (; r < last; ++r)
        life_rows<1>(from + (r - 1) * n, to + r * n, n);
}

inline __m512i wide(const uint8_t* p) {
    return _mm512_cvtepu8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
}

// int(sqrt(v) / 4) of whole numbers below 2^21: the root of 16*k*k - 1 is further below 4*k than
// float32 rounds, so float32 gives the same as float64.
inline __m512i root(__m512i squares) {
    const __m512 r = _mm512_sqrt_ps(_mm512_cvtepi32_ps(squares));
    return _mm512_cvttps_epi32(_mm512_mul_ps(r, _mm512_set1_ps(0.25f)));
}

void slope_row(const uint8_t* a, uint8_t* out, int64_t n) {
    int64_t j = 1;
    for (; j + 32 <= n - 1; j += 32) {
        const uint8_t* const p = a + j;
        const auto down = [=](int64_t c) {  // 1 2 1 downwards
            return _mm512_add_epi16(_mm512_add_epi16(wide(p + c), wide(p + 2 * n + c)),
                                    _mm512_slli_epi16(wide(p + n + c), 1));
        };
        const auto along = [=](const uint8_t* q) {
            return _mm512_add_epi16(_mm512_add_epi16(wide(q - 1), wide(q + 1)),
                                    _mm512_slli_epi16(wide(q), 1));
        };
        const __m512i dx = _mm512_sub_epi16(down(1), down(-1));
        const __m512i dy = _mm512_sub_epi16(along(p + 2 * n), along(p));
        const __m512i low = _mm512_unpacklo_epi16(dx, dy), high = _mm512_unpackhi_epi16(dx, dy);
        const __m512i size = _mm512_packs_epi32(root(_mm512_madd_epi16(low, low)),
                                                root(_mm512_madd_epi16(high, high)));
        const __m512i small = _mm512_min_epi16(size, _mm512_set1_epi16(255));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + j), _mm512_cvtepi16_epi8(small));
    }
    slope_row_scalar(a, out, n, j, n - 1);
}

#else

void logistic_range(double* x, int64_t n, int64_t steps) { logistic_scalar(x, n, steps); }

void life_range(const uint8_t* from, uint8_t* to, int64_t n, int64_t first, int64_t last) {
    for (int64_t r = first; r < last; ++r)
        life_row_scalar(from + (r - 1) * n, to + r * n, n, 1, n - 1);
}

void slope_row(const uint8_t* a, uint8_t* out, int64_t n) { slope_row_scalar(a, out, n, 1, n - 1); }

#endif

}  // namespace

extern "C" {

void tenon_reference_logistic(double* x, int64_t n, int64_t steps, int threads) {
    over_ranges(n, threads, 128, [=](int64_t first, int64_t last) {
        logistic_range(x + first, last - first, steps);
    });
}

void tenon_reference_logistic_scalar(double* x, int64_t n, int64_t steps, int) {
    logistic_scalar(x, n, steps);
}

void tenon_reference_life(const uint8_t* from, uint8_t* to, int64_t n, int threads) {
    over_rows(n, threads,
              [=](int64_t first, int64_t last) { life_range(from, to, n, first, last); });
}

void tenon_reference_life_scalar(const uint8_t* from, uint8_t* to, int64_t n, int threads) {
    over_rows(n, threads, [=](int64_t first, int64_t last) {
        for (int64_t r = first; r < last; ++r)
            life_row_scalar(from + (r - 1) * n, to + r * n, n, 1, n - 1);
    });
}

void tenon_reference_slope(const uint8_t* picture, uint8_t* out, int64_t height, int64_t width,
                           int threads) {
    over_rows(height, threads, [=](int64_t first, int64_t last) {
        for (int64_t r = first; r < last; ++r)
            slope_row(picture + (r - 1) * width, out + r * width, width);
    });
}

void tenon_reference_slope_scalar(const uint8_t* picture, uint8_t* out, int64_t height,
                                  int64_t width, int threads) {
    over_rows(height, threads, [=](int64_t first, int64_t last) {
        for (int64_t r = first; r < last; ++r)
            slope_row_scalar(picture + (r - 1) * width, out + r * width, width, 1, width - 1);
    });
}
}
