// SPDX-License-Identifier: MIT
/// The processor's vectors of float64 as a `Real` (function.hpp). Only for sources that are
/// compiled for each instruction set, from AVX2 with FMA on: everything is in the namespace of the
/// set.
#pragma once

#include <immintrin.h>

#include "ops/math/function.hpp"

namespace tenon::math::TENON_ISA {

// What the widths do under different names.
template <int bytes>
struct Intrinsics;

template <>
struct Intrinsics<16> {
    using Vector = __m128d;
    static Vector fma(Vector a, Vector b, Vector c) { return _mm_fmadd_pd(a, b, c); }
    template <class Bits>
    static Vector gather(const double* table, Bits places) {
        return _mm_i64gather_pd(table, reinterpret_cast<__m128i>(places), 8);
    }
    static int bits_of(__m128d mask) { return _mm_movemask_pd(mask); }
};

template <>
struct Intrinsics<32> {
    using Vector = __m256d;
    static Vector fma(Vector a, Vector b, Vector c) { return _mm256_fmadd_pd(a, b, c); }
    template <class Bits>
    static Vector gather(const double* table, Bits places) {
        return _mm256_i64gather_pd(table, reinterpret_cast<__m256i>(places), 8);
    }
    static int bits_of(__m256d mask) { return _mm256_movemask_pd(mask); }
};

#if defined(TENON_ISA_avx512)
template <>
struct Intrinsics<64> {
    using Vector = __m512d;
    static Vector fma(Vector a, Vector b, Vector c) { return _mm512_fmadd_pd(a, b, c); }
    static int bits_of(__m512d mask) {
        return _mm512_movepi64_mask(reinterpret_cast<__m512i>(mask));
    }
};
#endif

template <int bytes>
struct Real;

/// 64-bit integers; as masks, all bits of a lane are set or none.
template <int bytes>
struct Bits {
    using Signed __attribute__((vector_size(bytes))) = long long;
    using Unsigned __attribute__((vector_size(bytes))) = unsigned long long;
    Unsigned v;

    Bits constant(std::uint64_t value) const { return {value - Unsigned{}}; }
    friend Bits operator+(Bits a, Bits b) { return {a.v + b.v}; }
    friend Bits operator-(Bits a, Bits b) { return {a.v - b.v}; }
    friend Bits operator&(Bits a, Bits b) { return {a.v & b.v}; }
    friend Bits operator^(Bits a, Bits b) { return {a.v ^ b.v}; }
    friend Bits operator|(Bits a, Bits b) { return {a.v | b.v}; }
    friend Bits operator!(Bits a) { return {~a.v}; }
    friend Bits shift_left(Bits a, int count) { return {a.v << count}; }
    friend Bits shift_right(Bits a, int count) {
        return {reinterpret_cast<Unsigned>(reinterpret_cast<Signed>(a.v) >> count)};
    }
    friend Bits odd(Bits a) { return {reinterpret_cast<Unsigned>((a.v & 1) != Unsigned{})}; }
    friend Bits below(Bits a, Bits b) { return {reinterpret_cast<Unsigned>(a.v < b.v)}; }
    friend Real<bytes> real(Bits a) {
        return {reinterpret_cast<typename Real<bytes>::Vector>(a.v)};
    }
    friend int lanes_of(Bits mask) { return Intrinsics<bytes>::bits_of(real(mask).v); }
};

template <int bytes>
struct Real {
    using Vector = typename Intrinsics<bytes>::Vector;
    using Integers = Bits<bytes>;
    using Mask = Integers;
    using Unsigned = typename Integers::Unsigned;
    Vector v;

    Real constant(double value) const { return {value - Vector{}}; }
    friend Real operator+(Real a, Real b) { return {a.v + b.v}; }
    friend Real operator-(Real a, Real b) { return {a.v - b.v}; }
    friend Real operator*(Real a, Real b) { return {a.v * b.v}; }
    friend Mask operator<(Real a, Real b) { return {reinterpret_cast<Unsigned>(a.v < b.v)}; }
    friend Real fma(Real a, Real b, Real c) { return {Intrinsics<bytes>::fma(a.v, b.v, c.v)}; }
    friend Real select(Mask mask, Real yes, Real no) {
        return {reinterpret_cast<typename Integers::Signed>(mask.v) != 0 ? yes.v : no.v};
    }
    friend Integers bits(Real x) { return {reinterpret_cast<Unsigned>(x.v)}; }
    friend Real absolute(Real x) { return real(bits(x) & bits(x).constant(0x7fffffffffffffff)); }

    Real lookup(const Table& table, Integers place) const {
#if defined(TENON_ISA_avx512)
        if constexpr (bytes == 64)
            return {_mm512_permutex2var_pd(_mm512_loadu_pd(table),
                                           reinterpret_cast<__m512i>(place.v),
                                           _mm512_loadu_pd(table + 8))};
        else
#endif
            return {Intrinsics<bytes>::gather(table, (place & place.constant(15)).v)};
    }

    friend Real scale(Real x, Real k) {
#if defined(TENON_ISA_avx512)
        if constexpr (bytes == 64)
            return {_mm512_scalef_pd(x.v, k.v)};
        else
#endif
        {
            // 2^k in two factors whose exponents the format has; the first product is exact.
            const Real shift = k.constant(0x1.8p52);
            const Integers both = bits(k + shift) - (bits(shift) - bits(k).constant(2 * 1023));
            const Integers half = {both.v >> 1};
            return x * real(shift_left(half, 52)) * real(shift_left(both - half, 52));
        }
    }
};

}  // namespace tenon::math::TENON_ISA
