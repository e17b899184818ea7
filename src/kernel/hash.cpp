// SPDX-License-Identifier: MIT
#include "kernel/encoding.hpp"

namespace tenon::kernel {

base::Hash128 hash(const Kernel& kernel) { return base::hash128(encode(kernel)); }

}  // namespace tenon::kernel
