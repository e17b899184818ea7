// SPDX-License-Identifier: MIT
// Heat in three dimensions, by seven points: plain sweeps, and sweeps blocked in time.
//
// A blocked pass cuts the planes into tiles, which threads take without waiting for each other: a
// tile computes one point more on each side for each level still to come. The planes of a tile
// stream through a window as the rows of two dimensions do (blocked.hpp): each level is one plane
// behind the one before, and overwrites the plane of two levels before. Planes from memory are
// copied first: their rows, a power of two apart, would fight for the same few lines of the cache.
#include <utility>

#include "reference.hpp"
#include "vector.hpp"

namespace {

using namespace tenon_reference;

inline auto heat(auto center, auto below, auto above, auto north, auto south, auto west,
                 auto east) {
    return center + (((below + above) + (north + south) + (west + east)) - center * 6.0) * 0.125;
}

inline double point(const double* u, int64_t n) {
    return heat(u[0], u[-n * n], u[n * n], u[-n], u[n], u[-1], u[1]);
}

void rows_scalar(const double* u, double* v, int64_t n, int64_t z, int64_t first, int64_t last) {
    for (int64_t y = first; y < last; ++y)
#pragma omp simd
        for (int64_t x = 1; x < n - 1; ++x)
            v[(z * n + y) * n + x] = point(u + (z * n + y) * n + x, n);
}

// A thread takes the same planes of each step, in bands of rows of which three planes stay in the
// second cache.
template <class Rows>
void sweep(double** fields, int64_t n, int64_t steps, int threads, const Rows& rows) {
    const int64_t band = std::max<int64_t>(4, 32768 / n / 4 * 4);
#pragma omp parallel num_threads(threads)
    {
        const int64_t team = omp_get_num_threads(), me = omp_get_thread_num();
        const int64_t first = 1 + (n - 2) * me / team, last = 1 + (n - 2) * (me + 1) / team;
        for (int64_t t = 0; t < steps; ++t) {
            for (int64_t y = 1; y < n - 1; y += band)
                for (int64_t z = first; z < last; ++z)
                    rows(fields[t % 2], fields[1 - t % 2], n, z, y, std::min(y + band, n - 1));
#pragma omp barrier
        }
    }
    if (steps % 2)
        std::swap(fields[0], fields[1]);
}

#if TENON_REFERENCE_VECTORS

// In spans of 64 columns and four rows, for the sake of streaming.
template <bool stream>
void rows_plain(const double* u, double* v, int64_t n, int64_t z, int64_t first, int64_t last) {
    if (n % 8 != 0 || reinterpret_cast<uintptr_t>(v) % 64 != 0)
        return rows_scalar(u, v, n, z, first, last);
    for (int64_t y = first; y < last; y += 4)
        for (int64_t x = 0; x < n; x += 64)
            for (int64_t r = y; r < std::min(y + 4, last); ++r)
                for (int64_t c = x; c < std::min(x + 64, n); c += vector_lanes) {
                    const double* const p = u + (z * n + r) * n + c;
                    const Vector center = load_any(p);
                    const Vector value =
                        heat(center, load_any(p - n * n), load_any(p + n * n), load_any(p - n),
                             load_any(p + n), load_any(p - 1), load_any(p + 1));
                    put<stream>(v + (z * n + r) * n + c, within(1 - c, n - 1 - c, value, center));
                }
    if (stream)
        end_of_streams();
}

// Where the second cache is small, the window is in the last one: smaller ones lost more by what
// neighbouring tiles compute twice.
constexpr int64_t most_levels = joins ? 5 : 8, tile_rows = joins ? 32 : 64;
constexpr int64_t tile_columns = 256, halo = 8;
static_assert(most_levels <= halo);
constexpr int64_t planes = most_levels + 2;  // of which a level reads three

struct Tile {
    const double* from;
    double* to;
    int64_t n;
    int64_t levels;
    int64_t top, bottom;  // rows written
    int64_t first, last;  // columns written
    int64_t low, high;    // columns computed
    double* window;
    int64_t pitch;

    double* row(int64_t level, int64_t z, int64_t y) const {
        if (level == levels)
            return to + (z * n + y) * n;
        const int64_t plane = (level & 1) * planes + z % planes;
        const int64_t line = plane * (tile_rows + 2 * most_levels) + y - top + most_levels;
        return window + line * pitch + 8 - low;
    }
};

// Rows y .. y + height - 1 of plane z.
template <int height, bool stream>
void tile_rows_of(const Tile& t, int64_t level, int64_t z, int64_t y) {
    const double *in[height + 2], *below[height], *above[height];
    double* out[height];
    for (int k = 0; k < height + 2; ++k)
        in[k] = t.row(level - 1, z, y - 1 + k);
    for (int k = 0; k < height; ++k) {
        below[k] = t.row(level - 1, z - 1, y + k);
        above[k] = t.row(level - 1, z + 1, y + k);
        out[k] = t.row(level, z, y + k);
    }
    const bool ends = level == t.levels;
    int64_t c = ends ? t.first : t.low;
    const int64_t end = ends ? t.last : t.high;
    // The next plane from memory is asked for row by row, while the levels are computed.
    const double* const ahead =
        t.from + (std::min(z + level + 1, t.n - 1) * t.n + std::min(y + level - 1, t.n - 1)) * t.n;
    Vector before[height];
    for (int k = 0; k < height; ++k)
        before[k] = c == 0 ? zero() : load_any(in[k + 1] + c - vector_lanes);
    const auto vectors = [&](auto edge, int64_t c) __attribute__((always_inline)) {
        Vector m[height + 2], v[height];
        for (int k = 0; k < height + 2; ++k)
            m[k] = load_any(in[k] + c);
        for (int k = 0; k < height; ++k) {
            const Vector west =
                joins ? joined<1>(before[k], m[k + 1]) : load_any(in[k + 1] + c - 1);
            v[k] = heat(m[k + 1], load_any(below[k] + c), load_any(above[k] + c), m[k], m[k + 2],
                        west, load_any(in[k + 1] + c + 1));
            before[k] = m[k + 1];
            if constexpr (edge) {
                v[k] = within(1 - c, t.n - 1 - c, v[k], m[k + 1]);
            }
        }
        _mm_prefetch(reinterpret_cast<const char*>(ahead + c), _MM_HINT_T1);
        for (int k = 0; k < height; ++k)
            put<stream>(out[k] + c, v[k]);
    };
    if (c == 0)
        vectors(std::true_type(), c), c += vector_lanes;
    for (; c < std::min(end, t.n - vector_lanes); c += vector_lanes)
        vectors(std::false_type(), c);
    if (c < end)
        vectors(std::true_type(), c);
}

void fetch(const Tile& t, int64_t z) {
    const int64_t end = std::min(t.n, t.bottom + t.levels);
    for (int64_t y = std::max<int64_t>(0, t.top - t.levels); y < end; ++y) {
        const double* const in = t.from + (z * t.n + y) * t.n;
        double* const out = t.row(0, z, y);
        for (int64_t c = t.low; c < t.high; c += vector_lanes)
            store(out + c, load_any(in + c));
    }
}

template <bool stream>
void plane(const Tile& t, int64_t level, int64_t z) {
    const bool ends = level == t.levels;
    const int64_t wider = t.levels - level;
    int64_t y = std::max<int64_t>(0, t.top - wider);
    const int64_t end = std::min(t.n, t.bottom + wider);
    const auto keep = [&](int64_t row) {
        const int64_t low = ends ? t.first : t.low, high = ends ? t.last : t.high;
        std::copy(t.row(level - 1, z, row) + low, t.row(level - 1, z, row) + high,
                  t.row(level, z, row) + low);
    };
    if (z == 0 || z == t.n - 1) {
        for (; y < end; ++y)
            keep(y);
        return;
    }
    if (y == 0)
        keep(y++);
    const int64_t inner = std::min(end, t.n - 1);
    for (; y + 4 <= inner; y += 4)
        if (stream && ends)
            tile_rows_of<4, true>(t, level, z, y);
        else
            tile_rows_of<4, false>(t, level, z, y);
    for (; y < inner; ++y)
        tile_rows_of<1, false>(t, level, z, y);
    if (y < end)
        keep(y);
}

template <bool stream>
void blocked(double** fields, int64_t n, int64_t steps, int threads) {
    const auto aligned = [](const double* p) { return reinterpret_cast<uintptr_t>(p) % 64 == 0; };
    if (n % 8 != 0 || !aligned(fields[0]) || !aligned(fields[1]))
        return sweep(fields, n, steps, threads, rows_plain<stream>);
    const int64_t strips = (n + tile_columns - 1) / tile_columns;
    const int64_t bands = (n + tile_rows - 1) / tile_rows;
    const auto start = [=](int64_t strip) { return n / 8 * strip / strips * 8; };
    const int64_t pitch = tile_columns + 2 * halo + 24;
    const int64_t passes = (steps + most_levels - 1) / most_levels;
    const int64_t size = 2 * planes * (tile_rows + 2 * most_levels) * pitch;
#pragma omp parallel num_threads(threads)
    {
        auto* const window = static_cast<double*>(
            std::aligned_alloc(64, static_cast<size_t>(size) * sizeof(double)));
        std::fill_n(window, size, 0.0);
        const double* from = fields[0];
        double* to = fields[1];
        for (int64_t pass = 0; pass < passes; ++pass) {
            const int64_t levels = steps * (pass + 1) / passes - steps * pass / passes;
#pragma omp for schedule(static)
            for (int64_t i = 0; i < strips * bands; ++i) {
                const int64_t first = start(i % strips), last = start(i % strips + 1);
                const int64_t top = i / strips * tile_rows;
                const Tile tile{from,
                                to,
                                n,
                                levels,
                                top,
                                std::min(n, top + tile_rows),
                                first,
                                last,
                                std::max<int64_t>(0, first - halo),
                                std::min(n, last + halo),
                                window,
                                pitch};
                for (int64_t z = 0; z - levels < n; ++z) {
                    if (z < n)
                        fetch(tile, z);
                    for (int64_t level = 1; level <= levels; ++level)
                        if (z - level >= 0 && z - level < n)
                            plane<stream>(tile, level, z - level);
                }
                end_of_streams();
            }
            double* const next = const_cast<double*>(from);
            from = to, to = next;
        }
        std::free(window);
    }
    if (passes % 2)
        std::swap(fields[0], fields[1]);
}

#else

template <bool>
constexpr auto rows_plain = rows_scalar;

template <bool>
void blocked(double** fields, int64_t n, int64_t steps, int threads) {
    sweep(fields, n, steps, threads, rows_scalar);
}

#endif

}  // namespace

extern "C" {

void tenon_reference_heat_scalar(double** fields, int64_t n, int64_t steps, int threads) {
    sweep(fields, n, steps, threads, rows_scalar);
}

void tenon_reference_heat(double** fields, int64_t n, int64_t steps, int threads) {
    sweep(fields, n, steps, threads, rows_plain<false>);
}

void tenon_reference_heat_streaming(double** fields, int64_t n, int64_t steps, int threads) {
    sweep(fields, n, steps, threads, rows_plain<true>);
}

void tenon_reference_heat_blocked(double** fields, int64_t n, int64_t steps, int threads) {
    blocked<false>(fields, n, steps, threads);
}

void tenon_reference_heat_blocked_streaming(double** fields, int64_t n, int64_t steps,
                                            int threads) {
    blocked<true>(fields, n, steps, threads);
}
}
