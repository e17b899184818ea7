// SPDX-License-Identifier: MIT
#include "codegen/llvm/inline_math.hpp"

#include <llvm/IR/MDBuilder.h>

#include "codegen/llvm/ir_real.hpp"
#include "codegen/llvm/scalar_ops.hpp"
#include "ops/math/functions.hpp"
#include "ops/vector_math.hpp"

namespace tenon::codegen::simd {

using llvm::BasicBlock;

IrReal real(IrBits a) {
    auto* type = llvm::cast<llvm::VectorType>(a.v->getType());
    auto* reals = llvm::VectorType::get(a.to->build.getDoubleTy(), type->getElementCount());
    return {a.to, a.to->build.CreateBitCast(a.v, reals)};
}

/// As math::native's: one instruction where there is one, else two factors whose exponents the
/// format has; the first product is exact.
IrReal scale(IrReal x, IrReal k) {
    llvm::IRBuilder<>& build = x.to->build;
    auto* type = llvm::cast<llvm::FixedVectorType>(x.v->getType());
    if (x.to->avx512 && type->getNumElements() == 8)
        return {x.to,
                build.CreateIntrinsic(llvm::Intrinsic::x86_avx512_mask_scalef_pd_512, {},
                                      {x.v, k.v, llvm::UndefValue::get(type), build.getInt8(0xff),
                                       build.getInt32(4 /* as usual */)})};
    const IrReal shift = k.constant(0x1.8p52);
    const IrBits both = bits(k + shift) - (bits(shift) - bits(k).constant(2 * 1023));
    const IrBits half = {x.to, build.CreateLShr(both.v, std::uint64_t{1})};
    return x * real(shift_left(half, 52)) * real(shift_left(both - half, 52));
}

IrReal IrReal::lookup(const math::Table& table, IrBits place) const {
    llvm::IRBuilder<>& build = to->build;
    auto* type = llvm::cast<llvm::FixedVectorType>(v->getType());
    llvm::LLVMContext& context = build.getContext();
    const llvm::ArrayRef<double> all(table);
    if (to->avx512 && type->getNumElements() == 8)
        return {to, build.CreateIntrinsic(
                        llvm::Intrinsic::x86_avx512_vpermi2var_pd_512, {},
                        {llvm::ConstantDataVector::get(context, all.take_front(8)), place.v,
                         llvm::ConstantDataVector::get(context, all.drop_front(8))})};
    llvm::Constant* values = llvm::ConstantDataArray::get(context, all);
    llvm::GlobalVariable* memory = nullptr;
    for (llvm::GlobalVariable& known : to->module.globals())
        if (known.hasInitializer() && known.getInitializer() == values)
            memory = &known;
    if (memory == nullptr) {
        memory = new llvm::GlobalVariable(to->module, values->getType(), true,
                                          llvm::GlobalValue::PrivateLinkage, values, "table");
        memory->setAlignment(llvm::Align(64));
    }
    Value* places = build.CreateGEP(build.getDoubleTy(), memory, (place & place.constant(15)).v);
    return {to, build.CreateMaskedGather(type, places, llvm::Align(8))};
}

namespace {

/// SLEEF's function, which knows every argument.
Value* call_for_rare(Frame& frame, ops::Op op, Value* x) {
    auto* type = llvm::cast<llvm::FixedVectorType>(x->getType());
    const std::string symbol = ops::sleef_symbol(
        op, DType::float64, static_cast<int>(type->getNumElements()), frame.target.fma);
    llvm::FunctionCallee callee =
        frame.module.getOrInsertFunction(symbol, llvm::FunctionType::get(type, {type}, false));
    auto* function = llvm::cast<llvm::Function>(callee.getCallee());
    function->setDoesNotAccessMemory();
    function->setDoesNotThrow();
    function->addFnAttr(llvm::Attribute::WillReturn);
    function->addFnAttr(llvm::Attribute::Cold);
    Value* result = frame.build.CreateCall(callee, {x});
    flag_odd_results(frame.build, op, result);
    return result;
}

}  // namespace

InlineMath emit_inline_math(Frame& frame, ops::Op op, const Vectors& x) {
    Emitting to{frame.build, frame.module, frame.target.vector_bits == 512};
    InlineMath all;
    math::with_function(op, [&]<ops::Op known>() {
        for (Value* argument : x) {
            const math::Result<IrReal> result = math::apply<known>(IrReal{&to, argument});
            all.values.push_back(result.value.v);
            if (result.rare)
                all.rare.push_back(result.rare->v);
        }
    });
    return all;
}

void branch_if_rare(Frame& frame, const Vectors& masks, BasicBlock* rare, BasicBlock* ordinary) {
    frame.build.CreateCondBr(any(frame, masks), rare, ordinary,
                             llvm::MDBuilder(frame.context).createUnlikelyBranchWeights());
}

Vectors serve_rare(Frame& frame, ops::Op op, const Vectors& x, const InlineMath& result) {
    if (result.rare.empty())
        return result.values;
    llvm::IRBuilder<>& build = frame.build;
    BasicBlock* before = build.GetInsertBlock();
    BasicBlock* some = frame.new_block("rare");
    BasicBlock* after = frame.new_block("ordinary");
    branch_if_rare(frame, result.rare, some, after);
    frame.enter(some);
    Vectors served;
    for (std::size_t u = 0; u < x.size(); ++u)
        served.push_back(
            build.CreateSelect(result.rare[u], call_for_rare(frame, op, x[u]), result.values[u]));
    build.CreateBr(after);
    frame.enter(after);
    Vectors values;
    for (std::size_t u = 0; u < x.size(); ++u) {
        llvm::PHINode* phi = build.CreatePHI(x[u]->getType(), 2);
        phi->addIncoming(result.values[u], before);
        phi->addIncoming(served[u], some);
        values.push_back(phi);
    }
    return values;
}

}  // namespace tenon::codegen::simd
