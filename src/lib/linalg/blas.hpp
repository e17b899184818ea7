// SPDX-License-Identifier: MIT
/// OpenBLAS, loaded at the first product. Linking to it would start its threads with every process.
#pragma once

#include <cstdint>
#include <string>

namespace tenon::lib {

struct Blas {
    // CBLAS: order, transposes, sizes, factors, matrices with leading dimensions.
    void (*sgemm)(int, int, int, int, int, int, float, const float*, int, const float*, int, float,
                  float*, int) = nullptr;
    void (*dgemm)(int, int, int, int, int, int, double, const double*, int, const double*, int,
                  double, double*, int) = nullptr;
    void (*cgemm)(int, int, int, int, int, int, const void*, const void*, int, const void*, int,
                  const void*, void*, int) = nullptr;
    void (*zgemm)(int, int, int, int, int, int, const void*, const void*, int, const void*, int,
                  const void*, void*, int) = nullptr;
    std::string problem;  ///< why it is missing; empty when all four are there
};

const Blas& blas();

inline constexpr int cblas_row_major = 101;
inline constexpr int cblas_no_transpose = 111;

}  // namespace tenon::lib
