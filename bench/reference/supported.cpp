// SPDX-License-Identifier: MIT
// Whether the references are what they claim: built for vectors that the CPU has.
#include "reference.hpp"

#include "vector.hpp"

extern "C" int tenon_reference_supported(void) {
#if TENON_REFERENCE_AVX512
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                   __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")
               ? 2
               : 0;
#elif TENON_REFERENCE_VECTORS
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") ? 1 : 0;
#else
    return 0;
#endif
}
