// SPDX-License-Identifier: MIT
// Steps of stencils and waves in two dimensions, from one formula each: plain sweeps, and sweeps
// blocked in time.
#include <array>

#include "blocked.hpp"
#include "reference.hpp"

namespace {

using namespace tenon_reference;

constexpr bool wide = TENON_REFERENCE_AVX512;

// Nine points, as in relaxation by the compact scheme of fourth order.
struct NinePoint {
    static constexpr int fields = 1, radius = 1;
    static constexpr bool remembers = false;
    static constexpr std::array<Stage, 1> stages = {{{0, 1, 1, 1, 1}}};
    static constexpr int64_t most_levels = 16, width = 512;
    template <int>
    static auto point(const auto& u) {
        return ((u.old(0, -1, 0) + u.old(0, 1, 0)) + (u.old(0, 0, -1) + u.old(0, 0, 1))) * 0.2 +
               ((u.old(0, -1, -1) + u.old(0, -1, 1)) + (u.old(0, 1, -1) + u.old(0, 1, 1))) * 0.05;
    }
};

// Heat with the Laplacian of fourth order.
struct RadiusTwo {
    static constexpr int fields = 1, radius = 2;
    static constexpr bool remembers = false;
    static constexpr std::array<Stage, 1> stages = {{{0, 2, 2, 2, 2}}};
    static constexpr int64_t most_levels = 16, width = wide ? 1024 : 512;
    template <int>
    static auto point(const auto& u) {
        return u.old(0, 0, 0) +
               (((u.old(0, -1, 0) + u.old(0, 1, 0)) + (u.old(0, 0, -1) + u.old(0, 0, 1))) * 16.0 -
                ((u.old(0, -2, 0) + u.old(0, 2, 0)) + (u.old(0, 0, -2) + u.old(0, 0, 2))) -
                u.old(0, 0, 0) * 60.0) *
                   0.01;
    }
};

struct Wave {
    static constexpr int fields = 2, radius = 1;
    static constexpr bool remembers = true;
    static constexpr std::array<Stage, 1> stages = {{{0, 1, 1, 1, 1}}};
    static constexpr int64_t most_levels = 24, width = wide ? 512 : 256;
    template <int>
    static auto point(const auto& u) {
        return (u.old(0, 0, 0) * 2.0 - u.old(1, 0, 0)) +
               (((u.old(0, -1, 0) + u.old(0, 1, 0)) + (u.old(0, 0, -1) + u.old(0, 0, 1))) -
                u.old(0, 0, 0) * 4.0) *
                   0.25;
    }
};

// Fields 0, 1, 2: Ez, Hx, Hy.
struct Fdtd {
    static constexpr int fields = 3, radius = 1;
    static constexpr bool remembers = false;
    static constexpr std::array<Stage, 3> stages = {
        {{1, 0, 0, 0, 1}, {2, 0, 1, 0, 0}, {0, 1, 1, 1, 1}}};
    static constexpr int64_t most_levels = 16, width = 256;
    template <int stage>
    static auto point(const auto& u) {
        if constexpr (stage == 0)
            return u.old(1, 0, 0) - (u.old(0, 0, 1) - u.old(0, 0, 0)) * 0.5;
        else if constexpr (stage == 1)
            return u.old(2, 0, 0) + (u.old(0, 1, 0) - u.old(0, 0, 0)) * 0.5;
        else
            return u.old(0, 0, 0) + ((u.fresh(2, 0, 0) - u.fresh(2, -1, 0)) -
                                     (u.fresh(1, 0, 0) - u.fresh(1, 0, -1))) *
                                        0.5;
    }
};

// The definition: each stage over the whole grid.
template <class Scheme, std::size_t... stage>
void scalar(double** fields, int64_t n, int64_t steps, int threads, std::index_sequence<stage...>) {
    for (int64_t t = 0; t < steps; ++t) {
        double* const* const to = in_place<Scheme> ? fields : fields + Scheme::fields;
        const auto rows = [&]<std::size_t number>() {
            constexpr Stage s = Scheme::stages[number];
#pragma omp parallel for num_threads(threads)
            for (int64_t r = s.top; r < n - s.bottom; ++r)
                for (int64_t j = s.left; j < n - s.right; ++j)
                    to[s.field][r * n + j] =
                        Scheme::template point<number>(FieldPoint<1>{fields, to, n, r * n + j});
        };
        (rows.template operator()<stage>(), ...);
        rotate<Scheme>(fields);
    }
}

}  // namespace

#define STEPS(name, ...)                                                                           \
    extern "C" void tenon_reference_##name(double** fields, int64_t n, int64_t steps,              \
                                           int threads) {                                          \
        __VA_ARGS__(fields, n, steps, threads);                                                    \
    }

#define FORMS(name, Scheme)                                                                        \
    extern "C" void tenon_reference_##name##_scalar(double** fields, int64_t n, int64_t steps,     \
                                                    int threads) {                                 \
        scalar<Scheme>(fields, n, steps, threads,                                                  \
                       std::make_index_sequence<Scheme::stages.size()>());                         \
    }                                                                                              \
    STEPS(name, plain<Scheme, false>)                                                              \
    STEPS(name##_streaming, plain<Scheme, !in_place<Scheme>>)                                      \
    STEPS(name##_blocked, blocked<Scheme, false>)                                                  \
    STEPS(name##_blocked_streaming, blocked<Scheme, true>)

FORMS(nine_point, NinePoint)
FORMS(radius_two, RadiusTwo)
FORMS(wave, Wave)
FORMS(fdtd, Fdtd)
