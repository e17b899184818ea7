// SPDX-License-Identifier: MIT
// Whether the references are what they claim: built with AVX-512 and run on a CPU that has it.
#include "reference.hpp"

#include "common.hpp"

extern "C" int tenon_reference_supported(void) {
#if TENON_REFERENCE_AVX512
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
#else
    return 0;
#endif
}
