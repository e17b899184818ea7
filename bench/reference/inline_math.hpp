// SPDX-License-Identifier: MIT
// Vector exp, log and sin on eight doubles, compiled into the loop that uses them: no call ends the
// life of the registers, and several vectors overlap. Largest errors seen in 4e6 samples per range:
// exp 1.04, log 1.5, sin 2.0 units in the last place (SLEEF promises 1.0, libmvec 4). Polynomials
// are Chebyshev fits; coefficients stand from the highest power down.
#pragma once

#include "common.hpp"

#if TENON_REFERENCE_AVX512

#include <cmath>

namespace tenon_reference {

struct Inline {
    using V = __m512d;

    // exp(x) = 2^(k/8) exp(r), k = round(8x / ln 2): a table of 2^(j/8), and the exponent by
    // scalef.
    static V exp(V x) {
        const V table = _mm512_setr_pd(
            0x1p+0, 0x1.172b83c7d517bp+0, 0x1.306fe0a31b715p+0, 0x1.4bfdad5362a27p+0,
            0x1.6a09e667f3bcdp+0, 0x1.8ace5422aa0dbp+0, 0x1.ae89f995ad3adp+0, 0x1.d5818dcfba487p+0);
        x = _mm512_min_pd(set(710), _mm512_max_pd(set(-746), x));  // a NaN is the second and passes
        const V sum = _mm512_fmadd_pd(x, set(0x1.71547652b82fep+3), set(round_to_integer));
        const V k = _mm512_sub_pd(sum, set(round_to_integer));
        V r = _mm512_fnmadd_pd(k, set(0x1.62e42fefa39efp-4), x);
        r = _mm512_fnmadd_pd(k, set(0x1.abc9e3b39803fp-59), r);
        const V q =
            polynomial(r, 0x1.a01e2bdf0ac83p-13, 0x1.6c1b70f434f0fp-10, 0x1.1111110e10a41p-7,
                       0x1.5555554e945dbp-5, 0x1.555555555556ap-3, 0x1.000000000002ep-1);
        const V power = _mm512_permutexvar_pd(_mm512_castpd_si512(sum), table);
        const V minus_one = _mm512_fmadd_pd(_mm512_mul_pd(r, r), q, r);
        return _mm512_scalef_pd(_mm512_fmadd_pd(power, minus_one, power),
                                _mm512_mul_pd(k, set(0.125)));
    }

    // log(x) = e ln 2 + log c + log1p(r), x = 2^e m, m in [3/4, 3/2), r = m/c - 1. 1/c comes from
    // the upper four bits of m, is 1 around 1, and is chosen such that log c rounds well.
    static V log(V x) {
        const V low_c = _mm512_setr_pd(
            0x1p+0, 0x1.d41d42751d41dp-1, 0x1.bacf94621bad0p-1, 0x1.a41a467f1a41ap-1,
            0x1.8f9c1755c18fap-1, 0x1.7d05f946d05f4p-1, 0x1.6c16bb0e16c17p-1, 0x1.5c98862b31057p-1);
        const V high_c = _mm512_setr_pd(
            0x1.4e5e0c1ef0539p+0, 0x1.414145bc41414p+0, 0x1.3521cb18b78c1p+0, 0x1.29e4102a4129ep+0,
            0x1.1f704c5911f70p+0, 0x1.15b1e3595270dp+0, 0x1.0c970f1dcda3bp+0, 0x1p+0);
        const V low_log = _mm512_setr_pd(
            0, 0x1.6f0d232d96b5dp-4, 0x1.2955213c3f5edp-3, 0x1.95259223a58e6p-3,
            0x1.fb918f3e63e70p-3, 0x1.2e8e1dbfc1eb5p-2, 0x1.5d1beddde0c4bp-2, 0x1.89a32e4d34328p-2);
        const V high_log =
            _mm512_setr_pd(-0x1.1178ed413e446p-2, -0x1.d1039bb675b4bp-3, -0x1.823bf7d8da01fp-3,
                           -0x1.365fba23d8ef8p-3, -0x1.da72b62d83ea1p-4, -0x1.4d30ef3787bc3p-4,
                           -0x1.8949ee56f9405p-5, 0);
        const V m = _mm512_getmant_pd(x, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_nan);
        V e = _mm512_getexp_pd(x);
        // m below 1 stands for a significand from 1.5 on: its exponent is one more.
        e = _mm512_mask_add_pd(e, _mm512_cmp_pd_mask(m, set(1), _CMP_LT_OQ), e, set(1));
        const __m512i cell = _mm512_srli_epi64(_mm512_castpd_si512(m), 48);
        const V r = _mm512_fmsub_pd(m, _mm512_permutex2var_pd(low_c, cell, high_c), set(1));
        const V big = _mm512_fmadd_pd(e, set(0x1.62e42fefa39efp-1),
                                      _mm512_permutex2var_pd(low_log, cell, high_log));
        const V q =
            polynomial(r, -0x1.6b2f78f45380fp-4, 0x1.c614cce1e7466p-4, -0x1.000aac038569ap-3,
                       0x1.2492ae9f45079p-3, -0x1.555553e454d69p-3, 0x1.99999988b8a7ep-3,
                       -0x1.0000000008264p-2, 0x1.5555555555ac0p-2, -0x1.fffffffffffffp-2);
        const V small = _mm512_fmadd_pd(e, set(0x1.abc9e3b39803fp-56), r);
        return _mm512_add_pd(big, _mm512_fmadd_pd(_mm512_mul_pd(r, r), q, small));
    }

    // sin(x) = (-1)^k sin(r), k = round(x / pi); pi in three parts serves to 1e5, libm beyond.
    static V sin(V x) {
        const V sum = _mm512_fmadd_pd(x, set(0x1.45f306dc9c883p-2), set(round_to_integer));
        const V k = _mm512_sub_pd(sum, set(round_to_integer));
        V r = _mm512_fnmadd_pd(k, set(0x1.921fb54442d18p+1), x);
        r = _mm512_fnmadd_pd(k, set(0x1.1a62633145c07p-53), r);
        r = _mm512_fnmadd_pd(k, set(-0x1.f1976b7ed8fbcp-109), r);
        const V z = _mm512_mul_pd(r, r);
        const V q = polynomial(z, 0x1.89a19d400e252p-49, -0x1.ae512165ca336p-41,
                               0x1.612401122d89fp-33, -0x1.ae6455a0f523dp-26, 0x1.71de3a54550e7p-19,
                               -0x1.a01a01a018a8cp-13, 0x1.1111111111107p-7, -0x1.5555555555555p-3);
        const __m512i sign = _mm512_slli_epi64(_mm512_castpd_si512(sum), 63);
        const V y = _mm512_fmadd_pd(_mm512_mul_pd(r, z), q, r);
        const V result = _mm512_castsi512_pd(_mm512_xor_si512(_mm512_castpd_si512(y), sign));
        const __mmask8 far = _mm512_cmp_pd_mask(_mm512_abs_pd(x), set(1e5), _CMP_NLE_UQ);
        return __builtin_expect(far != 0, 0) ? sin_far(x, result, far) : result;
    }

private:
    // Added and taken away, it leaves the nearest integer, whose low bits stand in the sum's.
    static constexpr double round_to_integer = 0x1.8p52;

    static V set(double x) { return _mm512_set1_pd(x); }

    template <class... Rest>
    static V polynomial(V x, double highest, Rest... rest) {
        V p = set(highest);
        ((p = _mm512_fmadd_pd(p, x, set(rest))), ...);
        return p;
    }

    [[gnu::noinline]] static V sin_far(V x, V result, __mmask8 far) {
        alignas(64) double in[8], out[8];
        _mm512_store_pd(in, x);
        _mm512_store_pd(out, result);
        for (int i = 0; i < 8; ++i)
            if (far >> i & 1)
                out[i] = std::sin(in[i]);
        return _mm512_load_pd(out);
    }
};

}  // namespace tenon_reference

#endif
