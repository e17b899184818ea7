// SPDX-License-Identifier: MIT
// Conversions, with the values of docs/internals/casts.md where C leaves them undefined.
#include "codegen/llvm/scalar_ops.hpp"

namespace tenon::codegen::simd {

namespace {

using llvm::Type;

/// A conversion that raises a flag where the number does not fit, and is not masked away.
Value* strict_to_signed(llvm::IRBuilder<>& build, Value* value, Type* to) {
    return build.CreateConstrainedFPCast(llvm::Intrinsic::experimental_constrained_fptosi, value,
                                         to, {}, "", nullptr, std::nullopt, llvm::fp::ebStrict);
}

/// cvttsd2si and its kin: towards zero, the smallest integer where the result does not fit.
Value* truncate(llvm::IRBuilder<>& build, Value* value, unsigned bits) {
    Type* to = value->getType()->getWithNewType(build.getIntNTy(bits));
    const double limit = bits == 32 ? 0x1p31 : 0x1p63;
    Value* fits = build.CreateFCmpOLT(build.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, value),
                                      llvm::ConstantFP::get(value->getType(), limit));
    // The smallest integer itself is "outside": both arms give it.
    Value* outside = llvm::ConstantInt::get(to, llvm::APInt::getSignedMinValue(bits));
    return build.CreateSelect(fits, strict_to_signed(build, value, to), outside);
}

Value* to_uint64(llvm::IRBuilder<>& build, Value* value) {
    llvm::Constant* half = llvm::ConstantFP::get(value->getType(), 0x1p63);
    Value* large = build.CreateFCmpOGE(value, half);
    Value* whole =
        truncate(build, build.CreateSelect(large, build.CreateFSub(value, half), value), 64);
    Value* flipped = build.CreateXor(
        whole, llvm::ConstantInt::get(whole->getType(), llvm::APInt::getSignedMinValue(64)));
    return build.CreateSelect(large, flipped, whole);
}

/// A conversion through 64 bits raises no flag for what 32 do not hold: one of numbers moved down
/// by half the range does.
void flag_beyond_uint32(llvm::IRBuilder<>& build, Value* value) {
    Value* moved = build.CreateFSub(value, llvm::ConstantFP::get(value->getType(), 0x1p31));
    strict_to_signed(build, moved, value->getType()->getWithNewType(build.getInt32Ty()));
}

Value* float_to_integer(Frame& frame, Value* value, DType to) {
    llvm::IRBuilder<>& build = frame.build;
    if (to == DType::uint64)
        return to_uint64(build, value);
    if (to == DType::uint32)
        flag_beyond_uint32(build, value);
    const bool wide = to == DType::int64 || to == DType::uint32;
    Value* whole = truncate(build, value, wide ? 64 : 32);
    return build.CreateTrunc(whole, value->getType()->getWithNewType(frame.type(to)));
}

/// Values of float16 are integers of 16 bits, so that LLVM has nothing to make legal but these
/// conversions, for which processors with AVX2 have instructions.
bool has_half_instructions(const Frame& frame) { return frame.target.vector_bits >= 256; }

/// As tenon::float16 does it (include/tenon/float16.hpp), without branches.
Value* half_bits_to_float(llvm::IRBuilder<>& build, Value* half) {
    Type* whole = half->getType()->getWithNewType(build.getInt32Ty());
    Type* real = half->getType()->getWithNewType(build.getFloatTy());
    const auto number = [&](std::uint64_t bits) { return llvm::ConstantInt::get(whole, bits); };
    Value* all = build.CreateZExt(half, whole);
    Value* size = build.CreateAnd(all, number(0x7fff));
    Value* sign = build.CreateShl(build.CreateAnd(all, number(0x8000)), number(16));
    Value* shifted = build.CreateShl(size, number(13));
    Value* normal = build.CreateAdd(shifted, number(0x38000000));
    Value* small = build.CreateBitCast(
        build.CreateFMul(build.CreateSIToFP(size, real), llvm::ConstantFP::get(real, 0x1p-24)),
        whole);
    Value* large = build.CreateOr(shifted, number(0x7f800000));
    Value* quiet = build.CreateOr(large, number(0x400000));
    Value* value = build.CreateSelect(build.CreateICmpULT(size, number(0x400)), small, normal);
    value = build.CreateSelect(build.CreateICmpUGE(size, number(0x7c00)), large, value);
    value = build.CreateSelect(build.CreateICmpUGT(size, number(0x7c00)), quiet, value);
    return build.CreateBitCast(build.CreateOr(value, sign), real);
}

Value* float_to_half_bits(llvm::IRBuilder<>& build, Value* value) {
    Type* real = value->getType();
    // Overflows from the first number on that rounds to infinity, 65520.
    strictly(build, llvm::Intrinsic::experimental_constrained_fmul, value,
             llvm::ConstantFP::get(real, 0x1.002002p112));
    Type* whole = real->getWithNewType(build.getInt32Ty());
    const auto number = [&](std::uint64_t bits) { return llvm::ConstantInt::get(whole, bits); };
    Value* all = build.CreateBitCast(value, whole);
    Value* size = build.CreateAnd(all, number(0x7fffffff));
    Value* sign = build.CreateAnd(build.CreateLShr(all, number(16)), number(0x8000));
    Value* last = build.CreateAnd(build.CreateLShr(size, number(13)), number(1));
    Value* normal = build.CreateLShr(
        build.CreateAdd(build.CreateAdd(size, last), number(0xfff - 0x38000000ULL)), number(13));
    Value* raised =
        build.CreateFAdd(build.CreateBitCast(size, real), llvm::ConstantFP::get(real, 0.5));
    Value* small = build.CreateSub(build.CreateBitCast(raised, whole), number(0x3f000000));
    Value* quiet = build.CreateOr(
        build.CreateAnd(build.CreateLShr(size, number(13)), number(0x3ff)), number(0x7e00));
    Value* half = build.CreateSelect(build.CreateICmpULT(size, number(0x38800000)), small, normal);
    half = build.CreateSelect(build.CreateICmpUGE(size, number(0x477ff000)), number(0x7c00), half);
    half = build.CreateSelect(build.CreateICmpUGT(size, number(0x7f800000)), quiet, half);
    return build.CreateTrunc(build.CreateOr(half, sign), real->getWithNewType(build.getInt16Ty()));
}

Value* half_to_float(Frame& frame, Value* value) {
    llvm::IRBuilder<>& build = frame.build;
    if (!has_half_instructions(frame))
        return half_bits_to_float(build, value);
    Type* type = value->getType();
    Value* half = build.CreateBitCast(value, type->getWithNewType(build.getHalfTy()));
    return build.CreateFPExt(half, type->getWithNewType(build.getFloatTy()));
}

Value* float_to_half(Frame& frame, Value* value) {
    llvm::IRBuilder<>& build = frame.build;
    if (!has_half_instructions(frame))
        return float_to_half_bits(build, value);
    Type* type = value->getType();
    Value* half = build.CreateFPTrunc(value, type->getWithNewType(build.getHalfTy()));
    return build.CreateBitCast(half, type->getWithNewType(build.getInt16Ty()));
}

}  // namespace

Value* emit_cast(Frame& frame, Value* value, DType from, DType to) {
    llvm::IRBuilder<>& build = frame.build;
    if (from == to)
        return value;
    if (from == DType::float16)
        return half_to_float(frame, value);
    if (to == DType::float16)
        return float_to_half(frame, value);
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
