// SPDX-License-Identifier: MIT
/// Values of the code under construction as a `Real` (ops/math/function.hpp): vectors of float64.
#pragma once

#include <llvm/IR/IntrinsicsX86.h>

#include "codegen/llvm/llvm_headers.hpp"
#include "ops/math/function.hpp"

namespace tenon::codegen::simd {

/// Where the operations go.
struct Emitting {
    llvm::IRBuilder<>& build;
    llvm::Module& module;
    bool avx512;
};

struct IrMask {
    Emitting* to;
    llvm::Value* v;

    friend IrMask operator!(IrMask a) { return {a.to, a.to->build.CreateNot(a.v)}; }
};

struct IrReal;

struct IrBits {
    Emitting* to;
    llvm::Value* v;

    IrBits constant(std::uint64_t value) const {
        return {to, llvm::ConstantInt::get(v->getType(), value)};
    }
    friend IrBits operator+(IrBits a, IrBits b) { return {a.to, a.to->build.CreateAdd(a.v, b.v)}; }
    friend IrBits operator-(IrBits a, IrBits b) { return {a.to, a.to->build.CreateSub(a.v, b.v)}; }
    friend IrBits operator&(IrBits a, IrBits b) { return {a.to, a.to->build.CreateAnd(a.v, b.v)}; }
    friend IrBits operator^(IrBits a, IrBits b) { return {a.to, a.to->build.CreateXor(a.v, b.v)}; }
    friend IrBits shift_left(IrBits a, int count) {
        return {a.to, a.to->build.CreateShl(a.v, static_cast<std::uint64_t>(count))};
    }
    friend IrBits shift_right(IrBits a, int count) {
        return {a.to, a.to->build.CreateAShr(a.v, static_cast<std::uint64_t>(count))};
    }
    friend IrMask odd(IrBits a) {
        return {a.to, a.to->build.CreateICmpNE((a & a.constant(1)).v, a.constant(0).v)};
    }
    friend IrMask below(IrBits a, IrBits b) { return {a.to, a.to->build.CreateICmpULT(a.v, b.v)}; }
    friend IrReal real(IrBits a);
};

struct IrReal {
    using Mask = IrMask;
    Emitting* to;
    llvm::Value* v;

    IrReal constant(double value) const { return {to, llvm::ConstantFP::get(v->getType(), value)}; }
    friend IrReal operator+(IrReal a, IrReal b) { return {a.to, a.to->build.CreateFAdd(a.v, b.v)}; }
    friend IrReal operator-(IrReal a, IrReal b) { return {a.to, a.to->build.CreateFSub(a.v, b.v)}; }
    friend IrReal operator*(IrReal a, IrReal b) { return {a.to, a.to->build.CreateFMul(a.v, b.v)}; }
    friend IrMask operator<(IrReal a, IrReal b) {
        return {a.to, a.to->build.CreateFCmpOLT(a.v, b.v)};
    }
    friend IrReal fma(IrReal a, IrReal b, IrReal c) {
        return {a.to, a.to->build.CreateIntrinsic(llvm::Intrinsic::fma, {a.v->getType()},
                                                  {a.v, b.v, c.v})};
    }
    friend IrReal select(IrMask mask, IrReal yes, IrReal no) {
        return {yes.to, yes.to->build.CreateSelect(mask.v, yes.v, no.v)};
    }
    friend IrReal absolute(IrReal x) {
        return {x.to, x.to->build.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, x.v)};
    }
    friend IrBits bits(IrReal x) {
        auto* integers = llvm::VectorType::getInteger(llvm::cast<llvm::VectorType>(x.v->getType()));
        return {x.to, x.to->build.CreateBitCast(x.v, integers)};
    }
    friend IrReal scale(IrReal x, IrReal k);
    IrReal lookup(const math::Table& table, IrBits place) const;
};

}  // namespace tenon::codegen::simd
