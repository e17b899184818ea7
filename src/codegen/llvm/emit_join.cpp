// SPDX-License-Identifier: MIT
// How reductions join two partial results (docs/internals/reduction_tree.md).
#include <limits>

#include "codegen/llvm/scalar_ops.hpp"

namespace tenon::codegen::simd {

namespace {

using ops::Op;
using ops::ReduceOp;

/// The pair whose value is NaN, else better; of equal ones the lower index.
Vectors join_pairs(Frame& frame, ReduceOp op, DType type, const Vectors& a, const Vectors& b) {
    llvm::IRBuilder<>& build = frame.build;
    const Site values{frame, build, Op::less, type, a[0], b[0]};
    const Site swapped{frame, build, Op::less, type, b[0], a[0]};
    const bool least = op == ReduceOp::argmin;
    Value* a_better = least ? emit_less(values) : emit_greater(values);
    Value* b_better = least ? emit_less(swapped) : emit_greater(swapped);
    Value* lower = build.CreateICmpSLT(a[1], b[1]);
    if (is_floating(type)) {
        Value* a_nan = build.CreateFCmpUNO(a[0], a[0]);
        Value* b_nan = build.CreateFCmpUNO(b[0], b[0]);
        a_better = build.CreateOr(a_better, build.CreateAnd(a_nan, build.CreateNot(b_nan)));
        b_better = build.CreateOr(b_better, build.CreateAnd(b_nan, build.CreateNot(a_nan)));
    }
    Value* take_a = build.CreateOr(a_better, build.CreateAnd(lower, build.CreateNot(b_better)));
    return {build.CreateSelect(take_a, a[0], b[0]), build.CreateSelect(take_a, a[1], b[1])};
}

Vectors multiply_complex(Frame& frame, const Vectors& a, const Vectors& b) {
    llvm::IRBuilder<>& build = frame.build;
    Value* re = build.CreateFSub(build.CreateFMul(a[0], b[0]), build.CreateFMul(a[1], b[1]));
    Value* im = build.CreateFAdd(build.CreateFMul(a[0], b[1]), build.CreateFMul(a[1], b[0]));
    return {re, im};
}

llvm::Constant* extreme(Frame& frame, DType type, bool largest) {
    llvm::Type* scalar = frame.type(type);
    if (is_floating(type))
        return llvm::ConstantFP::getInfinity(scalar, !largest);
    const unsigned bits = scalar->getIntegerBitWidth();
    const bool with_sign = is_signed(type);
    const llvm::APInt value =
        largest
            ? (with_sign ? llvm::APInt::getSignedMaxValue(bits) : llvm::APInt::getMaxValue(bits))
            : (with_sign ? llvm::APInt::getSignedMinValue(bits) : llvm::APInt::getMinValue(bits));
    return llvm::ConstantInt::get(scalar, value);
}

llvm::Constant* number(Frame& frame, DType type, double value) {
    llvm::Type* scalar = frame.type(type);
    if (is_floating(type))
        return llvm::ConstantFP::get(scalar, value);
    return llvm::ConstantInt::getSigned(scalar, static_cast<std::int64_t>(value));
}

}  // namespace

Vectors join(Frame& frame, ReduceOp op, DType type, const Vectors& a, const Vectors& b) {
    const Site site{frame, frame.build, Op::add, type, a[0], b[0]};
    switch (op) {
    case ReduceOp::sum: return {emit_add(site)};
    case ReduceOp::product: return {emit_multiply(site)};
    case ReduceOp::minimum: return {emit_minimum(site)};
    case ReduceOp::maximum: return {emit_maximum(site)};
    case ReduceOp::any: return {emit_or(site)};
    case ReduceOp::all: return {emit_and(site)};
    case ReduceOp::argmin:
    case ReduceOp::argmax: return join_pairs(frame, op, type, a, b);
    case ReduceOp::complex_product: return multiply_complex(frame, a, b);
    }
    return a;
}

Vectors identity(Frame& frame, ReduceOp op, DType type, bool wide) {
    llvm::SmallVector<llvm::Constant*, 2> parts;
    switch (op) {
    case ReduceOp::sum: parts = {number(frame, type, -0.0)}; break;
    case ReduceOp::product: parts = {number(frame, type, 1)}; break;
    case ReduceOp::minimum: parts = {extreme(frame, type, true)}; break;
    case ReduceOp::maximum: parts = {extreme(frame, type, false)}; break;
    case ReduceOp::any: parts = {frame.build.getFalse()}; break;
    case ReduceOp::all: parts = {frame.build.getTrue()}; break;
    case ReduceOp::argmin:
    case ReduceOp::argmax:
        parts = {extreme(frame, type, op == ReduceOp::argmin),
                 frame.i64(std::numeric_limits<std::int64_t>::max())};
        break;
    case ReduceOp::complex_product: parts = {number(frame, type, 1), number(frame, type, 0)}; break;
    }
    Vectors values;
    for (llvm::Constant* part : parts)
        values.push_back(
            wide ? llvm::ConstantVector::getSplat(
                       llvm::ElementCount::getFixed(static_cast<unsigned>(frame.analysis.lanes)),
                       part)
                 : part);
    return values;
}

}  // namespace tenon::codegen::simd
