// SPDX-License-Identifier: MIT
// Arithmetic. No fast-math flags anywhere: LLVM then contracts and reorders nothing.
#include "codegen/llvm/scalar_ops.hpp"

namespace tenon::codegen::simd {

namespace {

using llvm::Intrinsic::ID;

Value* unary(const Site& site, ID id) { return site.build.CreateUnaryIntrinsic(id, site.a); }

/// Rounding leaves integers as they are.
Value* rounded(const Site& site, ID id) { return site.floating() ? unary(site, id) : site.a; }

/// `better` of a and b, a if it is NaN. Spelled as x86's max(a, b) merged over a, which AVX-512
/// does in two instructions.
Value* extreme(const Site& site, llvm::CmpInst::Predicate better, ID signed_id, ID unsigned_id) {
    llvm::IRBuilder<>& build = site.build;
    if (!site.floating())
        return build.CreateBinaryIntrinsic(site.is_signed_int() ? signed_id : unsigned_id, site.a,
                                           site.b);
    Value* chosen = build.CreateSelect(build.CreateFCmp(better, site.a, site.b), site.a, site.b);
    return build.CreateSelect(build.CreateFCmpORD(site.a, site.a), chosen, site.a);
}

/// Integers of up to 32 bits divide exactly in floating point: the quotient's distance from the
/// next whole number is far more than its rounding error.
Value* divide_through_float(const Site& site, Value* divisor) {
    llvm::IRBuilder<>& build = site.build;
    llvm::Type* type = site.a->getType();
    llvm::Type* real = size_of(site.type) == 4 ? build.getDoubleTy() : build.getFloatTy();
    llvm::Type* wide = type->getWithNewType(real);
    if (site.is_signed_int()) {
        Value* ratio =
            build.CreateFDiv(build.CreateSIToFP(site.a, wide), build.CreateSIToFP(divisor, wide));
        return build.CreateFPToSI(ratio, type);
    }
    Value* ratio =
        build.CreateFDiv(build.CreateUIToFP(site.a, wide), build.CreateUIToFP(divisor, wide));
    return build.CreateFPToUI(ratio, type);
}

}  // namespace

Value* emit_add(const Site& site) {
    return site.floating() ? site.build.CreateFAdd(site.a, site.b)
                           : site.build.CreateAdd(site.a, site.b);
}

Value* emit_subtract(const Site& site) {
    return site.floating() ? site.build.CreateFSub(site.a, site.b)
                           : site.build.CreateSub(site.a, site.b);
}

Value* emit_multiply(const Site& site) {
    return site.floating() ? site.build.CreateFMul(site.a, site.b)
                           : site.build.CreateMul(site.a, site.b);
}

Value* emit_divide(const Site& site) { return site.build.CreateFDiv(site.a, site.b); }

Value* emit_quotient(const Site& site) {
    llvm::IRBuilder<>& build = site.build;
    Value* by_zero = build.CreateICmpEQ(site.b, site.integer(0));
    // The hardware traps on a division by zero, and on that of the smallest integer by -1.
    Value* trapping = by_zero;
    Value* by_minus_one = nullptr;
    if (site.is_signed_int()) {
        by_minus_one = build.CreateICmpEQ(site.b, site.integer(-1));
        trapping = build.CreateOr(by_zero, by_minus_one);
    }
    Value* divisor = build.CreateSelect(trapping, site.integer(1), site.b);
    Value* quotient = nullptr;
    const bool narrow = size_of(site.type) <= 4;
    if (narrow && site.a->getType()->isVectorTy() && !llvm::isa<llvm::Constant>(divisor))
        quotient = divide_through_float(site, divisor);
    else
        quotient = site.is_signed_int() ? build.CreateSDiv(site.a, divisor)
                                        : build.CreateUDiv(site.a, divisor);
    if (by_minus_one != nullptr)
        quotient = build.CreateSelect(by_minus_one, build.CreateNeg(site.a), quotient);
    return build.CreateSelect(by_zero, site.integer(0), quotient);
}

Value* emit_fmod(const Site& site) { return site.build.CreateFRem(site.a, site.b); }

Value* emit_negative(const Site& site) {
    return site.floating() ? site.build.CreateFNeg(site.a) : site.build.CreateNeg(site.a);
}

Value* emit_absolute(const Site& site) {
    if (site.floating())
        return unary(site, llvm::Intrinsic::fabs);
    if (!site.is_signed_int())
        return site.a;
    return site.build.CreateBinaryIntrinsic(llvm::Intrinsic::abs, site.a,
                                            site.build.getInt1(false));
}

Value* emit_maximum(const Site& site) {
    return extreme(site, llvm::CmpInst::FCMP_OGT, llvm::Intrinsic::smax, llvm::Intrinsic::umax);
}

Value* emit_minimum(const Site& site) {
    return extreme(site, llvm::CmpInst::FCMP_OLT, llvm::Intrinsic::smin, llvm::Intrinsic::umin);
}

Value* emit_copysign(const Site& site) {
    return site.build.CreateBinaryIntrinsic(llvm::Intrinsic::copysign, site.a, site.b);
}

Value* emit_sqrt(const Site& site) { return unary(site, llvm::Intrinsic::sqrt); }
Value* emit_ceil(const Site& site) { return rounded(site, llvm::Intrinsic::ceil); }
Value* emit_floor(const Site& site) { return rounded(site, llvm::Intrinsic::floor); }
Value* emit_round(const Site& site) { return rounded(site, llvm::Intrinsic::roundeven); }
Value* emit_trunc(const Site& site) { return rounded(site, llvm::Intrinsic::trunc); }

}  // namespace tenon::codegen::simd
