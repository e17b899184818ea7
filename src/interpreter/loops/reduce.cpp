// SPDX-License-Identifier: MIT
// Reductions of one leaf: docs/internals/reduction_tree.md. The order is fixed; the compiler may
// keep the 32 accumulators in any vectors, but must not add one.
#include "interpreter/loops/lanes.hpp"

namespace tenon::interpreter::TENON_ISA {

namespace {

constexpr int lane_count = ops::lane_count;

// Joins b to a: scalars and, lane by lane, vectors; integers that wrap come as unsigned ones.
struct Sum {
    template <class V>
    static void join(V& a, const V& b) {
        a = a + b;
    }
};
struct Product {
    template <class V>
    static void join(V& a, const V& b) {
        a = a * b;
    }
};
struct Minimum {
    template <class V>
    static void join(V& a, const V& b) {
        a = ((a < b) | (a != a)) ? a : b;  // NOLINT(misc-redundant-expression): NaN
    }
};
struct Maximum {
    template <class V>
    static void join(V& a, const V& b) {
        a = ((a > b) | (a != a)) ? a : b;  // NOLINT(misc-redundant-expression): NaN
    }
};
struct Any {
    template <class V>
    static void join(V& a, const V& b) {
        a = a | b;
    }
};
struct All {
    template <class V>
    static void join(V& a, const V& b) {
        a = a & b;
    }
};

template <class T, int lanes>
struct Lanes {
    using type __attribute__((vector_size(lanes * sizeof(T)))) = T;
};

/// One value a result. The accumulators are one long vector, which the compiler cuts into
/// registers.
template <class F, class T>
struct Single {
    static void row(std::int64_t n, void* const result[2], const void* const values[2]) {
        const auto* x = static_cast<const T*>(values[0]);
        *static_cast<T*>(result[0]) = n < lane_count ? short_row(n, x) : long_row(n, x);
    }

    static T long_row(std::int64_t n, const T* x) {
        using V = typename Lanes<T, lane_count>::type;
        V lanes;
        __builtin_memcpy(&lanes, x, sizeof lanes);
        std::int64_t i = lane_count;
        for (; i + lane_count <= n; i += lane_count) {
            V next;
            __builtin_memcpy(&next, x + i, sizeof next);
            F::join(lanes, next);
        }
        T lane[lane_count];
        __builtin_memcpy(lane, &lanes, sizeof lane);
        for (int j = 0; i + j < n; ++j)
            lane[j] = join(lane[j], x[i + j]);
        return halves<lane_count / 2>(lane);
    }

    template <int half>
    static T halves(const T* lane) {
        if constexpr (half == 0) {
            return lane[0];
        } else {
            typename Lanes<T, half>::type low;
            typename Lanes<T, half>::type high;
            __builtin_memcpy(&low, lane, sizeof low);
            __builtin_memcpy(&high, lane + half, sizeof high);
            F::join(low, high);
            T joined[half];
            __builtin_memcpy(joined, &low, sizeof joined);
            return halves<half / 2>(joined);
        }
    }

    static T short_row(std::int64_t n, const T* x) {
        T lane[lane_count];
        for (int j = 0; j < n; ++j)
            lane[j] = x[j];
        for (int half = lane_count / 2; half > 0; half /= 2)
            for (int j = 0; j < half && j + half < n; ++j)
                lane[j] = join(lane[j], lane[j + half]);
        return lane[0];
    }

    /// C++ computes small integers as int, which uint16 could overflow.
    static T join(T a, T b) {
        std::conditional_t<std::is_unsigned_v<T>, Wrapping<T>, T> joined = a;
        F::join(joined, decltype(joined)(b));
        return static_cast<T>(joined);
    }

    static void accumulate(std::int64_t n, void* const a[2], const void* const b[2]) {
        auto* x = static_cast<T*>(a[0]);
        const auto* y = static_cast<const T*>(b[0]);
        TENON_LANES
        for (std::int64_t i = 0; i < n; ++i)
            x[i] = join(x[i], y[i]);
    }
};

/// Two values a result: F::join(a0, a1, b0, b1) leaves the result in a0, a1.
template <class F, class T, class U>
struct Pair {
    static void row(std::int64_t n, void* const result[2], const void* const values[2]) {
        const auto* x = static_cast<const T*>(values[0]);
        const auto* y = static_cast<const U*>(values[1]);
        T first[lane_count];
        U second[lane_count];
        const int lanes = n < lane_count ? static_cast<int>(n) : lane_count;
        for (int j = 0; j < lanes; ++j) {
            first[j] = x[j];
            second[j] = y[j];
        }
        std::int64_t i = lane_count;
        for (; i + lane_count <= n; i += lane_count)
            for (int j = 0; j < lane_count; ++j)
                F::join(first[j], second[j], x[i + j], y[i + j]);
        for (int j = 0; i + j < n; ++j)
            F::join(first[j], second[j], x[i + j], y[i + j]);
        for (int half = lane_count / 2; half > 0; half /= 2)
            for (int j = 0; j < half && j + half < lanes; ++j)
                F::join(first[j], second[j], first[j + half], second[j + half]);
        *static_cast<T*>(result[0]) = first[0];
        *static_cast<U*>(result[1]) = second[0];
    }

    static void accumulate(std::int64_t n, void* const a[2], const void* const b[2]) {
        auto* x = static_cast<T*>(a[0]);
        auto* y = static_cast<U*>(a[1]);
        const auto* v = static_cast<const T*>(b[0]);
        const auto* w = static_cast<const U*>(b[1]);
        TENON_LANES
        for (std::int64_t i = 0; i < n; ++i) {
            T first = x[i];
            U second = y[i];
            F::join(first, second, v[i], w[i]);
            x[i] = first;
            y[i] = second;
        }
    }
};

/// NaN wins; of equal values, NaNs too, the lower index. Bitwise, so that it is one select.
template <class T, bool smaller>
struct Extreme {
    static void join(T& a, std::int64_t& ia, T b, std::int64_t ib) {
        const bool a_nan = is_nan(a);
        const bool b_nan = is_nan(b);
        const bool better = smaller ? b < a : b > a;
        const bool same = (a == b) | (a_nan & b_nan);
        const bool take = (b_nan & !a_nan) | (better & !a_nan) | (same & (ib < ia));
        a = take ? b : a;
        ia = take ? ib : ia;
    }
};

template <class T>
struct ComplexProduct {
    static void join(T& ar, T& ai, T br, T bi) {
        const T re = ar * br - ai * bi;
        const T im = ar * bi + ai * br;
        ar = re;
        ai = im;
    }
};

template <class Loops>
constexpr ReduceLoops loops_of() {
    return {Loops::row, Loops::accumulate};
}

template <class F>
ReduceLoops wrapping(DType type) {
    switch (type) {
    case DType::int8:
    case DType::uint8: return loops_of<Single<F, std::uint8_t>>();
    case DType::int16:
    case DType::uint16: return loops_of<Single<F, std::uint16_t>>();
    case DType::int32:
    case DType::uint32: return loops_of<Single<F, std::uint32_t>>();
    case DType::int64:
    case DType::uint64: return loops_of<Single<F, std::uint64_t>>();
    case DType::float32: return loops_of<Single<F, float>>();
    case DType::float64: return loops_of<Single<F, double>>();
    default: return {};
    }
}

template <template <class> class L>
ReduceLoops ordered(DType type) {
    switch (type) {
    case DType::int8: return loops_of<L<std::int8_t>>();
    case DType::int16: return loops_of<L<std::int16_t>>();
    case DType::int32: return loops_of<L<std::int32_t>>();
    case DType::int64: return loops_of<L<std::int64_t>>();
    case DType::uint8: return loops_of<L<std::uint8_t>>();
    case DType::uint16: return loops_of<L<std::uint16_t>>();
    case DType::uint32: return loops_of<L<std::uint32_t>>();
    case DType::uint64: return loops_of<L<std::uint64_t>>();
    case DType::float32: return loops_of<L<float>>();
    case DType::float64: return loops_of<L<double>>();
    default: return {};
    }
}

template <class T>
using MinimumLoops = Single<Minimum, T>;
template <class T>
using MaximumLoops = Single<Maximum, T>;
template <class T>
using ArgminLoops = Pair<Extreme<T, true>, T, std::int64_t>;
template <class T>
using ArgmaxLoops = Pair<Extreme<T, false>, T, std::int64_t>;

ReduceLoops find_complex_product(DType type) {
    switch (type) {
    case DType::float32: return loops_of<Pair<ComplexProduct<float>, float, float>>();
    case DType::float64: return loops_of<Pair<ComplexProduct<double>, double, double>>();
    default: return {};
    }
}

}  // namespace

ReduceLoops find_reduce(ops::ReduceOp op, DType type) {
    using enum ops::ReduceOp;
    switch (op) {
    case sum: return wrapping<Sum>(type);
    case product: return wrapping<Product>(type);
    case minimum: return ordered<MinimumLoops>(type);
    case maximum: return ordered<MaximumLoops>(type);
    case argmin: return ordered<ArgminLoops>(type);
    case argmax: return ordered<ArgmaxLoops>(type);
    case any: return loops_of<Single<Any, std::uint8_t>>();
    case all: return loops_of<Single<All, std::uint8_t>>();
    case complex_product: return find_complex_product(type);
    }
    return {};
}

}  // namespace tenon::interpreter::TENON_ISA
