// SPDX-License-Identifier: MIT
/// What an operation is in LLVM IR. Every emitter works on a scalar and on a vector of any length.
#pragma once

#include "codegen/llvm/frame.hpp"

namespace tenon::codegen::simd {

/// One operation to be emitted: operands of type `type` (which decides signedness).
struct Site {
    Frame& frame;
    llvm::IRBuilder<>& build;
    ops::Op op;
    DType type;
    Value* a;
    Value* b;
    kernel::ValueId right = kernel::no_value;  ///< what `b` is a value of

    bool floating() const { return is_floating(type); }
    bool is_signed_int() const { return is_signed(type); }
    /// A constant of the operands' type, in all lanes.
    llvm::Constant* integer(std::int64_t value) const {
        return llvm::ConstantInt::getSigned(a->getType(), value);
    }
};

using OpEmitter = Value* (*)(const Site&);

// emit_arithmetic.cpp
Value* emit_add(const Site& site);
Value* emit_subtract(const Site& site);
Value* emit_multiply(const Site& site);
Value* emit_divide(const Site& site);
Value* emit_fmod(const Site& site);
Value* emit_negative(const Site& site);
Value* emit_absolute(const Site& site);
Value* emit_maximum(const Site& site);
Value* emit_minimum(const Site& site);
Value* emit_copysign(const Site& site);
Value* emit_sqrt(const Site& site);
Value* emit_ceil(const Site& site);
Value* emit_floor(const Site& site);
Value* emit_round(const Site& site);
Value* emit_trunc(const Site& site);

// emit_quotient.cpp
Value* emit_quotient(const Site& site);

// emit_bits.cpp
Value* emit_and(const Site& site);
Value* emit_or(const Site& site);
Value* emit_xor(const Site& site);
Value* emit_invert(const Site& site);
Value* emit_left_shift(const Site& site);
Value* emit_right_shift(const Site& site);
Value* emit_equal(const Site& site);
Value* emit_not_equal(const Site& site);
Value* emit_less(const Site& site);
Value* emit_less_equal(const Site& site);
Value* emit_greater(const Site& site);
Value* emit_greater_equal(const Site& site);

// emit_math.cpp
Value* emit_call(const Site& site);
/// An operation whose flags count, though its value may not.
Value* strictly(llvm::IRBuilder<>& build, llvm::Intrinsic::ID op, Value* x, Value* y);
/// Raises the flag for something invalid if a lane is NaN.
void flag_nan(llvm::IRBuilder<>& build, Value* x);
/// Raises a floating-point flag, any, if a result of the function is odd: the functions called do
/// not raise them as they should.
void flag_odd_results(llvm::IRBuilder<>& build, ops::Op op, Value* value);

// emit_cast.cpp
Value* emit_cast(Frame& frame, Value* value, DType from, DType to);
Value* emit_bitcast(Frame& frame, Value* value, DType to);

/// Instructions without memory, state or control: compute, cast, bitcast, select.
Value* pure(Frame& frame, const kernel::Instr& instr, Value* a, Value* b, Value* c);

/// The join of docs/internals/reduction_tree.md, `a` before `b`, on scalars or vectors; pairs
/// have two values, others one.
Vectors join(Frame& frame, ops::ReduceOp op, DType type, const Vectors& a, const Vectors& b);
/// What joining changes nothing, one value for each component; complex_product has none (1, 0 is
/// returned, which changes signs of zeros).
Vectors identity(Frame& frame, ops::ReduceOp op, DType type, bool wide);

/// Whether a condition holds in any lane of any of the vectors; a scalar stays itself.
Value* any(Frame& frame, const Vectors& conditions);
/// A mask as an integer, lane 0 in bit 0.
Value* bits_of(Frame& frame, Value* mask);

}  // namespace tenon::codegen::simd
