// SPDX-License-Identifier: MIT
// Vector math functions, one whole vector at a time: the results do not depend on the neighbours,
// so the last vector is filled up with the last element. Most are called; those of ops/math are
// computed here where there is FMA.
#include <utility>

#include "interpreter/loops/lanes.hpp"

#if !defined(TENON_ISA_sse4)
#include "ops/math/functions.hpp"
#include "ops/math/native.hpp"
#endif

namespace tenon::interpreter::TENON_ISA {

namespace {

template <class T>
struct Vector;
template <>
struct Vector<float> {
    using type __attribute__((vector_size(vector_bytes))) = float;
};
template <>
struct Vector<double> {
    using type __attribute__((vector_size(vector_bytes))) = double;
};
template <class T>
using VectorOf = typename Vector<T>::type;
template <class T>
constexpr std::int64_t lanes = vector_bytes / sizeof(T);

template <class T>
VectorOf<T> load(const T* from) {
    VectorOf<T> v;
    __builtin_memcpy(&v, from, sizeof v);
    return v;
}

/// All lanes x; subtracting zero, unlike adding it, keeps -0.0.
template <class T>
VectorOf<T> broadcast(T x) {
    return x - VectorOf<T>{};
}

/// The first n elements, then the last of them again and again: no lane computes on garbage,
/// which could be slow.
template <class T>
VectorOf<T> load_part(const T* from, std::int64_t n) {
    VectorOf<T> v = broadcast(from[n - 1]);
    __builtin_memcpy(&v, from, static_cast<std::size_t>(n) * sizeof(T));
    return v;
}

template <class T>
void store_part(T* to, VectorOf<T> v, std::int64_t n) {
    __builtin_memcpy(to, &v, static_cast<std::size_t>(n) * sizeof(T));
}

/// The functions called do not raise floating-point flags as they should. This raises one of them
/// if a result is infinite or no number.
template <class T>
class Results {
public:
    /// Stores a whole vector.
    void put(T* to, VectorOf<T> v) {
        __builtin_memcpy(to, &v, sizeof v);
        note(v);
    }
    /// What `put` should have seen.
    void note(VectorOf<T> v) { bad_ |= v * T{0} != T{0}; }
    ~Results() {
        for (std::int64_t lane = 0; lane < lanes<T>; ++lane)
            if (bad_[lane] != 0) [[unlikely]] {
                volatile T zero = 0;
                zero = T{0} / zero;
                return;
            }
    }

private:
    decltype(std::declval<VectorOf<T>>() < T{0}) bad_{};
};

template <class T>
void math_unary(std::int64_t n, void* out, const void* a, const void*, const void* function) {
    using V = VectorOf<T>;
    const auto call = reinterpret_cast<V (*)(V)>(reinterpret_cast<std::uintptr_t>(function));
    auto* r = static_cast<T*>(out);
    const auto* x = static_cast<const T*>(a);
    Results<T> results;
    std::int64_t i = 0;
    for (; i + lanes<T> <= n; i += lanes<T>)
        results.put(r + i, call(load(x + i)));
    if (i < n) {
        const V v = call(load_part(x + i, n - i));
        results.note(v);
        store_part(r + i, v, n - i);
    }
}

#if !defined(TENON_ISA_sse4)
/// `function` serves the rare arguments.
template <ops::Op op>
void own_unary(std::int64_t n, void* out, const void* a, const void*, const void* function) {
    using Real = math::TENON_ISA::Real<vector_bytes>;
    using V = VectorOf<double>;
    constexpr std::int64_t width = lanes<double>;
    Results<double> results;
    auto* r = static_cast<double*>(out);
    const auto* x = static_cast<const double*>(a);
    const auto rest = [&](V of, Real value, typename Real::Mask rare) {
        const auto call = reinterpret_cast<V (*)(V)>(reinterpret_cast<std::uintptr_t>(function));
        const V served = call(of);
        results.note(served);
        return select(rare, Real{served}, value);
    };
    const auto one = [&](V of) {
        auto [value, rare] = math::apply<op>(Real{of});
        if (rare && lanes_of(*rare) != 0) [[unlikely]]
            value = rest(of, value, *rare);
        return value.v;
    };
    std::int64_t i = 0;
    // Two at a time: the second fills the time that the first waits for itself.
    for (; i + 2 * width <= n; i += 2 * width) {
        const V first = load(x + i);
        const V second = load(x + i + width);
        auto [value, rare] = math::apply<op>(Real{first});
        auto [other, other_rare] = math::apply<op>(Real{second});
        if (rare && lanes_of(*rare | *other_rare) != 0) [[unlikely]] {
            value = rest(first, value, *rare);
            other = rest(second, other, *other_rare);
        }
        __builtin_memcpy(r + i, &value.v, sizeof value.v);
        __builtin_memcpy(r + i + width, &other.v, sizeof other.v);
    }
    for (; i + width <= n; i += width) {
        const V value = one(load(x + i));
        __builtin_memcpy(r + i, &value, sizeof value);
    }
    if (i < n)
        store_part(r + i, V(one(load_part(x + i, n - i))), n - i);
}
#endif

template <class T, bool one_a, bool one_b>
void math_binary(std::int64_t n, void* out, const void* a, const void* b, const void* function) {
    using V = VectorOf<T>;
    const auto call = reinterpret_cast<V (*)(V, V)>(reinterpret_cast<std::uintptr_t>(function));
    auto* r = static_cast<T*>(out);
    const auto* x = static_cast<const T*>(a);
    const auto* y = static_cast<const T*>(b);
    const V same_x = broadcast(x[0]);
    const V same_y = broadcast(y[0]);
    Results<T> results;
    std::int64_t i = 0;
    for (; i + lanes<T> <= n; i += lanes<T>)
        results.put(r + i, call(one_a ? same_x : load(x + i), one_b ? same_y : load(y + i)));
    if (i < n) {
        const V v = call(one_a ? same_x : load_part(x + i, n - i),
                         one_b ? same_y : load_part(y + i, n - i));
        results.note(v);
        store_part(r + i, v, n - i);
    }
}

template <class T>
Loop find(int arity, Form form) {
    if (arity == 1)
        return math_unary<T>;
    switch (form) {
    case Form::vs: return math_binary<T, false, true>;
    case Form::sv: return math_binary<T, true, false>;
    default: return math_binary<T, false, false>;
    }
}

constexpr bool takes_two(ops::Op op) {
    return op == ops::Op::atan2 || op == ops::Op::hypot || op == ops::Op::power;
}
static_assert(
    [] {
        for (int i = 0; i < ops::op_count; ++i)
            if (const auto op = static_cast<ops::Op>(i);
                ops::has(op, ops::call) && ops::info(op).arity != (takes_two(op) ? 2 : 1))
                return false;
        return true;
    }(),
    "a math function with another number of operands");

}  // namespace

Loop find_math(ops::Op op, DType type, Form form) {
#if !defined(TENON_ISA_sse4)
    if (math::has_function(op, type)) {
        Loop loop = nullptr;
        math::with_function(op, [&]<ops::Op known>() { loop = own_unary<known>; });
        return loop;
    }
#endif
    const int arity = takes_two(op) ? 2 : 1;
    switch (type) {
    case DType::float32: return find<float>(arity, form);
    case DType::float64: return find<double>(arity, form);
    default: return nullptr;
    }
}

}  // namespace tenon::interpreter::TENON_ISA
