// SPDX-License-Identifier: MIT
// The strips of blocked.hpp for sixteen registers of four lanes.
//
// All levels are in the window, the first one copied from memory and the last one copied to it, so
// that the rows of a block are a constant distance apart: one register addresses all of a field.
// Neighbours are loaded: to join them costs two shuffles on ports that the sums want.
#pragma once

#include <array>

#include "strip.hpp"

namespace tenon_reference {

template <class Scheme>
struct Strip {
    static constexpr int radius = Scheme::radius, fields = Scheme::fields;
    static constexpr int64_t halo = (Scheme::most_levels * radius + 7) / 8 * 8;
    // A single field moves up by `radius` rows and left by a vector from level to level, so that
    // each level overwrites rows of the one before which it has just read for the last time.
    static constexpr bool moves = fields == 1;
    static constexpr int buffers = in_place<Scheme> ? fields : moves ? 1 : 2;
    static constexpr int64_t room = moves ? vector_lanes * Scheme::most_levels : 0;
    // Live are rows from `radius` before the last level's to what the first one reads.
    static constexpr int64_t rows =
        (radius * (Scheme::most_levels * (moves ? 2 : 1) + 2) + 4 + 7) / 8 * 8;
    static constexpr int64_t pitch = Scheme::width + 2 * halo + room + 16;
    static constexpr int64_t size = buffers * rows * pitch;

    double* const* from;  // level 0
    double* const* to;    // level `levels`
    int64_t n;
    int64_t levels;
    int64_t first, last;  // columns written
    int64_t low, high;    // columns computed
    double* window;

    // Columns of a level that the last one depends on, in whole vectors. Stages read what those
    // before them wrote.
    int64_t wider(int64_t level) const {
        const int64_t columns = radius * (levels - level + (in_place<Scheme> ? 1 : 0));
        return (columns + vector_lanes - 1) & -vector_lanes;
    }
    int64_t low_of(int64_t level) const { return std::max(low, first - wider(level)); }
    int64_t high_of(int64_t level) const { return std::min(high, last + wider(level)); }
    // Whether the window does not begin anew amidst four rows and their neighbours.
    static bool together(int64_t level, int64_t r) {
        return slot(r - radius * (moves ? level : 1)) + 4 + 2 * radius <= rows;
    }
    static int64_t slot(int64_t r) {
        return static_cast<int64_t>(static_cast<uint64_t>(r + 8 * rows) % rows);
    }
    // Row r of a field of a level, indexed by column.
    double* row(int field, int64_t level, int64_t r) const {
        if (Scheme::remembers && field == 1)
            return row(0, level - 1, r);
        if (moves)
            return window + slot(r - radius * level) * pitch + room - vector_lanes * level + 8 -
                   low;
        const int64_t buffer = in_place<Scheme> ? field : level & 1;
        return window + (buffer * rows + slot(r)) * pitch + 8 - low;
    }
};

// Rows of a field about a block's first one.
template <class Scheme>
struct Together {
    double* first;
    Together(const Strip<Scheme>& strip, int field, int64_t level, int64_t r)
        : first(strip.row(field, level, r)) {}
    double* row(int64_t k) const { return first + k * Strip<Scheme>::pitch; }
};

// Where the window begins anew amidst them.
template <class Scheme>
struct Apart {
    const Strip<Scheme>& strip;
    int field;
    int64_t level, r;
    Apart(const Strip<Scheme>& of, int f, int64_t l, int64_t first)
        : strip(of), field(f), level(l), r(first) {}
    double* row(int64_t k) const { return strip.row(field, level, r + k); }
};

template <class Scheme, class Rows, int height>
struct Block {
    template <std::size_t... f>
    static std::array<Rows, Scheme::fields> rows_of(const Strip<Scheme>& strip, int64_t level,
                                                    int64_t r, std::index_sequence<f...>) {
        return {Rows(strip, f, level, r)...};
    }
    std::array<Rows, Scheme::fields> old_rows, fresh_rows;
    Vector left[Scheme::fields][height] = {};  // fresh ones one vector to the left
    Vector now[Scheme::fields][height] = {};
    bool computed[Scheme::fields] = {};  // constants, once all is inlined

    Block(const Strip<Scheme>& strip, int64_t level, int64_t r)
        : old_rows(rows_of(strip, level - 1, r, std::make_index_sequence<Scheme::fields>())),
          fresh_rows(rows_of(strip, level, r, std::make_index_sequence<Scheme::fields>())) {}

    // Seen from row k.
    struct At {
        const Block& block;
        int k;
        int64_t c;
        Vector old(int field, int64_t row, int64_t shift) const {
            return load_any(block.old_rows[field].row(k + row) + c + shift);
        }
        Vector fresh(int field, int64_t row, int64_t shift) const {
            if (!block.computed[field] || k + row < 0 || shift > 0)
                return load_any(block.fresh_rows[field].row(k + row) + c + shift);
            const Vector here = block.now[field][k + row];
            return shift == 0 ? here : joined<1>(block.left[field][k + row], here);
        }
    };
    // A step of row k: in place, what is stored is not read again.
    template <bool edge, int k, std::size_t stage>
    __attribute__((always_inline)) void compute(int64_t c, int64_t n) {
        constexpr Stage s = Scheme::stages[stage];
        Vector v = Scheme::template point<stage>(At{*this, k, c});
        if constexpr (edge)
            v = within(s.left - c, n - s.right - c, v, load_any(old_rows[s.field].row(k) + c));
        now[s.field][k] = v;
    }
    template <int k, std::size_t stage>
    __attribute__((always_inline)) void keep(int64_t c) {
        constexpr int field = Scheme::stages[stage].field;
        store(fresh_rows[field].row(k) + c, now[field][k]);
    }
    template <int k>
    __attribute__((always_inline)) void leave() {
        for (int f = 0; f < Scheme::fields; ++f)
            left[f][k] = now[f][k];
    }
};

template <class Scheme, class Rows, int... k, std::size_t... stage>
__attribute__((flatten)) void block_rows(const Strip<Scheme>& strip, int64_t level, int64_t r,
                                         std::integer_sequence<int, k...>,
                                         std::index_sequence<stage...>) {
    Block<Scheme, Rows, sizeof...(k)> block(strip, level, r);
    ((block.computed[Scheme::stages[stage].field] = true), ...);
    int64_t c = strip.low_of(level);
    const int64_t n = strip.n, end = strip.high_of(level), inner = std::min(end, n - vector_lanes);
    const auto vectors = [&]<bool edge>() __attribute__((always_inline)) {
        const auto row = [&]<int q>() __attribute__((always_inline)) {
            (block.template compute<edge, q, stage>(c, n), ...);
        };
        const auto keep = [&]<int q>() __attribute__((always_inline)) {
            (block.template keep<q, stage>(c), ...);
        };
        (row.template operator()<k>(), ...);
        (keep.template operator()<k>(), ...);
        (block.template leave<k>(), ...);
        c += vector_lanes;
    };
    if (c == 0)
        vectors.template operator()<true>();
    else
        ((block.left[Scheme::stages[stage].field][0] = zero()), ...);
    while (c < inner)
        vectors.template operator()<false>();
    if (c < end)
        vectors.template operator()<true>();
}

// A stage of the rows r .. r + 3 that there are, one after the other.
template <class Scheme, std::size_t stage>
void stage_of_rows(const Strip<Scheme>& strip, int64_t level, int64_t r) {
    constexpr Stage s = Scheme::stages[stage];
    for (int64_t q = std::max<int64_t>(r, 0); q < std::min(r + 4, strip.n); ++q)
        if (q >= s.top && q < strip.n - s.bottom)
            block_rows<Scheme, Apart<Scheme>>(strip, level, q, std::integer_sequence<int, 0>(),
                                              std::index_sequence<stage>());
        else if (!in_place<Scheme>)
            std::copy(strip.row(s.field, level - 1, q) + strip.low,
                      strip.row(s.field, level - 1, q) + strip.high,
                      strip.row(s.field, level, q) + strip.low);
}

template <class Scheme, std::size_t... stage>
void step_of_rows(const Strip<Scheme>& strip, int64_t level, int64_t r,
                  std::index_sequence<stage...> stages) {
    using S = Strip<Scheme>;
    constexpr auto four = std::integer_sequence<int, 0, 1, 2, 3>();
    if (((r < Scheme::stages[stage].top || r + 4 > strip.n - Scheme::stages[stage].bottom) || ...))
        (stage_of_rows<Scheme, stage>(strip, level, r), ...);
    else if (S::together(level, r))
        block_rows<Scheme, Together<Scheme>>(strip, level, r, four, stages);
    else
        block_rows<Scheme, Apart<Scheme>>(strip, level, r, four, stages);
}

// Rows of the first level from memory.
template <class Scheme>
void read_rows(const Strip<Scheme>& strip, int64_t r, int64_t end) {
    for (int f = 0; f < Scheme::fields; ++f)
        for (int64_t q = r; q < std::min(end, strip.n); ++q)
            std::copy(strip.from[f] + q * strip.n + strip.low,
                      strip.from[f] + q * strip.n + strip.high, strip.row(f, 0, q) + strip.low);
}

// A level's share of the lines that are read next.
template <class Scheme>
void ask_for_rows(const Strip<Scheme>& strip, int64_t level, int64_t r) {
    const int64_t lines = (strip.high - strip.low) / 8;
    const int64_t first = lines * (level - 1) / strip.levels, last = lines * level / strip.levels;
    for (int f = 0; f < Scheme::fields; ++f)
        for (int64_t q = r; q < std::min(r + 4, strip.n); ++q) {
            const double* const p = strip.from[f] + q * strip.n + strip.low;
            for (int64_t i = first; i < last; ++i)
                _mm_prefetch(reinterpret_cast<const char*>(p + i * 8), _MM_HINT_T1);
        }
}

template <class Scheme, bool streams>
void run(const Strip<Scheme>& strip) {
    constexpr int64_t radius = Scheme::radius;
    const int64_t behind = radius * (strip.levels - 1);
    read_rows(strip, 0, radius);
    for (int64_t top = 0; top - behind < strip.n; top += 4) {
        read_rows(strip, top + radius, top + radius + 4);
        for (int64_t level = 1; level <= strip.levels; ++level) {
            ask_for_rows(strip, level, top + radius + 4);
            step_of_rows(strip, level, top - radius * (level - 1),
                         std::make_index_sequence<Scheme::stages.size()>());
        }
        write_rows<streams>(strip, 0, Scheme::fields, top - behind);
    }
    end_of_streams();
}

}  // namespace tenon_reference
