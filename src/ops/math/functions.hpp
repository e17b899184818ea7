// SPDX-License-Identifier: MIT
/// All functions of this folder by the operation that they are.
#pragma once

#include "ops/math/circle.hpp"
#include "ops/math/exp.hpp"
#include "ops/math/log.hpp"
#include "ops/ops.hpp"

namespace tenon::math {

/// Operations on float64 that have a function here; any CPU with AVX2 and FMA uses it.
constexpr bool has_function(ops::Op op, DType type) {
    using enum ops::Op;
    return type == DType::float64 && (op == cos || op == exp || op == log || op == sin);
}

/// The function of `op`, which has one.
template <ops::Op op, class Real>
Result<Real> apply(Real x) {
    if constexpr (op == ops::Op::cos)
        return cos(x);
    else if constexpr (op == ops::Op::exp)
        return exp(x);
    else if constexpr (op == ops::Op::log)
        return log(x);
    else
        return sin(x);
}

/// Calls f.operator()<op>() for the operation, a constant there. False: it has no function.
template <class F>
bool with_function(ops::Op op, F f) {
    using enum ops::Op;
    switch (op) {
    case cos: f.template operator()<cos>(); return true;
    case exp: f.template operator()<exp>(); return true;
    case log: f.template operator()<log>(); return true;
    case sin: f.template operator()<sin>(); return true;
    default: return false;
    }
}

}  // namespace tenon::math
