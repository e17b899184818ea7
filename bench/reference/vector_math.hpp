// SPDX-License-Identifier: MIT
// Vector exp, log and sin on eight doubles: SLEEF's within 1.0 ulp, and glibc's libmvec within 4
// ulp.
#pragma once

#include "common.hpp"

#if TENON_REFERENCE_AVX512

#include <dlfcn.h>

extern "C" {
__m512d _ZGVeN8v_exp(__m512d);
__m512d _ZGVeN8v_log(__m512d);
__m512d _ZGVeN8v_sin(__m512d);
}

namespace tenon_reference {

struct Mvec {
    static __m512d exp(__m512d x) { return _ZGVeN8v_exp(x); }
    static __m512d log(__m512d x) { return _ZGVeN8v_log(x); }
    static __m512d sin(__m512d x) { return _ZGVeN8v_sin(x); }
};

// SLEEF is looked up when first used, so that the references load without it; libmvec stands in. A
// call through a pointer costs what a call into a shared library costs.
struct Sleef {
    using Function = __m512d (*)(__m512d);

    struct Table {
        Function exp = _ZGVeN8v_exp, log = _ZGVeN8v_log, sin = _ZGVeN8v_sin;
        bool found = false;

        Table() {
            void* library = dlopen("libsleef.so.3", RTLD_NOW | RTLD_LOCAL);
            if (!library)
                return;
            const auto e = reinterpret_cast<Function>(dlsym(library, "Sleef_expd8_u10avx512f"));
            const auto l = reinterpret_cast<Function>(dlsym(library, "Sleef_logd8_u10avx512f"));
            const auto s = reinterpret_cast<Function>(dlsym(library, "Sleef_sind8_u10avx512f"));
            if (e && l && s)
                exp = e, log = l, sin = s, found = true;
        }
    };

    static const Table& table() {
        static const Table t;
        return t;
    }

    Function exp = table().exp, log = table().log, sin = table().sin;
};

}  // namespace tenon_reference

#endif
