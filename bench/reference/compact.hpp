// SPDX-License-Identifier: MIT
// A compacting driver for loops that end at a different iteration for each point, on AVX-512.
//
// Points are taken in tiles, and a tile advances in blocks of iterations with several vectors in
// flight. The first blocks count in each lane, as many points die there. Later blocks only notice
// that a lane has died somewhere in the block: its state from before the block goes to a second
// list, which is run again with a test at each iteration once it holds enough lanes to fill the
// vectors. After each block the survivors are packed to the front.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>

#include "common.hpp"

#if TENON_REFERENCE_AVX512

namespace tenon_reference {

using Vector = __m512d;

// How a block notices that a lane died: `end` looks at the last state only, which is exact where
// dead lanes provably stay dead; `each` tests every iteration and remembers.
enum class Test { end, each };

// What a Problem has:
//
//   carried, constant     words of state per point that change, and that do not
//   flight, tile          vectors in flight; points in a tile
//   counted_until         iterations from which blocks no longer count per lane
//   block(k)              length of the block that starts at iteration k
//   test, test_first      see Test; whether the first test comes before the first iteration
//   limit                 iterations at most
//   load(i, n, state)     state of n <= 8 points from i; what other lanes hold must be harmless
//   step(state, constant) one iteration
//   alive(state, mask)    the lanes of mask that go on
//   survived(state)       for Test::end: the lanes that were alive throughout the block; lanes left
//                         out wrongly cost time only, as they run again with all tests
//   by_hand(state)        lanes whose points are computed one by one instead, by by_hand(i)
//   value(steps)          output of a point alive after exactly so many iterations
//   limit_value()         output of a point alive after all
template <class Problem>
class Worker {
public:
    Worker(const Problem& problem, int64_t* output) : problem_(problem), output_(output) {
        std::memset(&live_, 0, sizeof live_);
        std::memset(&redo_, 0, sizeof redo_);
    }

    void run(int64_t first, int64_t points) {
        const int64_t limit = problem_.limit;
        int64_t done = std::min(Problem::block(0), limit);
        first_pass(first, points, done);
        while (live_.size > 0 && done < limit) {
            const int64_t block = std::min(Problem::block(done), limit - done);
            pass(done, block, done < Problem::counted_until);
            done += block;
        }
        for (int i = 0; i < live_.size; i += 8)
            write(lanes(live_.size - i), live_.index + i, problem_.limit_value());
    }

    // Runs the lanes put aside until the last has died.
    void flush() {
        for (int at = 0; at < redo_.size; at += 8 * flight)
            redo(at);
        redo_.size = 0;
    }

private:
    static constexpr int words = Problem::carried + Problem::constant;
    static constexpr int flight = Problem::flight;
    static constexpr int redo_enough = 8 * flight * 4;

    template <int capacity>
    struct alignas(64) List {
        double state[words][capacity];
        int64_t index[capacity];
        int64_t done[capacity];  // iterations behind each lane, in the second list
        int size;
    };

    template <class L>
    static void append(L& list, int at, __mmask8 keep, const Vector* state, __m512i index) {
#pragma GCC unroll 8
        for (int w = 0; w < words; ++w)
            _mm512_storeu_pd(list.state[w] + at, _mm512_maskz_compress_pd(keep, state[w]));
        _mm512_storeu_si512(list.index + at, _mm512_maskz_compress_epi64(keep, index));
    }

    void write(__mmask8 which, const int64_t* index, __m512i value) {
        _mm512_mask_i64scatter_epi64(output_, which, _mm512_loadu_si512(index), value, 8);
    }

    // The first block, straight from the input: its outputs lie side by side.
    template <int n>
    void group_first(int64_t first, int64_t points, int& out, int64_t block) {
        const __m512i iota = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7);
        Vector state[n][words];
        __mmask8 here[n], alive[n];
        __m512i count[n];
        for (int u = 0; u < n; ++u) {
            const int left = static_cast<int>(std::min<int64_t>(8, points - 8 * u));
            here[u] = lanes(left);
            problem_.load(first + 8 * u, left, state[u]);
            count[u] = _mm512_setzero_si512();
            alive[u] = here[u];
            if constexpr (Problem::test_first) {
                alive[u] = problem_.alive(state[u], here[u]);
                count[u] = _mm512_mask_set1_epi64(_mm512_set1_epi64(-1), alive[u], 0);
            }
            if (const __mmask8 odd = here[u] & problem_.by_hand(state[u])) {
                here[u] &= ~odd, alive[u] &= ~odd;
                for (int i = 0; i < left; ++i)
                    if (odd >> i & 1)
                        output_[first + 8 * u + i] = problem_.by_hand(first + 8 * u + i);
            }
        }
        for (int64_t k = 0; k < block; ++k)
            advance<n>(state, alive, count);
        for (int u = 0; u < n; ++u) {
            const int64_t at = first + 8 * u;
            const __mmask8 dead = static_cast<__mmask8>(here[u] & ~alive[u]);
            _mm512_mask_storeu_epi64(output_ + at, dead, problem_.value(count[u]));
            append(live_, out, alive[u], state[u], _mm512_add_epi64(_mm512_set1_epi64(at), iota));
            out += __builtin_popcount(alive[u]);
        }
    }

    void first_pass(int64_t first, int64_t points, int64_t block) {
        int out = 0;
        int64_t i = 0;
        for (; i + 8 * (flight - 1) < points; i += 8 * flight)
            group_first<flight>(first + i, points - i, out, block);
        for (; i < points; i += 8)
            group_first<1>(first + i, points - i, out, block);
        live_.size = out;
    }

    // One block over the tile, in groups of near-equal numbers of vectors: a last group of one or
    // two vectors would wait for its own latency.
    void pass(int64_t done, int64_t block, bool counted) {
        int vectors = (live_.size + 7) / 8, at = 0, out = 0;
        while (vectors > 0) {
            const int groups = (vectors + flight - 1) / flight;
            const int now = (vectors + groups - 1) / groups;
            if (counted)
                dispatch<true, flight>(now, at, out, done, block);
            else
                dispatch<false, flight>(now, at, out, done, block);
            at += 8 * now;
            vectors -= now;
        }
        live_.size = out;
    }

    template <bool counted, int n>
    void dispatch(int now, int at, int& out, int64_t done, int64_t block) {
        if constexpr (n > 1) {
            if (now < n)
                return dispatch<counted, n - 1>(now, at, out, done, block);
        }
        if constexpr (counted)
            group_counted<n>(at, out, done, block);
        else
            group_quick<n>(at, out, done, block);
    }

    template <int n, class L>
    static void load(const L& list, int at, Vector (&state)[n][words]) {
#pragma GCC unroll 8
        for (int u = 0; u < n; ++u) {
#pragma GCC unroll 8
            for (int w = 0; w < words; ++w)
                state[u][w] = _mm512_loadu_pd(list.state[w] + at + 8 * u);
        }
    }

    template <int n>
    void advance(Vector (&state)[n][words], __mmask8 (&alive)[n], __m512i (&count)[n]) const {
#pragma GCC unroll 8
        for (int u = 0; u < n; ++u) {
            problem_.step(state[u], state[u] + Problem::carried);
            alive[u] = problem_.alive(state[u], alive[u]);
            count[u] = _mm512_mask_add_epi64(count[u], alive[u], count[u], _mm512_set1_epi64(1));
        }
    }

    template <int n>
    void group_counted(int at, int& out, int64_t done, int64_t block) {
        Vector state[n][words];
        __mmask8 alive[n];
        __m512i count[n];
        load<n>(live_, at, state);
        for (int u = 0; u < n; ++u)
            alive[u] = 0xff, count[u] = _mm512_set1_epi64(done);
        for (int64_t k = 0; k < block; ++k)
            advance<n>(state, alive, count);
        for (int u = 0; u < n; ++u) {
            const __mmask8 here = lanes(live_.size - at - 8 * u);
            const __mmask8 keep = here & alive[u], dead = static_cast<__mmask8>(here & ~alive[u]);
            const int64_t* index = live_.index + at + 8 * u;
            if (dead)
                write(dead, index, problem_.value(count[u]));
            if (keep)
                append(live_, out, keep, state[u], _mm512_loadu_si512(index));
            out += __builtin_popcount(keep);
        }
    }

    template <int n>
    void group_quick(int at, int& out, int64_t done, int64_t block) {
        Vector state[n][words];
        __mmask8 alive[n];
        load<n>(live_, at, state);
        for (int u = 0; u < n; ++u)
            alive[u] = 0xff;
        for (int64_t k = 0; k < block; ++k) {
#pragma GCC unroll 8
            for (int u = 0; u < n; ++u) {
                problem_.step(state[u], state[u] + Problem::carried);
                if constexpr (Problem::test == Test::each)
                    alive[u] = problem_.alive(state[u], alive[u]);
            }
        }
        for (int u = 0; u < n; ++u) {
            if constexpr (Problem::test == Test::end)
                alive[u] = problem_.survived(state[u]);
            const int from = at + 8 * u;
            const __mmask8 here = lanes(live_.size - from);
            const __mmask8 keep = here & alive[u], dead = static_cast<__mmask8>(here & ~alive[u]);
            if (keep == 0xff && out == from) {
                for (int w = 0; w < Problem::carried; ++w)
                    _mm512_storeu_pd(live_.state[w] + from, state[u][w]);
                out += 8;
                continue;
            }
            const __m512i index = _mm512_loadu_si512(live_.index + from);
            if (dead)
                put_aside(from, dead, index, done);
            append(live_, out, keep, state[u], index);
            out += __builtin_popcount(keep);
        }
        if (redo_.size >= redo_enough)
            flush();
    }

    void put_aside(int from, __mmask8 dead, __m512i index, int64_t done) {
        Vector start[words];
        for (int w = 0; w < words; ++w)
            start[w] = _mm512_loadu_pd(live_.state[w] + from);
        append(redo_, redo_.size, dead, start, index);
        _mm512_storeu_si512(redo_.done + redo_.size, _mm512_set1_epi64(done));
        redo_.size += __builtin_popcount(dead);
    }

    void redo(int at) {
        Vector state[flight][words];
        __mmask8 alive[flight], any;
        __m512i count[flight];
        load<flight>(redo_, at, state);
        for (int u = 0; u < flight; ++u) {
            alive[u] = lanes(redo_.size - at - 8 * u);
            count[u] = _mm512_loadu_si512(redo_.done + at + 8 * u);
        }
        do {
            any = 0;
            for (int k = 0; k < 4; ++k)
                advance<flight>(state, alive, count);
            for (int u = 0; u < flight; ++u) {
                const __m512i limit = _mm512_set1_epi64(problem_.limit);
                any |= _mm512_mask_cmplt_epi64_mask(alive[u], count[u], limit);
            }
        } while (any);
        for (int u = 0; u < flight; ++u) {
            const int from = at + 8 * u;
            write(lanes(redo_.size - from), redo_.index + from, problem_.value(count[u]));
        }
    }

    const Problem& problem_;
    int64_t* output_;
    List<Problem::tile + 8 * flight + 8> live_;
    List<redo_enough + 16 * flight + 8> redo_;
};

template <class Problem>
void run_compacting(const Problem& problem, int64_t points, int64_t* output, int threads) {
    std::atomic<int64_t> next{0};
#pragma omp parallel num_threads(threads)
    {
        Worker<Problem> worker(problem, output);
        for (int64_t first;
             (first = next.fetch_add(Problem::tile, std::memory_order_relaxed)) < points;)
            worker.run(first, std::min<int64_t>(Problem::tile, points - first));
        worker.flush();
    }
}

}  // namespace tenon_reference

#endif
