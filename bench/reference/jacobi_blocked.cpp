// SPDX-License-Identifier: MIT
// Jacobi sweeps blocked in time: up to 16 sweeps per pass over memory, the same bits as plain ones.
//
// A pass cuts the columns into strips, which threads take without waiting for each other: a strip
// computes 16 columns of each neighbour as well, of which one more is stale after each sweep. Rows
// of a strip stream through one ring of 8 rows for each level of time (0.7 MB for 1024 columns, so
// in L2). A step takes 4 rows through two levels: the level between stays in registers, apart from
// the 2 rows that the next step needs of it. Each pair of levels follows the one before by 2 rows.
// Without AVX-512 it is a scheme of blocked.hpp.
#include <array>
#include <utility>

#include "blocked.hpp"
#include "reference.hpp"

#if TENON_REFERENCE_AVX512

namespace {

using namespace tenon_reference;

constexpr int64_t most_levels = 16;  // of a pass, and so the halo in columns
constexpr int64_t ring_rows = 8;     // a step reads 6 rows of a level while 4 are written

struct Strip {
    const double* from;  // level 0
    double* to;          // level `levels`
    int64_t n;
    int64_t levels;
    int64_t first, last;  // columns written
    int64_t low, high;    // columns computed
    double* rings;
    int64_t pitch;

    // Row r of a level, indexed by column.
    double* row(int64_t level, int64_t r) const {
        if (level == levels)
            return to + r * n;
        if (level == 0)
            return const_cast<double*>(from) + r * n;
        return rings + ((level - 1) * ring_rows + (r & (ring_rows - 1))) * pitch + 8 - low;
    }
    // Lanes of the vector at column c that keep their value.
    __mmask8 kept(int64_t c) const {
        return static_cast<__mmask8>((c == 0 ? 1 : 0) | (c == n - 8 ? 0x80 : 0));
    }
};

inline __m512d average(__m512d up, __m512d down, __m512d left, __m512d right) {
    const __m512d sum = _mm512_add_pd(_mm512_add_pd(up, down), _mm512_add_pd(left, right));
    return _mm512_mul_pd(sum, _mm512_set1_pd(0.25));
}

inline __m512d after(__m512d left, __m512d vector) {  // each lane's left neighbour
    return _mm512_castsi512_pd(
        _mm512_alignr_epi64(_mm512_castpd_si512(vector), _mm512_castpd_si512(left), 7));
}

inline __m512d before(__m512d vector, __m512d right) {  // each lane's right neighbour
    return _mm512_castsi512_pd(
        _mm512_alignr_epi64(_mm512_castpd_si512(right), _mm512_castpd_si512(vector), 1));
}

// One row of one level, for the few near the ends of the array.
void single_row(const Strip& s, int64_t level, int64_t r) {
    if (r < 0 || r >= s.n)
        return;
    const bool ends = level == s.levels, boundary = r == 0 || r == s.n - 1;
    if (ends && boundary)
        return;
    const double* const in = s.row(level - 1, r);
    double* const out = s.row(level, r);
    const double* const above = s.row(level - 1, boundary ? r : r - 1);
    const double* const below = s.row(level - 1, boundary ? r : r + 1);
    const int64_t end = ends ? s.last : s.high;
    for (int64_t c = ends ? s.first : s.low; c < end; c += 8) {
        __m512d v = _mm512_loadu_pd(in + c);
        if (!boundary)
            v = _mm512_mask_mov_pd(average(_mm512_loadu_pd(above + c), _mm512_loadu_pd(below + c),
                                           _mm512_loadu_pd(in + c - 1),
                                           _mm512_loadu_pd(in + c + 1)),
                                   s.kept(c), v);
        _mm512_storeu_pd(out + c, v);
    }
}

// Rows r .. r + 3 of `level` and r - 1 .. r + 2 of the next.
template <bool stream>
struct Step {
    const double* in[6];       // rows r - 1 .. r + 4 of the level before
    const double* old_mid[2];  // rows r - 2, r - 1
    double* new_mid[2];        // rows r + 2, r + 3
    double* out[4];
    const double* ahead;  // a row of level 0 that is needed soon
    __m512d previous[4], current[4];

    // Rows of the first level at column c, then those of the second one vector behind.
    template <bool writes, bool edge>
    __attribute__((always_inline)) inline void column(int64_t c, __mmask8 kept, __mmask8 kept_out) {
        __m512d m[6], next[4];
        _mm_prefetch(reinterpret_cast<const char*>(ahead + c), _MM_HINT_T1);
        for (int k = 0; k < 6; ++k)
            m[k] = _mm512_loadu_pd(in[k] + c);
        for (int k = 0; k < 4; ++k) {
            next[k] = average(m[k], m[k + 2], _mm512_loadu_pd(in[k + 1] + c - 1),
                              _mm512_loadu_pd(in[k + 1] + c + 1));
            if constexpr (edge)
                next[k] = _mm512_mask_mov_pd(next[k], kept, m[k + 1]);
        }
        _mm512_store_pd(new_mid[0] + c, next[2]);
        _mm512_store_pd(new_mid[1] + c, next[3]);
        if constexpr (writes)
            second<edge>(c - 8, next, kept_out);
        for (int k = 0; k < 4; ++k)
            previous[k] = current[k], current[k] = next[k];
    }
    template <bool edge>
    __attribute__((always_inline)) inline void second(int64_t c, const __m512d* next,
                                                      __mmask8 kept) {
        const __m512d a = _mm512_load_pd(old_mid[0] + c), b = _mm512_load_pd(old_mid[1] + c);
        put<edge>(0, c, b,
                  average(a, current[0], _mm512_loadu_pd(old_mid[1] + c - 1),
                          _mm512_loadu_pd(old_mid[1] + c + 1)),
                  kept);
        for (int k = 0; k < 3; ++k)
            put<edge>(k + 1, c, current[k],
                      average(k == 0 ? b : current[k - 1], current[k + 1],
                              after(previous[k], current[k]), before(current[k], next[k])),
                      kept);
    }
    template <bool edge>
    __attribute__((always_inline)) inline void put(int k, int64_t c, __m512d center, __m512d value,
                                                   __mmask8 kept) {
        if constexpr (edge)
            value = _mm512_mask_mov_pd(value, kept, center);
        if constexpr (stream)
            _mm512_stream_pd(out[k] + c, value);
        else
            _mm512_store_pd(out[k] + c, value);
    }
};

template <bool stream>
void two_levels(const Strip& s, int64_t level, int64_t r, const double* ahead) {
    Step<stream> step;
    for (int k = 0; k < 6; ++k)
        step.in[k] = s.row(level - 1, r - 1 + k);
    for (int k = 0; k < 2; ++k) {
        step.old_mid[k] = s.row(level, r - 2 + k);
        step.new_mid[k] = s.row(level, r + 2 + k);
    }
    for (int k = 0; k < 4; ++k) {
        step.out[k] = s.row(level + 1, r - 1 + k);
        step.previous[k] = step.current[k] = _mm512_setzero_pd();
    }
    step.ahead = ahead;
    // The last level is written in the strip alone, from a vector more on each side.
    const bool ends = level + 1 == s.levels;
    const int64_t first = ends ? s.first : s.low, last = ends ? s.last : s.high;
    const int64_t low = std::max(s.low, first - 8), high = std::min(s.high, last + 8);
    step.template column<false, true>(low, s.kept(low), 0);
    if (low < first)
        step.template column<false, false>(first, 0, 0);
    int64_t c = first + 8;
    step.template column<true, true>(c, s.kept(c), s.kept(first));
    for (c += 8; c < high - 8; c += 8)
        step.template column<true, false>(c, 0, 0);
    step.template column<true, true>(c, s.kept(c), 0);
    if (high == last) {
        const __m512d none[4] = {};
        step.template second<true>(c, none, s.kept(c));
    }
}

// Strips are at least 4 vectors wide.
template <bool stream>
void run(const Strip& s) {
    for (int64_t top = 0; top - s.levels + 1 < s.n; top += 4)
        for (int64_t level = 1; level < s.levels; level += 2) {
            const int64_t r = top - (level - 1);
            const double* const ahead = s.from + std::min(top + 5 + level / 2 % 4, s.n - 1) * s.n;
            if (r < 2 || r + 3 > s.n - 2) {
                for (int64_t k = 0; k < 4; ++k)
                    single_row(s, level, r + k);
                for (int64_t k = -1; k < 3; ++k)
                    single_row(s, level + 1, r + k);
            } else if (stream && level + 1 == s.levels) {
                two_levels<true>(s, level, r, ahead);
            } else {
                two_levels<false>(s, level, r, ahead);
            }
        }
    _mm_sfence();
}

// As many strips for each thread, of at most 1024 columns and at least 32.
int64_t strips_of(int64_t n, int threads) {
    return std::min((n + threads * 1024 - 1) / (threads * 1024) * threads, n / 32);
}

template <bool stream>
double* blocked(double* u, double* v, int64_t n, int64_t sweeps, int threads) {
    const auto aligned = [](const double* p) { return reinterpret_cast<uintptr_t>(p) % 64 == 0; };
    if (n % 8 != 0 || n < 64 || !aligned(u) || !aligned(v))
        return tenon_reference_jacobi(u, v, n, sweeps, threads);
    const int64_t strips = strips_of(n, threads);
    const auto start = [=](int64_t strip) { return n / 8 * strip / strips * 8; };
    const int64_t pitch = n / strips / 8 * 8 + 2 * most_levels + 32;
    const auto bytes = static_cast<size_t>((most_levels - 1) * ring_rows * pitch) * sizeof(double);
#pragma omp parallel num_threads(threads)
    {
        auto* const rings = static_cast<double*>(std::aligned_alloc(64, bytes));
        std::fill_n(rings, bytes / sizeof(double), 0.0);
        const double* from = u;
        double* to = v;
        for (int64_t t = 0; t + 1 < sweeps;) {
            const int64_t levels = std::min(most_levels, (sweeps - t) / 2 * 2);
#pragma omp for schedule(static, 1)
            for (int64_t strip = 0; strip < strips; ++strip) {
                const int64_t first = start(strip), last = start(strip + 1);
                const int64_t low = std::max<int64_t>(0, first - most_levels);
                run<stream>({from, to, n, levels, first, last, low, std::min(n, last + most_levels),
                             rings, pitch});
            }
            t += levels;
            double* const next = const_cast<double*>(from);
            from = to, to = next;
        }
        std::free(rings);
    }
    const int64_t passes = sweeps / 2 * 2 / most_levels + (sweeps / 2 * 2 % most_levels != 0);
    if (passes % 2)
        std::swap(u, v);
    return sweeps % 2 ? tenon_reference_jacobi(u, v, n, 1, threads) : u;
}

}  // namespace

#else

namespace {

// Sixteen registers do not hold two levels.
struct Laplace {
    static constexpr int fields = 1, radius = 1;
    static constexpr bool remembers = false;
    static constexpr std::array<tenon_reference::Stage, 1> stages = {{{0, 1, 1, 1, 1}}};
    static constexpr int64_t most_levels = 16, width = 512;
    template <int>
    static auto point(const auto& u) {
        return ((u.old(0, -1, 0) + u.old(0, 1, 0)) + (u.old(0, 0, -1) + u.old(0, 0, 1))) * 0.25;
    }
};

template <bool stream>
double* blocked(double* u, double* v, int64_t n, int64_t sweeps, int threads) {
    double* fields[2] = {u, v};
    tenon_reference::blocked<Laplace, stream>(fields, n, sweeps, threads);
    return fields[0];
}

}  // namespace

#endif

extern "C" double* tenon_reference_jacobi_blocked(double* u, double* v, int64_t n, int64_t sweeps,
                                                  int threads) {
    return blocked<false>(u, v, n, sweeps, threads);
}

extern "C" double* tenon_reference_jacobi_blocked_streaming(double* u, double* v, int64_t n,
                                                            int64_t sweeps, int threads) {
    return blocked<true>(u, v, n, sweeps, threads);
}
