// SPDX-License-Identifier: MIT
// The strips of blocked.hpp for thirty-two registers of eight lanes: every unaligned load crosses a
// line, so that neighbours are joined. The first level is read from memory and the last one goes
// to it.
#pragma once

#include <bit>

#include "strip.hpp"

namespace tenon_reference {

template <class Scheme>
struct Strip {
    // Live are rows from `radius` before the last level's to the end of the first one's.
    static constexpr int64_t rows =
        std::bit_ceil(static_cast<uint64_t>(Scheme::radius * Scheme::most_levels + 4));
    static constexpr int64_t halo = (Scheme::most_levels * Scheme::radius + 7) / 8 * 8;
    static constexpr int64_t pitch = Scheme::width + 8 + 2 * halo + 24;
    static constexpr int buffers = in_place<Scheme> ? Scheme::fields : 2;
    double* const* from;  // level 0
    double* const* to;    // level `levels`
    int64_t n;
    int64_t levels;
    int64_t first, last;  // columns written
    int64_t low, high;    // columns computed
    double* window;

    // With one stage a row of the last level is in memory right away. More stages read what they
    // wrote, beside the strip too, so that it is copied.
    static constexpr bool direct = !in_place<Scheme>;

    // Row r of a field of a level, indexed by column.
    double* row(int field, int64_t level, int64_t r) const {
        if (Scheme::remembers && field == 1 && level > 0)
            return row(0, level - 1, r);
        if (level == 0)
            return from[field] + r * n;
        if (direct && level == levels)
            return to[field] + r * n;
        const int64_t buffer = in_place<Scheme> ? field : level & 1;
        return window + (buffer * rows + (r & (rows - 1))) * pitch + 8 - low;
    }
    bool writes(int64_t level) const { return direct && level == levels; }
};

// Vectors at one column of `height` rows that are computed together, by stages in turn.
template <class Scheme, int height>
struct Column {
    static constexpr int reach = height + 2 * Scheme::radius;
    using Rows = const double * [Scheme::fields][reach];
    Rows old_rows, fresh_rows;
    Vector before[Scheme::fields][reach];         // old ones one vector to the left
    Vector fresh_before[Scheme::fields][height];  // fresh ones
    Vector now[Scheme::fields][height];
    bool computed[Scheme::fields];  // constants, once all is inlined

    // Seen from row k. Loads that cross a line cost as much as two shuffles, so values to the left
    // are joined from two vectors and those to the right loaded: the best mix.
    struct At {
        const Column& column;
        int k;
        int64_t c;
        Vector old(int field, int64_t row, int64_t shift) const {
            const int64_t q = k + Scheme::radius + row;
            const double* const p = column.old_rows[field][q] + c;
            if (shift == -1)
                return joined<1>(column.before[field][q], load_any(p));
            if (shift == -2)
                return joined<2>(column.before[field][q], load_any(p));
            return load_any(p + shift);
        }
        Vector fresh(int field, int64_t row, int64_t shift) const {
            if (!column.computed[field] || k + row < 0 || shift > 0)
                return load_any(column.fresh_rows[field][k + Scheme::radius + row] + c + shift);
            const Vector here = column.now[field][k + row];
            return shift == 0 ? here : joined<1>(column.fresh_before[field][k + row], here);
        }
    };
    __attribute__((always_inline)) void enter(int64_t c) {
        for (int f = 0; f < Scheme::fields; ++f) {
            for (int q = 0; q < reach; ++q)
                before[f][q] = c < 0 ? zero() : load_any(old_rows[f][q] + c);
            for (int k = 0; k < height; ++k)
                fresh_before[f][k] =
                    c < 0 ? zero() : load_any(fresh_rows[f][k + Scheme::radius] + c);
        }
    }
    template <int stage>
    __attribute__((always_inline)) void compute(int64_t c, bool edge, int64_t n) {
        constexpr Stage s = Scheme::stages[stage];
        for (int k = 0; k < height; ++k) {
            const At at{*this, k, c};
            Vector v = Scheme::template point<stage>(at);
            if (edge)
                v = within(s.left - c, n - s.right - c, v,
                           load_any(old_rows[s.field][k + Scheme::radius] + c));
            now[s.field][k] = v;
        }
    }
    __attribute__((always_inline)) void leave(int64_t c) {
        for (int f = 0; f < Scheme::fields; ++f) {
            for (int q = 0; q < reach; ++q)
                before[f][q] = load_any(old_rows[f][q] + c);
            for (int k = 0; k < height; ++k)
                fresh_before[f][k] = now[f][k];
        }
    }
};

// Stages of rows r .. r + height - 1. `ahead`: a row that is needed soon.
template <class Scheme, int height, bool streams, std::size_t... stage>
__attribute__((flatten)) void window_rows(const Strip<Scheme>& strip, int64_t level, int64_t r,
                                          const double* ahead, std::index_sequence<stage...>) {
    Column<Scheme, height> column = {};
    for (int f = 0; f < Scheme::fields; ++f)
        for (int q = 0; q < column.reach; ++q) {
            column.old_rows[f][q] = strip.row(f, level - 1, r - Scheme::radius + q);
            column.fresh_rows[f][q] = strip.row(f, level, r - Scheme::radius + q);
        }
    double* out[Scheme::fields][height];
    for (int f = 0; f < Scheme::fields; ++f)
        for (int k = 0; k < height; ++k)
            out[f][k] = strip.row(f, level, r + k);
    ((column.computed[Scheme::stages[stage].field] = true), ...);
    const auto vectors = [&](bool edge, int64_t c) __attribute__((always_inline)) {
        (column.template compute<stage>(c, edge, strip.n), ...);
        column.leave(c);
        _mm_prefetch(reinterpret_cast<const char*>(ahead + c), _MM_HINT_T1);
        for (const int f : {Scheme::stages[stage].field...})
            for (int k = 0; k < height; ++k)
                put<streams>(out[f][k] + c, column.now[f][k]);
    };
    const bool writes = strip.writes(level);
    int64_t c = writes ? strip.first : strip.low;
    const int64_t end = writes ? strip.last : strip.high;
    column.enter(c - vector_lanes);
    if (c == 0)
        vectors(true, c), c += vector_lanes;
    for (; c < std::min(end, strip.n - vector_lanes); c += vector_lanes)
        vectors(false, c);
    if (c < end)
        vectors(true, c);
}

// A stage of the rows r .. r + 3 that there are, one after the other.
template <class Scheme, std::size_t stage>
void window_stage(const Strip<Scheme>& strip, int64_t level, int64_t r, const double* ahead) {
    constexpr Stage s = Scheme::stages[stage];
    for (int64_t q = std::max<int64_t>(r, 0); q < std::min(r + 4, strip.n); ++q)
        if (q >= s.top && q < strip.n - s.bottom)
            window_rows<Scheme, 1, false>(strip, level, q, ahead, std::index_sequence<stage>());
        else if (strip.writes(level))
            std::copy(strip.row(s.field, level - 1, q) + strip.first,
                      strip.row(s.field, level - 1, q) + strip.last,
                      strip.row(s.field, level, q) + strip.first);
        else
            std::copy(strip.row(s.field, level - 1, q) + strip.low,
                      strip.row(s.field, level - 1, q) + strip.high,
                      strip.row(s.field, level, q) + strip.low);
}

template <class Scheme, bool streams, std::size_t... stage>
void window_step(const Strip<Scheme>& strip, int64_t level, int64_t r, int64_t top,
                 std::index_sequence<stage...> stages) {
    // Each level asks for one of the rows that the next four take from memory.
    const int64_t row = top + Scheme::radius + 4 + (level - 1) / Scheme::fields % 4;
    const double* const ahead =
        strip.from[(level - 1) % Scheme::fields] + std::min(row, strip.n - 1) * strip.n;
    if (((r < Scheme::stages[stage].top || r + 4 > strip.n - Scheme::stages[stage].bottom) || ...))
        (window_stage<Scheme, stage>(strip, level, r, ahead), ...);
    else if (streams && strip.writes(level))
        window_rows<Scheme, 4, true>(strip, level, r, ahead, stages);
    else
        window_rows<Scheme, 4, false>(strip, level, r, ahead, stages);
}

template <class Scheme, bool streams>
void run(const Strip<Scheme>& strip) {
    const int64_t behind = Scheme::radius * (strip.levels - 1);
    for (int64_t top = 0; top - behind < strip.n; top += 4) {
        for (int64_t level = 1; level <= strip.levels; ++level)
            window_step<Scheme, streams>(strip, level, top - Scheme::radius * (level - 1), top,
                                         std::make_index_sequence<Scheme::stages.size()>());
        write_rows<streams>(strip, strip.direct ? 1 : 0, Scheme::fields, top - behind);
    }
    end_of_streams();
}

}  // namespace tenon_reference
