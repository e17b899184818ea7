// SPDX-License-Identifier: MIT
// Conversions, with the values of docs/internals/casts.md where C leaves them undefined.
#include "codegen/llvm/scalar_ops.hpp"

namespace tenon::codegen::simd {

namespace {

using llvm::Type;

/// cvttsd2si and its kin: towards zero, the smallest integer where the result does not fit.
Value* truncate(llvm::IRBuilder<>& build, Value* value, unsigned bits) {
    Type* to = value->getType()->getWithNewType(build.getIntNTy(bits));
    const double limit = bits == 32 ? 0x1p31 : 0x1p63;
    Value* fits = build.CreateFCmpOLT(build.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, value),
                                      llvm::ConstantFP::get(value->getType(), limit));
    // The smallest integer itself is "outside": both arms give it.
    Value* outside = llvm::ConstantInt::get(to, llvm::APInt::getSignedMinValue(bits));
    return build.CreateSelect(fits, build.CreateFPToSI(value, to), outside);
}

Value* to_uint64(llvm::IRBuilder<>& build, Value* value) {
    Type* type = value->getType();
    llvm::Constant* half = llvm::ConstantFP::get(type, 0x1p63);
    Value* low = truncate(build, value, 64);
    Value* high = truncate(build, build.CreateFSub(value, half), 64);
    Value* flipped = build.CreateXor(
        high, llvm::ConstantInt::get(high->getType(), llvm::APInt::getSignedMinValue(64)));
    return build.CreateSelect(build.CreateFCmpOGE(value, half), flipped, low);
}

Value* float_to_integer(Frame& frame, Value* value, DType to) {
    llvm::IRBuilder<>& build = frame.build;
    if (to == DType::uint64)
        return to_uint64(build, value);
    const bool wide = to == DType::int64 || to == DType::uint32;
    Value* whole = truncate(build, value, wide ? 64 : 32);
    return build.CreateTrunc(whole, value->getType()->getWithNewType(frame.type(to)));
}

}  // namespace

Value* emit_cast(Frame& frame, Value* value, DType from, DType to) {
    llvm::IRBuilder<>& build = frame.build;
    if (from == to)
        return value;
    Type* target = value->getType()->getWithNewType(frame.type(to));
    if (is_bool(to)) {
        llvm::Constant* zero = llvm::Constant::getNullValue(value->getType());
        return is_floating(from) ? build.CreateFCmpUNE(value, zero)
                                 : build.CreateICmpNE(value, zero);
    }
    if (is_floating(from))
        return is_floating(to) ? build.CreateFPCast(value, target)
                               : float_to_integer(frame, value, to);
    if (is_floating(to))
        return is_signed(from) ? build.CreateSIToFP(value, target)
                               : build.CreateUIToFP(value, target);
    return build.CreateIntCast(value, target, is_signed(from));
}

Value* emit_bitcast(Frame& frame, Value* value, DType to) {
    return frame.build.CreateBitCast(value, value->getType()->getWithNewType(frame.type(to)));
}

}  // namespace tenon::codegen::simd
