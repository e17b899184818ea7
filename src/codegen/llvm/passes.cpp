// SPDX-License-Identifier: MIT
// The code comes vectorised, in single assignment, with its invariants in place. What is left to
// do is small: share equal values, simplify, and take out of loops what only LLVM made.
#include <llvm/Analysis/CGSCCPassManager.h>
#include <llvm/Analysis/LoopAnalysisManager.h>
#include <llvm/Analysis/ValueTracking.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/PatternMatch.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/Transforms/InstCombine/InstCombine.h>
#include <llvm/Transforms/Scalar/EarlyCSE.h>
#include <llvm/Transforms/Scalar/LICM.h>
#include <llvm/Transforms/Scalar/LoopPassManager.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>

#include <optional>

#include "codegen/llvm/machine.hpp"

namespace tenon::codegen::simd {

namespace {

/// The earlier product of x whose multiple by a power of two is x * factor; its place in `shift`.
llvm::Instruction* product_to_shift(llvm::BinaryOperator& multiple, llvm::Value* x,
                                    const llvm::APInt& factor, unsigned& shift) {
    using namespace llvm::PatternMatch;
    for (llvm::User* user : x->users()) {
        auto* product = llvm::dyn_cast<llvm::BinaryOperator>(user);
        const llvm::APInt* smaller = nullptr;
        if (product == nullptr || product->getParent() != multiple.getParent() ||
            !match(product, m_Mul(m_Specific(x), m_APInt(smaller))) || smaller->isZero() ||
            !product->comesBefore(&multiple))
            continue;
        shift = factor.countr_zero() - std::min(factor.countr_zero(), smaller->countr_zero());
        if (shift > 0 && smaller->shl(shift) == factor)
            return product;
    }
    return nullptr;
}

/// InstCombine turns (x * c) << k into x * (c << k), even where x * c stays because it is used
/// otherwise, as in generators of random numbers and hashes that take a product apart. A product of
/// 64-bit lanes is three instructions, a shift is one.
void shift_products_again(llvm::Function& function) {
    using namespace llvm::PatternMatch;
    for (llvm::BasicBlock& block : function) {
        for (llvm::Instruction& instruction : llvm::make_early_inc_range(block)) {
            auto* multiple = llvm::dyn_cast<llvm::BinaryOperator>(&instruction);
            llvm::Value* x = nullptr;
            const llvm::APInt* factor = nullptr;
            if (multiple == nullptr || !match(multiple, m_Mul(m_Value(x), m_APInt(factor))) ||
                llvm::isa<llvm::Constant>(x))
                continue;
            unsigned shift = 0;
            llvm::Instruction* product = product_to_shift(*multiple, x, *factor, shift);
            if (product == nullptr)
                continue;
            // What is known of the product need not hold where only its multiple was asked for.
            product->dropPoisonGeneratingFlags();
            llvm::IRBuilder<> build(multiple);
            multiple->replaceAllUsesWith(build.CreateShl(product, shift));
            multiple->eraseFromParent();
        }
    }
}

/// The last instruction of a block that uses a value; null if none does.
llvm::Instruction* last_use(llvm::Value& value, const llvm::BasicBlock& block) {
    llvm::Instruction* last = nullptr;
    for (llvm::User* user : value.users())
        if (auto* instruction = llvm::dyn_cast<llvm::Instruction>(user);
            instruction != nullptr && instruction->getParent() == &block &&
            !llvm::isa<llvm::PHINode>(instruction) &&
            (last == nullptr || last->comesBefore(instruction)))
            last = instruction;
    return last;
}

/// What a loop hands to its next turn is made after the last use of what it replaces, where its own
/// uses allow that: both then fit one register, and no move is needed at the end of the turn.
void make_new_values_late(llvm::Function& function) {
    for (llvm::BasicBlock& block : function) {
        for (llvm::PHINode& phi : block.phis()) {
            for (llvm::Value* incoming : phi.incoming_values()) {
                auto* made = llvm::dyn_cast<llvm::Instruction>(incoming);
                if (made == nullptr || made->mayReadOrWriteMemory() ||
                    llvm::isa<llvm::PHINode>(made) || !made->getType()->isVectorTy())
                    continue;
                llvm::Instruction* last = last_use(phi, *made->getParent());
                if (last == nullptr || last->isTerminator() || !made->comesBefore(last))
                    continue;
                const bool used_before = llvm::any_of(made->users(), [&](const llvm::User* user) {
                    const auto* other = llvm::dyn_cast<llvm::Instruction>(user);
                    return other != nullptr && other->getParent() == made->getParent() &&
                           !llvm::isa<llvm::PHINode>(other) &&
                           (other == last || other->comesBefore(last));
                });
                if (!used_before)
                    made->moveAfter(last);
            }
        }
    }
}

/// What x is shifted by where `value` is x * 2^bits + low with low < 2^bits, or the same plus x.
struct FilledShift {
    llvm::Value* x = nullptr;
    unsigned bits = 0;
    const llvm::APInt* low = nullptr;
    bool plus_x = false;
};
std::optional<FilledShift> filled_shift(llvm::Instruction& instruction) {
    using namespace llvm::PatternMatch;
    FilledShift found;
    const llvm::APInt* factor = nullptr;
    if (match(&instruction,
              m_Add(m_OneUse(m_Mul(m_Value(found.x), m_APInt(factor))), m_APInt(found.low)))) {
        const llvm::APInt power = *factor - 1;
        if (!power.isPowerOf2())
            return std::nullopt;
        found.bits = power.logBase2();
        found.plus_x = true;
    } else if (match(&instruction, m_Or(m_OneUse(m_Shl(m_Value(found.x), m_APInt(factor))),
                                        m_APInt(found.low)))) {
        found.bits = static_cast<unsigned>(factor->getLimitedValue(63));
    } else {
        return std::nullopt;
    }
    if (found.bits == 0 || found.bits >= factor->getBitWidth() || found.low->isZero() ||
        found.low->getActiveBits() > found.bits)
        return std::nullopt;
    return found;
}

/// One instruction of VBMI2 shifts bits in from a second register. LLVM uses it where asked for.
void fill_shifts(llvm::Function& function) {
    for (llvm::BasicBlock& block : function) {
        for (llvm::Instruction& instruction : llvm::make_early_inc_range(block)) {
            llvm::Type* type = instruction.getType();
            if (!type->isVectorTy() || type->getScalarSizeInBits() < 16)
                continue;
            const auto found = filled_shift(instruction);
            if (!found)
                continue;
            llvm::IRBuilder<> build(&instruction);
            const unsigned size = type->getScalarSizeInBits();
            llvm::Value* shifted = build.CreateIntrinsic(
                llvm::Intrinsic::fshl, {type},
                {found->x, llvm::ConstantInt::get(type, found->low->shl(size - found->bits)),
                 llvm::ConstantInt::get(type, found->bits)});
            instruction.replaceAllUsesWith(found->plus_x ? build.CreateAdd(found->x, shifted)
                                                         : shifted);
            instruction.eraseFromParent();
        }
    }
}

/// Instruction selection makes one instruction of a product of 64-bit lanes whose factors have 32
/// bits, and otherwise three or more. It looks at one block at a time: factors that were made
/// outside the loop are told to be narrow where they are used, which costs nothing.
void tell_narrow_factors(llvm::Function& function) {
    const llvm::DataLayout& layout = function.getParent()->getDataLayout();
    const llvm::APInt upper = llvm::APInt::getHighBitsSet(64, 32);
    for (llvm::BasicBlock& block : function) {
        for (llvm::Instruction& product : block) {
            if (product.getOpcode() != llvm::Instruction::Mul || !product.getType()->isVectorTy() ||
                product.getType()->getScalarSizeInBits() != 64)
                continue;
            const auto narrow = [&](llvm::Value* x) {
                return llvm::MaskedValueIsZero(x, upper, llvm::SimplifyQuery(layout, &product));
            };
            if (!narrow(product.getOperand(0)) || !narrow(product.getOperand(1)))
                continue;
            llvm::IRBuilder<> build(&product);
            for (llvm::Use& factor : product.operands())
                factor = build.CreateAnd(factor, llvm::ConstantInt::get(product.getType(), ~0u));
        }
    }
}

}  // namespace

void optimise(llvm::Module& module, llvm::TargetMachine& machine) {
    llvm::LoopAnalysisManager loops;
    llvm::FunctionAnalysisManager functions;
    llvm::CGSCCAnalysisManager components;
    llvm::ModuleAnalysisManager modules;
    llvm::PassBuilder builder(&machine);
    builder.registerModuleAnalyses(modules);
    builder.registerCGSCCAnalyses(components);
    builder.registerFunctionAnalyses(functions);
    builder.registerLoopAnalyses(loops);
    builder.crossRegisterProxies(loops, functions, components, modules);

    llvm::FunctionPassManager passes;
    passes.addPass(llvm::EarlyCSEPass());
    llvm::InstCombineOptions combine;
    combine.setMaxIterations(1);
    passes.addPass(llvm::InstCombinePass(combine));
    passes.addPass(llvm::SimplifyCFGPass());
    passes.addPass(llvm::createFunctionToLoopPassAdaptor(llvm::LICMPass(llvm::LICMOptions()),
                                                         /*UseMemorySSA=*/true));
    for (llvm::Function& function : module) {
        if (function.isDeclaration())
            continue;
        passes.run(function, functions);
        shift_products_again(function);
        if (machine.getTargetFeatureString().contains("avx512vbmi2"))
            fill_shifts(function);
        tell_narrow_factors(function);
        make_new_values_late(function);
    }
}

}  // namespace tenon::codegen::simd
