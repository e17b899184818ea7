// SPDX-License-Identifier: MIT
#include "lib/linalg/blas.hpp"

#include <dlfcn.h>

#include <cstdlib>

#include "base/environment.hpp"

namespace tenon::lib {

namespace {

/// OpenBLAS 0.3.21 takes newer CPUs with AVX-512 for Haswell and is 1.7 times slower then; the
/// user's own choice stands.
void choose_kernels() {
    if (base::environment("OPENBLAS_CORETYPE") == nullptr &&
        __builtin_cpu_supports("avx512bw") != 0)
        setenv("OPENBLAS_CORETYPE", "SkylakeX", 1);
}

Blas load() {
    Blas found;
    choose_kernels();
    void* library = nullptr;
    for (const char* name : {"libopenblas.so.0", "libblas.so.3", "libcblas.so.3"}) {
        library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
        if (library != nullptr && dlsym(library, "cblas_dgemm") != nullptr)
            break;
    }
    if (library == nullptr || dlsym(library, "cblas_dgemm") == nullptr) {
        found.problem = "no BLAS with a C interface is installed (Debian: libopenblas0)";
        return found;
    }
    found.sgemm = reinterpret_cast<decltype(found.sgemm)>(dlsym(library, "cblas_sgemm"));
    found.dgemm = reinterpret_cast<decltype(found.dgemm)>(dlsym(library, "cblas_dgemm"));
    found.cgemm = reinterpret_cast<decltype(found.cgemm)>(dlsym(library, "cblas_cgemm"));
    found.zgemm = reinterpret_cast<decltype(found.zgemm)>(dlsym(library, "cblas_zgemm"));
    return found;
}

}  // namespace

const Blas& blas() {
    static const Blas loaded = load();
    return loaded;
}

}  // namespace tenon::lib
