// SPDX-License-Identifier: MIT
// Calls of vector math functions, the ones that the interpreter calls too.
#include <numeric>

#include "codegen/llvm/scalar_ops.hpp"
#include "ops/vector_math.hpp"

namespace tenon::codegen::simd {

namespace {

llvm::FunctionCallee declare(const Site& site, llvm::VectorType* type, unsigned lanes) {
    const std::string symbol =
        ops::vector_math_symbol(site.op, site.type, static_cast<int>(lanes), site.frame.target.fma);
    const bool binary = site.b != nullptr;
    auto* signature = binary ? llvm::FunctionType::get(type, {type, type}, false)
                             : llvm::FunctionType::get(type, {type}, false);
    llvm::FunctionCallee callee = site.frame.module.getOrInsertFunction(symbol, signature);
    auto* function = llvm::cast<llvm::Function>(callee.getCallee());
    function->setDoesNotAccessMemory();
    function->setDoesNotThrow();
    function->addFnAttr(llvm::Attribute::WillReturn);
    return callee;
}

}  // namespace

Value* strictly(llvm::IRBuilder<>& build, llvm::Intrinsic::ID op, Value* x, Value* y) {
    return build.CreateConstrainedFPBinOp(op, x, y, {}, "", nullptr, std::nullopt,
                                          llvm::fp::ebStrict);
}

void flag_nan(llvm::IRBuilder<>& build, Value* x) {  // by a signalling comparison
    build.CreateConstrainedFPCmp(llvm::Intrinsic::experimental_constrained_fcmps,
                                 llvm::CmpInst::FCMP_OLT, x, x, "", llvm::fp::ebStrict);
}

void flag_odd_results(llvm::IRBuilder<>& build, ops::Op op, Value* value) {
    const auto difference = [&] {  // of infinities it is invalid
        strictly(build, llvm::Intrinsic::experimental_constrained_fsub, value, value);
    };
    switch (ops::odd_results(op)) {
    case ops::OddResults::none: break;
    case ops::OddResults::infinities: difference(); break;
    case ops::OddResults::nan: flag_nan(build, value); break;
    case ops::OddResults::both: flag_nan(build, build.CreateFSub(value, value)); break;
    }
}

Value* emit_call(const Site& site) {
    llvm::IRBuilder<>& build = site.build;
    auto* vector = llvm::dyn_cast<llvm::FixedVectorType>(site.a->getType());
    const unsigned lanes = vector == nullptr ? 1 : vector->getNumElements();
    // No function is narrower than 128 bits: fewer lanes ride in a wider vector.
    const unsigned called = std::max(lanes, 16 / static_cast<unsigned>(size_of(site.type)));
    auto* type = llvm::FixedVectorType::get(site.a->getType()->getScalarType(), called);

    const auto widen = [&](Value* value) -> Value* {
        if (value == nullptr || lanes == called)
            return value;
        if (vector == nullptr)
            return build.CreateVectorSplat(called, value);
        llvm::SmallVector<int, 16> order(called, 0);  // further lanes repeat the first
        std::iota(order.begin(), order.begin() + lanes, 0);
        return build.CreateShuffleVector(value, order);
    };
    llvm::SmallVector<Value*, 2> operands{widen(site.a)};
    if (site.b != nullptr)
        operands.push_back(widen(site.b));
    Value* result = build.CreateCall(declare(site, type, called), operands);
    flag_odd_results(build, site.op, result);
    if (vector == nullptr)
        return build.CreateExtractElement(result, std::uint64_t{0});
    if (lanes == called)
        return result;
    llvm::SmallVector<int, 16> order(lanes);
    std::iota(order.begin(), order.end(), 0);
    return build.CreateShuffleVector(result, order);
}

}  // namespace tenon::codegen::simd
