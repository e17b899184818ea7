// SPDX-License-Identifier: MIT
/// The tables that `lower` is made of: one family of operations in each lower_*.cpp.
#pragma once

#include <span>

#include "kernel/real.hpp"
#include "kernel/type_set.hpp"

namespace tenon::kernel {

/// How an operation that is not core on real operands of `types` is computed.
struct RealRule {
    ops::Op op;
    unsigned types;  ///< of TypeSet
    Real (*apply)(Real a, Real b, Real c);
};

std::span<const RealRule> boolean_rules();
std::span<const RealRule> composite_rules();
std::span<const RealRule> division_rules();
std::span<const RealRule> power_rules();
std::span<const RealRule> math_rules();
std::span<const RealRule> float_part_rules();
std::span<const RealRule> integer_rules();

/// What float16 does otherwise than float32 with rounding; null of operations that it does not.
using HalfRule = Real (*)(Real a, Real b);
HalfRule half_rule(ops::Op op);
/// A float32 rounded to float16, as float32.
Real rounded_to_half(Real x);
/// Any real value as float16 with one rounding, as float32.
Real as_half(Real x);

/// The unsigned type of an integer type's size.
DType unsigned_form(DType type);
/// nan_to_num of a real number.
Real finite_part(Real x);

/// A complex number as two values; `im` is empty where an operation's result is real.
struct Complex {
    Real re, im;
};

struct ComplexRule {
    ops::Op op;
    Complex (*apply)(Complex a, Complex b);
};

std::span<const ComplexRule> complex_arithmetic_rules();
std::span<const ComplexRule> complex_function_rules();
std::span<const ComplexRule> complex_exp_rules();
std::span<const ComplexRule> complex_circle_rules();

/// Whether |z| compares with the limit as `op` asks; `exact` says it by the modulus, where only
/// that can.
Real compare_modulus(ops::Op op, Complex z, Real limit, Real (*exact)(ops::Op, Complex, Real));

/// Drops what no store, reduction or loop needs, and numbers the rest anew in an order that depends
/// on the computation only: pure values come right before their first use.
Kernel prune(const Kernel& kernel);

}  // namespace tenon::kernel
