// SPDX-License-Identifier: MIT
// Blocked in time: a pass over memory takes several steps of a scheme (streamed.hpp).
//
// A pass cuts the columns into strips, which threads take without waiting for each other: a strip
// computes some columns of its neighbours as well, of which `radius` more are stale after each
// step. The rows of a strip stream through a window, 4 rows of a level together, each level
// `radius` rows behind the one before. A level overwrites what is dead: the rows of two levels
// before, or its own old ones where the scheme works in place. So a level finds in the first cache
// most of what it touches, and the window lies in the second.
#pragma once

#include "vector.hpp"

#if TENON_REFERENCE_AVX512
#include "strip_wide.hpp"
#elif TENON_REFERENCE_VECTORS
#include "strip_narrow.hpp"
#else
#include "streamed.hpp"
#endif

namespace tenon_reference {

#if TENON_REFERENCE_VECTORS

template <class Scheme, bool streams>
void blocked(double** fields, int64_t n, int64_t steps, int threads) {
    using S = Strip<Scheme>;
    constexpr int64_t levels = Scheme::most_levels;
    bool fits = n % 8 == 0 && n >= 64;
    for (int f = 0; f < 2 * Scheme::fields; ++f)
        fits = fits && reinterpret_cast<uintptr_t>(fields[f]) % 64 == 0;
    if (!fits)
        return plain<Scheme, streams>(fields, n, steps, threads);
    // As many strips for each thread, of at most `width` columns and at least 32.
    const int64_t most = threads * Scheme::width;
    const int64_t strips = std::min((n + most - 1) / most * threads, n / 32);
    const auto start = [=](int64_t strip) { return n / 8 * strip / strips * 8; };
    constexpr int64_t size = S::buffers * S::rows * S::pitch;
    double *const *from = fields, *const *to = fields + Scheme::fields;
    const int64_t passes = (steps + levels - 1) / levels;
#pragma omp parallel num_threads(threads) firstprivate(from, to)
    {
        auto* const window = static_cast<double*>(
            std::aligned_alloc(64, static_cast<size_t>(size) * sizeof(double)));
        std::fill_n(window, size, 0.0);
        for (int64_t pass = 0; pass < passes; ++pass) {
            const int64_t now = steps * (pass + 1) / passes - steps * pass / passes;
#pragma omp for schedule(static, 1)
            for (int64_t i = 0; i < strips; ++i) {
                const int64_t first = start(i), last = start(i + 1);
                run<Scheme, streams>({from, to, n, now, first, last,
                                      std::max<int64_t>(0, first - S::halo),
                                      std::min(n, last + S::halo), window});
            }
            std::swap(from, to);
        }
        std::free(window);
    }
    if (passes % 2)
        std::swap_ranges(fields, fields + Scheme::fields, fields + Scheme::fields);
}

#else

template <class Scheme, bool streams>
void blocked(double** fields, int64_t n, int64_t steps, int threads) {
    plain<Scheme, streams>(fields, n, steps, threads);
}

#endif

}  // namespace tenon_reference
