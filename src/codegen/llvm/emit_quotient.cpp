// SPDX-License-Identifier: MIT
// Division of whole numbers: through floating point where that is exact, by products with a
// reciprocal where all lanes have the same divisor, else by the scalar instruction.
//
// The quotient by an invariant divisor is that of T. Granlund and P. L. Montgomery, "Division by
// Invariant Integers using Multiplication" (1994), figure 4.1; its multiplier is the reciprocal of
// N. Moeller and T. Granlund, "Improved Division by Invariant Integers" (2011), plus one.
#include <cmath>

#include "codegen/llvm/scalar_ops.hpp"

namespace tenon::codegen::simd {

namespace {

using kernel::ValueId;

constexpr std::int64_t lower_half = 0xffffffff;

Value* lower(llvm::IRBuilder<>& build, Value* x) {
    return build.CreateAnd(x, llvm::ConstantInt::getSigned(x->getType(), lower_half));
}
Value* upper(llvm::IRBuilder<>& build, Value* x) { return build.CreateLShr(x, 32); }

/// floor((2^128 - 1) / d) - 2^64 of a number d whose highest bit is set. Schoolbook division with
/// digits of 32 bits (D. E. Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D): the
/// guess of a digit is at most 2 too large.
Value* reciprocal_word(llvm::IRBuilder<>& build, Value* d) {
    llvm::ConstantInt* ones = build.getInt64(lower_half);
    Value* d1 = upper(build, d);
    Value* d0 = lower(build, d);
    // The next digit of top * 2^32 + 2^32 - 1, and what is left.
    const auto digit = [&](Value* top) {
        Value* q = build.CreateUDiv(top, d1);
        Value* rest = build.CreateSub(top, build.CreateMul(q, d1));
        for (int correction = 0; correction < 2; ++correction) {
            Value* beyond = build.CreateICmpUGT(build.CreateMul(q, d0),
                                                build.CreateOr(build.CreateShl(rest, 32), ones));
            Value* too_large = build.CreateOr(build.CreateICmpUGT(q, ones), beyond);
            too_large = build.CreateAnd(too_large, build.CreateICmpULE(rest, ones));
            q = build.CreateSub(q, build.CreateZExt(too_large, q->getType()));
            rest = build.CreateAdd(rest, build.CreateSelect(too_large, d1, build.getInt64(0)));
        }
        Value* with_digit = build.CreateOr(build.CreateShl(top, 32), ones);
        return std::pair(q, build.CreateSub(with_digit, build.CreateMul(q, d)));
    };
    const auto [high, rest] = digit(build.CreateNot(d));
    const auto [low, unused] = digit(rest);
    return build.CreateOr(build.CreateShl(high, 32), low);
}

/// The upper halves of the products of 64-bit lanes, from products of 32-bit halves.
Value* multiply_high(llvm::IRBuilder<>& build, Value* x, Value* y) {
    Value* x0 = lower(build, x);
    Value* x1 = upper(build, x);
    Value* y0 = lower(build, y);
    Value* y1 = upper(build, y);
    Value* low = upper(build, build.CreateMul(x0, y0));
    Value* middle = build.CreateAdd(build.CreateMul(x1, y0), low);
    Value* other = build.CreateAdd(build.CreateMul(x0, y1), lower(build, middle));
    Value* high = build.CreateAdd(build.CreateMul(x1, y1), upper(build, middle));
    return build.CreateAdd(high, upper(build, other));
}

Value* all_bits_if(llvm::IRBuilder<>& build, Value* condition) {
    return build.CreateSExt(condition, build.getInt64Ty());
}

/// Whether a divisor is the magnitude of a signed number, and of which: kernel/lower_division.cpp
/// divides whole numbers so.
ValueId magnitude_of(const Frame& frame, ValueId divisor) {
    const auto& instrs = frame.kernel.instrs;
    if (divisor == kernel::no_value || instrs[divisor].code != kernel::Code::cast)
        return kernel::no_value;
    const kernel::Instr& magnitude = instrs[instrs[divisor].a];
    const bool absolute =
        magnitude.code == kernel::Code::compute && magnitude.op == ops::Op::absolute;
    return absolute ? magnitude.a : kernel::no_value;
}

/// Raises the processor's flag for something invalid where the mask is set: it has none for whole
/// numbers. A comparison, since 512-bit additions of floating point slow some processors down.
void flag_division_by_zero(llvm::IRBuilder<>& build, Value* by_zero) {
    const auto* known = llvm::dyn_cast<llvm::Constant>(by_zero);
    if (known != nullptr && known->isNullValue())
        return;
    // One comparison for all lanes: LLVM 19 cannot split a strict one of two vectors.
    Value* somewhere = by_zero->getType()->isVectorTy() ? build.CreateOrReduce(by_zero) : by_zero;
    llvm::Type* real = build.getDoubleTy();
    flag_nan(build, build.CreateSelect(somewhere, llvm::ConstantFP::getNaN(real),
                                       llvm::Constant::getNullValue(real)));
}

/// Raises the flag for an overflow where the condition holds in any lane.
void flag_overflow(Frame& frame, Value* condition) {
    llvm::IRBuilder<>& build = frame.build;
    llvm::Type* real = build.getDoubleTy();
    Value* x = build.CreateSelect(any(frame, {condition}), llvm::ConstantFP::get(real, 0x1p1023),
                                  llvm::ConstantFP::get(real, 0.0));
    strictly(build, llvm::Intrinsic::experimental_constrained_fadd, x, x);
}

/// A quotient of magnitudes whose highest bit is set overflows: there is no such signed number.
Value* highest_bit(llvm::IRBuilder<>& build, Value* quotient) {
    return build.CreateICmpSLT(quotient, llvm::Constant::getNullValue(quotient->getType()));
}

/// Raises the flag for one below 2^bits that is not yet rounded down.
void flag_highest_bit(llvm::IRBuilder<>& build, Value* ratio, unsigned bits) {
    const int limit = ratio->getType()->getScalarType()->isDoubleTy() ? 1024 : 128;
    llvm::Constant* factor = llvm::ConstantFP::get(
        ratio->getType(), std::ldexp(1.0, limit - static_cast<int>(bits) + 1));
    strictly(build, llvm::Intrinsic::experimental_constrained_fmul, ratio, factor);
}

/// What there is to know of a divisor of 64 bits, as scalars.
Reciprocal reciprocal_of_long(llvm::IRBuilder<>& build, Value* divisor, bool has_sign) {
    llvm::ConstantInt* one = build.getInt64(1);
    Reciprocal r;
    r.nonzero = all_bits_if(build, build.CreateIsNotNull(divisor));
    flag_division_by_zero(build, build.CreateIsNull(divisor));
    Value* d = divisor;
    if (has_sign) {
        r.sign = build.CreateAShr(divisor, 63);
        d = build.CreateSub(build.CreateXor(divisor, r.sign), r.sign);
    }
    d = build.CreateBinaryIntrinsic(llvm::Intrinsic::umax, d, one);
    const auto leading_zeros = [&](Value* x) {
        return build.CreateBinaryIntrinsic(llvm::Intrinsic::ctlz, x, build.getFalse());
    };
    Value* below = build.CreateSub(d, one);
    Value* word = reciprocal_word(build, build.CreateShl(d, leading_zeros(d)));
    Value* power_of_two = build.CreateIsNull(build.CreateAnd(d, below));
    r.multiplier = build.CreateSelect(power_of_two, one, build.CreateAdd(word, one));
    // The least b with 2^b >= d.
    Value* bits = build.CreateSub(build.getInt64(64), leading_zeros(below));
    r.first_shift = build.CreateZExt(build.CreateIsNotNull(below), build.getInt64Ty());
    r.second_shift = build.CreateSub(bits, r.first_shift);
    return r;
}

Value* divide_long(const Site& site, const Reciprocal& r) {
    llvm::IRBuilder<>& build = site.build;
    Value* n = site.a;
    Value* sign = nullptr;
    if (site.is_signed_int()) {
        sign = build.CreateAShr(n, 63);
        n = build.CreateSub(build.CreateXor(n, sign), sign);
        sign = build.CreateXor(sign, r.sign);
    }
    Value* high = multiply_high(build, n, r.multiplier);
    Value* half = build.CreateLShr(build.CreateSub(n, high), r.first_shift);
    Value* quotient = build.CreateLShr(build.CreateAdd(high, half), r.second_shift);
    quotient = build.CreateAnd(quotient, r.nonzero);
    return sign == nullptr ? quotient : build.CreateSub(build.CreateXor(quotient, sign), sign);
}

/// The floating point type in which integers of a type divide exactly.
llvm::Type* real_for(const Site& site) {
    return size_of(site.type) == 4 ? site.build.getDoubleTy() : site.build.getFloatTy();
}
Value* to_real(llvm::IRBuilder<>& build, Value* x, llvm::Type* real, bool has_sign) {
    llvm::Type* as = x->getType()->getWithNewType(real);
    return has_sign ? build.CreateSIToFP(x, as) : build.CreateUIToFP(x, as);
}

/// 1 / d with the next larger magnitude, 0 for 0: a product with it is never below the whole number
/// that the quotient is, and its error is far less than the distance to the next one.
Reciprocal reciprocal_of_short(llvm::IRBuilder<>& build, Value* divisor, llvm::Type* real,
                               bool has_sign) {
    Value* exact =
        strictly(build, llvm::Intrinsic::experimental_constrained_fdiv,
                 llvm::ConstantFP::get(real, 1.0), to_real(build, divisor, real, has_sign));
    llvm::Type* bits = build.getIntNTy(real->getScalarSizeInBits());
    Value* next =
        build.CreateAdd(build.CreateBitCast(exact, bits), llvm::ConstantInt::get(bits, 1));
    Reciprocal r;
    r.multiplier = build.CreateSelect(build.CreateIsNull(divisor), llvm::ConstantFP::get(real, 0.0),
                                      build.CreateBitCast(next, real));
    return r;
}

/// Integers of up to 32 bits divide exactly in floating point: the quotient's distance from the
/// next whole number is far more than its rounding error. A division by zero raises flags.
Value* divide_short(const Site& site, Value* divisor, const Reciprocal* r) {
    llvm::IRBuilder<>& build = site.build;
    llvm::Type* real = real_for(site);
    const bool has_sign = site.is_signed_int();
    Value* a = to_real(build, site.a, real, has_sign);
    Value* ratio = r != nullptr ? build.CreateFMul(a, r->multiplier)
                                : build.CreateFDiv(a, to_real(build, divisor, real, has_sign));
    if (r == nullptr && magnitude_of(site.frame, site.right) != kernel::no_value)
        flag_highest_bit(build, ratio, 8 * static_cast<unsigned>(size_of(site.type)));
    return has_sign ? build.CreateFPToSI(ratio, site.a->getType())
                    : build.CreateFPToUI(ratio, site.a->getType());
}

/// LLVM has better ways for constants, but for lanes of 64 bits: only powers of two.
bool better_as_constant(const Site& site) {
    const auto* vector = llvm::dyn_cast<llvm::Constant>(site.b);
    const auto* divisor = vector == nullptr ? nullptr
                          : vector->getType()->isVectorTy()
                              ? llvm::dyn_cast_or_null<llvm::ConstantInt>(vector->getSplatValue())
                              : llvm::dyn_cast<llvm::ConstantInt>(vector);
    if (divisor == nullptr)
        return false;
    return size_of(site.type) < 8 || divisor->getValue().abs().isPowerOf2();
}

/// Where all lanes divide by the magnitude of -1, they do not look for the one dividend that
/// overflows: the flag is raised for any, and who asks looks again.
void flag_magnitude_of_minus_one(Frame& frame, ValueId divisor) {
    const ValueId of = magnitude_of(frame, divisor);
    if (of == kernel::no_value)
        return;
    Value* number = frame.uniform(of);
    Value* minus_one = llvm::ConstantInt::getSigned(number->getType(), -1);
    flag_overflow(frame, frame.build.CreateICmpEQ(number, minus_one));
}

}  // namespace

Reciprocal make_reciprocal(Frame& frame, kernel::ValueId id) {
    const DType type = frame.kernel.instrs[id].type;
    Value* divisor = frame.uniform(id);
    flag_magnitude_of_minus_one(frame, id);
    if (size_of(type) == 8)
        return reciprocal_of_long(frame.build, divisor, is_signed(type));
    llvm::Type* real = size_of(type) == 4 ? frame.build.getDoubleTy() : frame.build.getFloatTy();
    return reciprocal_of_short(frame.build, divisor, real, is_signed(type));
}

Value* emit_quotient(const Site& site) {
    llvm::IRBuilder<>& build = site.build;
    const bool vector = site.a->getType()->isVectorTy();
    const bool narrow = size_of(site.type) < 8;
    const bool constant = better_as_constant(site);
    const Reciprocal* reciprocal =
        vector && !constant ? site.frame.reciprocal(site.right) : nullptr;
    if (!narrow && reciprocal != nullptr)
        return divide_long(site, *reciprocal);
    const bool through_real = narrow && vector && !constant;
    Value* by_zero = build.CreateICmpEQ(site.b, site.integer(0));
    // The hardware traps on a division by zero, and on that of the smallest integer by -1.
    Value* trapping = by_zero;
    Value* by_minus_one = nullptr;
    if (site.is_signed_int()) {
        by_minus_one = build.CreateICmpEQ(site.b, site.integer(-1));
        trapping = through_real ? by_minus_one : build.CreateOr(by_zero, by_minus_one);
    }
    Value* quotient = nullptr;
    if (through_real) {
        Value* divisor = by_minus_one == nullptr
                             ? site.b
                             : build.CreateSelect(by_minus_one, site.integer(1), site.b);
        quotient = divide_short(site, divisor, reciprocal);
    } else {
        Value* divisor = build.CreateSelect(trapping, site.integer(1), site.b);
        quotient = site.is_signed_int() ? build.CreateSDiv(site.a, divisor)
                                        : build.CreateUDiv(site.a, divisor);
        flag_division_by_zero(build, by_zero);
        if (!constant && magnitude_of(site.frame, site.right) != kernel::no_value)
            flag_overflow(site.frame, highest_bit(build, quotient));
    }
    if (by_minus_one != nullptr)
        quotient = build.CreateSelect(by_minus_one, build.CreateNeg(site.a), quotient);
    return reciprocal != nullptr ? quotient
                                 : build.CreateSelect(by_zero, site.integer(0), quotient);
}

}  // namespace tenon::codegen::simd
