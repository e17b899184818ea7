// SPDX-License-Identifier: MIT
/// The functions of ops/math, compiled for each instruction set.
#pragma once

#include "ops/ops.hpp"

namespace tenon::ops {

#define TENON_OWN_FUNCTION(isa)                                                                    \
    namespace isa {                                                                                \
    /** Function of float64 vectors of `bytes`; null: not made for this instruction set. `rare`    \
        serves the arguments that it does not, the same for every call. */                         \
    const void* own_function(Op op, int bytes, const void* rare);                                  \
    }
TENON_OWN_FUNCTION(sse4)
TENON_OWN_FUNCTION(avx2)
TENON_OWN_FUNCTION(avx512)
#undef TENON_OWN_FUNCTION

}  // namespace tenon::ops
