// SPDX-License-Identifier: MIT
// Bitwise operations, shifts and comparisons.
#include "codegen/llvm/scalar_ops.hpp"

namespace tenon::codegen::simd {

namespace {

using Predicate = llvm::CmpInst::Predicate;

Value* compare(const Site& site, Predicate real, Predicate with_sign, Predicate without) {
    if (site.floating())
        return site.build.CreateFCmp(real, site.a, site.b);
    return site.build.CreateICmp(site.is_signed_int() ? with_sign : without, site.a, site.b);
}

llvm::Constant* width(const Site& site) {
    return site.integer(static_cast<std::int64_t>(8 * size_of(site.type)));
}

/// Counts are compared as unsigned, so that negative ones are too large as well.
Value* small_enough(const Site& site) { return site.build.CreateICmpULT(site.b, width(site)); }

}  // namespace

Value* emit_and(const Site& site) { return site.build.CreateAnd(site.a, site.b); }
Value* emit_or(const Site& site) { return site.build.CreateOr(site.a, site.b); }
Value* emit_xor(const Site& site) { return site.build.CreateXor(site.a, site.b); }
Value* emit_invert(const Site& site) { return site.build.CreateNot(site.a); }

Value* emit_left_shift(const Site& site) {
    Value* shifted = site.build.CreateShl(site.a, site.b);
    return site.build.CreateSelect(small_enough(site), shifted, site.integer(0));
}

Value* emit_right_shift(const Site& site) {
    llvm::IRBuilder<>& build = site.build;
    if (!site.is_signed_int())
        return build.CreateSelect(small_enough(site), build.CreateLShr(site.a, site.b),
                                  site.integer(0));
    llvm::Constant* most = site.integer(static_cast<std::int64_t>(8 * size_of(site.type)) - 1);
    Value* count = build.CreateBinaryIntrinsic(llvm::Intrinsic::umin, site.b, most);
    return build.CreateAShr(site.a, count);
}

Value* emit_equal(const Site& site) {
    return compare(site, Predicate::FCMP_OEQ, Predicate::ICMP_EQ, Predicate::ICMP_EQ);
}
Value* emit_not_equal(const Site& site) {
    return compare(site, Predicate::FCMP_UNE, Predicate::ICMP_NE, Predicate::ICMP_NE);
}
Value* emit_less(const Site& site) {
    return compare(site, Predicate::FCMP_OLT, Predicate::ICMP_SLT, Predicate::ICMP_ULT);
}
Value* emit_less_equal(const Site& site) {
    return compare(site, Predicate::FCMP_OLE, Predicate::ICMP_SLE, Predicate::ICMP_ULE);
}
Value* emit_greater(const Site& site) {
    return compare(site, Predicate::FCMP_OGT, Predicate::ICMP_SGT, Predicate::ICMP_UGT);
}
Value* emit_greater_equal(const Site& site) {
    return compare(site, Predicate::FCMP_OGE, Predicate::ICMP_SGE, Predicate::ICMP_UGE);
}

Value* bits_of(Frame& frame, Value* mask) {
    const unsigned lanes = llvm::cast<llvm::FixedVectorType>(mask->getType())->getNumElements();
    return frame.build.CreateBitCast(mask, frame.build.getIntNTy(lanes));
}

Value* any(Frame& frame, const Vectors& conditions) {
    Value* all = conditions[0];
    for (std::size_t i = 1; i < conditions.size(); ++i)
        all = frame.build.CreateOr(all, conditions[i]);
    if (!all->getType()->isVectorTy())
        return all;
    Value* bits = bits_of(frame, all);
    return frame.build.CreateICmpNE(bits, llvm::ConstantInt::get(bits->getType(), 0));
}

}  // namespace tenon::codegen::simd
