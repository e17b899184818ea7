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
