// SPDX-License-Identifier: MIT
#include "kernel/real.hpp"

#include <limits>

namespace tenon::kernel {

Real apply(ops::Op op, Real a, Real b) {
    const DType type = ops::resolve(op, a.type()).result;
    return {a.builder(), a.builder().compute(op, type, a.id(), b.id())};
}

Real select(Real condition, Real yes, Real no) {
    return {yes.builder(), yes.builder().select(condition.id(), yes.id(), no.id())};
}

Real truth(Real x) { return is_bool(x.type()) ? x : x != x.literal(0); }

Real is_infinite(Real x) {
    return absolute(x) == x.literal(std::numeric_limits<double>::infinity());
}

}  // namespace tenon::kernel
