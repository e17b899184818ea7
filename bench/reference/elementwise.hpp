// SPDX-License-Identifier: MIT
// The loop of all element-wise kernels: several vectors at a time, stores aligned or streamed.
#pragma once

#include "common.hpp"

#if TENON_REFERENCE_AVX512

namespace tenon_reference {

// out[i] = f(i) for i in [first, last), where f(i, mask) gives the vector of eight results from i,
// reading under the mask. `unroll` results are computed before any is stored. Streaming needs out
// aligned like a double.
template <int unroll, bool stream, class F>
inline void apply(double* out, int64_t first, int64_t last, const F& f) {
    int64_t i = first;
    if (const int64_t head = to_boundary(out + first, last - first); head > 0) {
        _mm512_mask_storeu_pd(out + i, lanes(head), f(i, lanes(head)));
        i += head;
    }
    for (; i + 8 * unroll <= last; i += 8 * unroll) {
        __m512d result[unroll];
#pragma GCC unroll 8
        for (int u = 0; u < unroll; ++u)
            result[u] = f(i + 8 * u, 0xff);
#pragma GCC unroll 8
        for (int u = 0; u < unroll; ++u) {
            if constexpr (stream)
                _mm512_stream_pd(out + i + 8 * u, result[u]);
            else
                _mm512_store_pd(out + i + 8 * u, result[u]);
        }
    }
    for (; i < last; i += 8)
        _mm512_mask_storeu_pd(out + i, lanes(last - i), f(i, lanes(last - i)));
    if constexpr (stream)
        _mm_sfence();
}

// The same for bodies that compute several vectors stage by stage and store by themselves: calls
// plain(i, n) for n <= width elements, and full(i) for `width` where out + i is aligned.
template <int width, class Plain, class Full>
inline void in_groups(const double* out, int64_t first, int64_t last, const Plain& plain,
                      const Full& full) {
    int64_t i = first;
    if (const int64_t head = to_boundary(out + first, last - first); head > 0) {
        plain(i, head);
        i += head;
    }
    for (; i + width <= last; i += width)
        full(i);
    if (i < last)
        plain(i, last - i);
}

}  // namespace tenon_reference

#endif
