// SPDX-License-Identifier: MIT
#include "lib/linalg/matmul.hpp"

#include <algorithm>
#include <climits>
#include <complex>
#include <type_traits>

#include "base/check.hpp"
#include "lib/linalg/blas.hpp"

namespace tenon::lib {

namespace {

/// The words of the three operands: address, rank 2, rows, columns each.
template <class T>
struct Product {
    T* c;
    const T* a;
    const T* b;
    std::int64_t m, n, k;
    explicit Product(const std::int64_t* args)
        : c(reinterpret_cast<T*>(args[0])), a(reinterpret_cast<const T*>(args[4])),
          b(reinterpret_cast<const T*>(args[8])), m(args[2]), n(args[3]), k(args[7]) {}
    bool suits_blas() const { return std::max({m, n, k}) <= INT_MAX && blas().problem.empty(); }
};

template <class T>
T multiply_add(T sum, T x, T y) {
    if constexpr (std::is_same_v<T, bool>)
        return sum || (x && y);
    else if constexpr (std::is_integral_v<T>) {  // wraps, as NumPy's integers do
        using Wide = std::conditional_t<(sizeof(T) < 8), std::uint32_t, std::uint64_t>;
        return static_cast<T>(static_cast<Wide>(sum) + static_cast<Wide>(x) * static_cast<Wide>(y));
    } else {
        return sum + x * y;
    }
}

template <class T>
void plain(const Product<T>& p) {
    std::fill(p.c, p.c + p.m * p.n, T{});
    for (std::int64_t i = 0; i < p.m; ++i)
        for (std::int64_t l = 0; l < p.k; ++l) {
            const T factor = p.a[i * p.k + l];
            const T* const row = p.b + l * p.n;
            T* const out = p.c + i * p.n;
            for (std::int64_t j = 0; j < p.n; ++j)
                out[j] = multiply_add(out[j], factor, row[j]);
        }
}

template <class T>
void run_blas(const Product<T>& p) {
    const auto m = static_cast<int>(p.m);
    const auto n = static_cast<int>(p.n);
    const auto k = static_cast<int>(p.k);
    constexpr int order = cblas_row_major;
    constexpr int keep = cblas_no_transpose;
    const int lda = std::max(k, 1);
    const int ldb = std::max(n, 1);
    const T one{1};
    const T zero{0};
    if constexpr (std::is_same_v<T, float>)
        blas().sgemm(order, keep, keep, m, n, k, one, p.a, lda, p.b, ldb, zero, p.c, ldb);
    else if constexpr (std::is_same_v<T, double>)
        blas().dgemm(order, keep, keep, m, n, k, one, p.a, lda, p.b, ldb, zero, p.c, ldb);
    else if constexpr (std::is_same_v<T, std::complex<float>>)
        blas().cgemm(order, keep, keep, m, n, k, &one, p.a, lda, p.b, ldb, &zero, p.c, ldb);
    else
        blas().zgemm(order, keep, keep, m, n, k, &one, p.a, lda, p.b, ldb, &zero, p.c, ldb);
}

template <class T>
void run(const void*, const std::int64_t* args, std::int64_t, std::int64_t, std::int64_t,
         std::int64_t) {
    const Product<T> product(args);
    if constexpr (!std::is_integral_v<T>) {
        if (product.suits_blas()) {
            run_blas(product);
            return;
        }
    }
    plain(product);
}

double cost_ns(const std::int64_t* args) {
    return 0.05 * static_cast<double>(args[2]) * static_cast<double>(args[3]) *
           static_cast<double>(args[7]);
}

const tape::Call calls[] = {
    {"matmul bool", run<bool>, cost_ns},
    {"matmul int8", run<std::int8_t>, cost_ns},
    {"matmul int16", run<std::int16_t>, cost_ns},
    {"matmul int32", run<std::int32_t>, cost_ns},
    {"matmul int64", run<std::int64_t>, cost_ns},
    {"matmul uint8", run<std::uint8_t>, cost_ns},
    {"matmul uint16", run<std::uint16_t>, cost_ns},
    {"matmul uint32", run<std::uint32_t>, cost_ns},
    {"matmul uint64", run<std::uint64_t>, cost_ns},
    {"matmul float16", nullptr, cost_ns},  // computed in float32
    {"matmul float32", run<float>, cost_ns},
    {"matmul float64", run<double>, cost_ns},
    {"matmul complex64", run<std::complex<float>>, cost_ns},
    {"matmul complex128", run<std::complex<double>>, cost_ns},
};
static_assert(std::size(calls) == dtype_count);

}  // namespace

const tape::Call& matmul_call(DType type) { return calls[static_cast<std::size_t>(type)]; }

std::string blas_problem() { return blas().problem; }

}  // namespace tenon::lib
