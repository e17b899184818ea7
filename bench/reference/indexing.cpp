// SPDX-License-Identifier: MIT
// Index arrays and masks. What is written by index is written in order by one thread, as duplicates
// ask for, once all indices are known to be inside.
#include "reference.hpp"

#include <algorithm>
#include <vector>

#include "common.hpp"

namespace {

using namespace tenon_reference;

constexpr int64_t grain = 8192;

bool all_inside(const int64_t* index, int64_t n, int64_t size, int threads) {
    int right = 1;
    over_ranges(n, threads, grain, [=, &right](int64_t first, int64_t last) {
        int64_t low = 0;
        int64_t high = 0;
        for (int64_t i = first; i < last; ++i) {
            low = std::min(low, index[i]);
            high = std::max(high, index[i]);
        }
        if (low < -size || high >= size)
            __atomic_store_n(&right, 0, __ATOMIC_RELAXED);
    });
    return right != 0;
}

int64_t wrapped(int64_t index, int64_t size) { return index < 0 ? index + size : index; }

int64_t compress_range(const double* x, const uint8_t* mask, double* out, int64_t first,
                       int64_t last) {
    double* to = out;
    int64_t i = first;
#if TENON_REFERENCE_AVX512
    for (; i + 8 <= last; i += 8) {
        const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(mask + i));
        const auto chosen = static_cast<__mmask8>(_mm_test_epi8_mask(bytes, bytes));
        const __m512d packed = _mm512_maskz_compress_pd(chosen, _mm512_loadu_pd(x + i));
        const int count = __builtin_popcount(chosen);
        // The masked store to memory is slow on some processors; a whole one may pass the end.
        _mm512_mask_storeu_pd(to, lanes(count), packed);
        to += count;
    }
#endif
    for (; i < last; ++i)
        if (mask[i])
            *to++ = x[i];
    return to - out;
}

}  // namespace

extern "C" int tenon_reference_take_pairs(const double* x, int64_t size, int64_t columns,
                                          const int64_t* rows, const int64_t* places, double* out,
                                          int64_t n, int threads) {
    int right = 1;
    over_ranges(n, threads, grain, [=, &right](int64_t first, int64_t last) {
        for (int64_t i = first; i < last; ++i) {
            const int64_t row = wrapped(rows[i], size);
            const int64_t place = wrapped(places[i], columns);
            if (row < 0 || row >= size || place < 0 || place >= columns) {
                __atomic_store_n(&right, 0, __ATOMIC_RELAXED);
                return;
            }
            out[i] = x[row * columns + place];
        }
    });
    return right;
}

extern "C" int tenon_reference_scatter(double* x, int64_t size, const int64_t* index,
                                       const double* values, int64_t n, int threads) {
    if (!all_inside(index, n, size, threads))
        return 0;
    for (int64_t i = 0; i < n; ++i)
        x[wrapped(index[i], size)] = values[i];
    return 1;
}

extern "C" int tenon_reference_scatter_add(double* x, int64_t size, const int64_t* index,
                                           const double* values, int64_t n, int threads) {
    if (!all_inside(index, n, size, threads))
        return 0;
    for (int64_t i = 0; i < n; ++i)
        x[wrapped(index[i], size)] += values[i];
    return 1;
}

extern "C" void tenon_reference_fill_where(double* x, const uint8_t* mask, double value, int64_t n,
                                           int threads) {
    over_ranges(n, threads, grain, [=](int64_t first, int64_t last) {
        int64_t i = first;
#if TENON_REFERENCE_AVX512
        const __m512d filling = _mm512_set1_pd(value);
        for (; i + 8 <= last; i += 8) {
            const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(mask + i));
            _mm512_mask_storeu_pd(x + i, static_cast<__mmask8>(_mm_test_epi8_mask(bytes, bytes)),
                                  filling);
        }
#endif
        for (; i < last; ++i)
            if (mask[i])
                x[i] = value;
    });
}

extern "C" int64_t tenon_reference_compress(const double* x, const uint8_t* mask, double* out,
                                            int64_t n, int threads) {
    constexpr int64_t block = 8192;
    const int64_t blocks = (n + block - 1) / block;
    std::vector<int64_t> starts(static_cast<std::size_t>(blocks) + 1);
    const auto over_blocks = [&](const auto& body) {
        over_ranges(blocks * 64, threads, 128, [&](int64_t first, int64_t last) {
            for (int64_t b = first / 64; b < last / 64; ++b)
                body(b, b * block, std::min(n, (b + 1) * block));
        });
    };
    over_blocks([&](int64_t b, int64_t first, int64_t last) {
        starts[static_cast<std::size_t>(b) + 1] =
            tenon_reference_count(mask + first, last - first, 1);
    });
    for (std::size_t b = 0; b < static_cast<std::size_t>(blocks); ++b)
        starts[b + 1] += starts[b];
    over_blocks([&](int64_t b, int64_t first, int64_t last) {
        compress_range(x, mask, out + starts[static_cast<std::size_t>(b)], first, last);
    });
    return starts.back();
}
