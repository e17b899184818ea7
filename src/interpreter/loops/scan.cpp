// SPDX-License-Identifier: MIT
// Cumulative sums and products inside one leaf, and the carry added to it.
#include "interpreter/loops/lanes.hpp"

namespace tenon::interpreter::TENON_ISA {

namespace {

/// A complex number as it lies in memory; C++'s own multiplication repairs infinities.
template <class T>
struct Complex {
    T re, im;
};

template <class T>
struct Sum {
    static T join(T a, T b) {
        if constexpr (std::is_floating_point_v<T>)
            return a + b;
        else
            return static_cast<T>(Wrapping<T>(a) + Wrapping<T>(b));
    }
};
template <class T>
struct Sum<Complex<T>> {
    static Complex<T> join(Complex<T> a, Complex<T> b) { return {a.re + b.re, a.im + b.im}; }
};

template <class T>
struct Product {
    static T join(T a, T b) {
        if constexpr (std::is_floating_point_v<T>)
            return a * b;
        else
            return static_cast<T>(Wrapping<T>(a) * Wrapping<T>(b));
    }
};
template <class T>
struct Product<Complex<T>> {
    static Complex<T> join(Complex<T> a, Complex<T> b) {
        return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
    }
};

template <class F, class T>
void prefix(std::int64_t count, std::int64_t inner, void* out, const void* in) {
    auto* r = static_cast<T*>(out);
    const auto* x = static_cast<const T*>(in);
    if (inner == 1) {
        T total = x[0];
        r[0] = total;
        for (std::int64_t i = 1; i < count; ++i) {
            total = F::join(total, x[i]);
            r[i] = total;
        }
        return;
    }
    for (std::int64_t j = 0; j < inner; ++j)
        r[j] = x[j];
    for (std::int64_t i = 1; i < count; ++i) {
        const T* before = r + (i - 1) * inner;
        const T* here = x + i * inner;
        T* to = r + i * inner;
        for (std::int64_t j = 0; j < inner; ++j)
            to[j] = F::join(before[j], here[j]);
    }
}

template <class F, class T>
void carry(std::int64_t count, std::int64_t inner, void* out, const void* from) {
    auto* r = static_cast<T*>(out);
    const auto* c = static_cast<const T*>(from);
    if (inner == 1) {
        const T first = c[0];
        for (std::int64_t i = 0; i < count; ++i)
            r[i] = F::join(first, r[i]);
        return;
    }
    for (std::int64_t i = 0; i < count; ++i) {
        T* to = r + i * inner;
        for (std::int64_t j = 0; j < inner; ++j)
            to[j] = F::join(c[j], to[j]);
    }
}

template <template <class> class F, class T>
constexpr ScanLoops loops_of() {
    return {prefix<F<T>, T>, carry<F<T>, T>};
}

template <template <class> class F>
ScanLoops by_type(DType type) {
    switch (type) {
    case DType::int8:
    case DType::uint8: return loops_of<F, std::uint8_t>();
    case DType::int16:
    case DType::uint16: return loops_of<F, std::uint16_t>();
    case DType::int32:
    case DType::uint32: return loops_of<F, std::uint32_t>();
    case DType::int64:
    case DType::uint64: return loops_of<F, std::uint64_t>();
    case DType::float32: return loops_of<F, float>();
    case DType::float64: return loops_of<F, double>();
    case DType::complex64: return loops_of<F, Complex<float>>();
    case DType::complex128: return loops_of<F, Complex<double>>();
    default: return {};
    }
}

}  // namespace

ScanLoops find_scan(ops::ReduceOp op, DType type) {
    switch (op) {
    case ops::ReduceOp::sum: return by_type<Sum>(type);
    case ops::ReduceOp::product: return by_type<Product>(type);
    default: return {};
    }
}

}  // namespace tenon::interpreter::TENON_ISA
