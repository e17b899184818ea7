// SPDX-License-Identifier: MIT
// Steps in time of fields on an n x n grid, in plain sweeps over memory (blocked.hpp has blocked
// ones). A scheme says what a step does:
//
//   fields       arrays that a step reads and gives anew
//   remembers    whether field 1 is what field 0 was a step before (it is not stored twice then)
//   radius       how many rows and columns away from a point a step looks
//   stages       each writes one field, where its margins leave room; elsewhere values stay
//   point<s>(at) the new value of stage s, from at.old(field, row, column) and, where an earlier
//                stage wrote it, at.fresh(field, row, column), relative to the point
//   most_levels, width   of a pass when blocked: steps in time, and columns of a strip
//
// The same formula serves doubles and vectors of eight: equal bits.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "vector.hpp"

namespace tenon_reference {

struct Stage {
    int field;
    int top, bottom, left, right;  // margins
};

// One number, or a vector of eight.
template <int lanes>
inline auto value_at(const double* p) {
#if TENON_REFERENCE_VECTORS
    if constexpr (lanes > 1)
        return load_any(p);
    else
#endif
        return *p;
}

// A point of whole fields.
template <int lanes>
struct FieldPoint {
    double* const* from;
    double* const* to;
    int64_t n, offset;
    auto old(int field, int64_t row, int64_t column) const {
        return value_at<lanes>(from[field] + offset + row * n + column);
    }
    auto fresh(int field, int64_t row, int64_t column) const {
        return value_at<lanes>(to[field] + offset + row * n + column);
    }
};

// One stage of `height` rows, in spans of 64 columns where all rows have the same alignment:
// streaming gains from several rows being written at a time.
template <class Scheme, int stage, bool stream, int height>
void plain_band(double* const* from, double* const* to, int64_t n, int64_t r) {
    constexpr Stage s = Scheme::stages[stage];
    double* const out = to[s.field] + r * n;
    const auto singles = [&](int64_t first, int64_t end) {
        for (int64_t k = 0; k < height; ++k)
            for (int64_t j = first; j < end; ++j)
                out[k * n + j] =
                    Scheme::template point<stage>(FieldPoint<1>{from, to, n, (r + k) * n + j});
    };
    const int64_t end = n - s.right;
    int64_t j = s.left;
#if TENON_REFERENCE_VECTORS
    const int64_t start = j + to_boundary(out + j, end - j), stop = start + (end - start) / 8 * 8;
    singles(j, start);
    for (j = start; j < stop; j += 64)
        for (int64_t k = 0; k < height; ++k)
            for (int64_t c = j; c < std::min(j + 64, stop); c += vector_lanes) {
                const Vector v = Scheme::template point<stage>(
                    FieldPoint<vector_lanes>{from, to, n, (r + k) * n + c});
                put<stream>(out + k * n + c, v);
            }
    j = stop;
#endif
    singles(j, end);
}

// One stage of one row.
template <class Scheme, int stage, bool stream>
void plain_row(double* const* from, double* const* to, int64_t n, int64_t r) {
    constexpr Stage s = Scheme::stages[stage];
    if (r >= s.top && r < n - s.bottom)
        plain_band<Scheme, stage, stream, 1>(from, to, n, r);
}

// What the arrays are after a step: with one stage the new field and the old one change places;
// more stages work in place.
template <class Scheme>
constexpr bool in_place = Scheme::stages.size() > 1;

template <class Scheme>
void rotate(double** fields) {
    if (in_place<Scheme>)
        return;
    std::swap(fields[0], fields[Scheme::fields]);
    if (Scheme::remembers)
        std::swap(fields[1], fields[Scheme::fields]);
}

template <class Scheme, bool stream, std::size_t... stage>
void plain_rows(double* const* from, double* const* to, int64_t n, int64_t first, int64_t last,
                std::index_sequence<stage...>) {
    int64_t r = first;
    if constexpr (stream && !in_place<Scheme>) {
        constexpr Stage s = Scheme::stages[0];
        r = std::max<int64_t>(r, s.top);
        if (n % 8 == 0)
            for (; r + 4 <= std::min(last, n - s.bottom); r += 4)
                plain_band<Scheme, 0, true, 4>(from, to, n, r);
    }
    for (; r < last; ++r)
        (plain_row<Scheme, stage, stream>(from, to, n, r), ...);
}

// One pass over memory for each step. The stages of a row follow each other, apart from the last
// stage of a thread's first row: that waits until the thread above has read what it overwrites.
template <class Scheme, bool stream>
void plain(double** fields, int64_t n, int64_t steps, int threads) {
    constexpr auto last_stage = Scheme::stages.size() - 1;
    constexpr auto all = std::make_index_sequence<last_stage + 1>();
    constexpr auto early = std::make_index_sequence<last_stage>();
#pragma omp parallel num_threads(threads)
    {
        double* mine[2 * Scheme::fields];
        std::copy_n(fields, 2 * Scheme::fields, mine);
        const int64_t team = omp_get_num_threads(), me = omp_get_thread_num();
        const int64_t first = n * me / team, last = n * (me + 1) / team;
        for (int64_t t = 0; t < steps; ++t) {
            double* const* const to = in_place<Scheme> ? mine : mine + Scheme::fields;
            if constexpr (in_place<Scheme>) {
                const int64_t second = std::min(first + 1, last);
                plain_rows<Scheme, stream>(mine, to, n, first, second, early);
                plain_rows<Scheme, stream>(mine, to, n, second, last, all);
#pragma omp barrier
                if (first < last)
                    plain_row<Scheme, last_stage, stream>(mine, to, n, first);
            } else {
                plain_rows<Scheme, stream>(mine, to, n, first, last, all);
            }
#if TENON_REFERENCE_VECTORS
            if (stream)
                end_of_streams();
#endif
            rotate<Scheme>(mine);
#pragma omp barrier
        }
    }
    for (int64_t t = 0; t < steps % 6; ++t)  // two and three arrays are back after six
        rotate<Scheme>(fields);
}

}  // namespace tenon_reference
