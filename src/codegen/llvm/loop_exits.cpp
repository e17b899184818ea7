// SPDX-License-Identifier: MIT
#include "codegen/llvm/loop_exits.hpp"

#include <algorithm>

#include <llvm/Analysis/ConstantFolding.h>

#include "codegen/llvm/modulus.hpp"
#include "codegen/llvm/scalar_ops.hpp"

namespace tenon::codegen::simd {

using namespace kernel;

namespace {

/// Of an integer or bool; null for anything else.
llvm::ConstantInt* constant(const Frame& frame, const Instr& instr) {
    if (instr.code != Code::constant || is_floating(instr.type))
        return nullptr;
    const unsigned bits = frame.type(instr.type)->getIntegerBitWidth();
    return llvm::ConstantInt::get(frame.context, llvm::APInt(bits, instr.bits));
}

/// Makes a step's instructions for one known variable, as far as it decides them.
class KnownStep {
public:
    KnownStep(Frame& frame, const DivergentLoop& loop)
        : frame_(frame), loop_(frame.kernel.instrs[loop.loop]) {}

    /// What the variable is after a step that begins with this; null if more decides that.
    llvm::ConstantInt* after(std::uint32_t var, llvm::ConstantInt* before) {
        const llvm::IRBuilderBase::InsertPointGuard guard(frame_.build);
        block_ = frame_.new_block("known");
        frame_.enter(block_);
        values_.clear();
        vars_ = {{var, before}};
        for (const BlockId id : {loop_.first, loop_.second})
            for (const ValueId value : frame_.kernel.blocks[id])
                execute(value);
        block_->eraseFromParent();
        return vars_[var];
    }

private:
    void execute(ValueId id) {
        const Instr& instr = frame_.kernel.instrs[id];
        switch (instr.code) {
        case Code::read_var: values_[id] = vars_[instr.index]; return;
        case Code::write_var: vars_[instr.index] = known(instr.a); return;
        case Code::compute:
        case Code::cast:
        case Code::select: break;
        default: return;
        }
        if (instr.code == Code::compute && ops::has(instr.op, ops::call))
            return;
        for (const ValueId operand : {instr.a, instr.b, instr.c})
            if (operand != no_value && known(operand) == nullptr)
                return;
        values_[id] = folded(pure(frame_, instr, known(instr.a), known(instr.b), known(instr.c)));
    }

    llvm::ConstantInt* known(ValueId value) const {
        if (value != no_value && frame_.kernel.instrs[value].code == Code::constant)
            return constant(frame_, frame_.kernel.instrs[value]);
        const auto found = values_.find(value);
        return found == values_.end() ? nullptr : found->second;
    }

    /// The builder folds most of what is known by itself.
    llvm::ConstantInt* folded(Value* value) {
        for (llvm::Instruction& instr : llvm::make_early_inc_range(*block_)) {
            llvm::Constant* constant =
                llvm::ConstantFoldInstruction(&instr, frame_.module.getDataLayout());
            if (constant == nullptr)
                continue;
            if (value == &instr)
                value = constant;
            instr.replaceAllUsesWith(constant);
            instr.eraseFromParent();
        }
        return llvm::dyn_cast<llvm::ConstantInt>(value);
    }

    Frame& frame_;
    const Instr& loop_;
    llvm::BasicBlock* block_ = nullptr;
    std::map<ValueId, llvm::ConstantInt*> values_;
    std::map<std::uint32_t, llvm::ConstantInt*> vars_;
};

/// "x != end" with a number x whose next value it decides alone: what follows on `end`, if these
/// are few.
std::optional<AbsorbingExit> known_orbit(Frame& frame, const LoopTerms& terms,
                                         const DivergentLoop& loop, ValueId condition) {
    constexpr std::size_t few = 4;
    const Instr& test = terms.instr(condition);
    if (test.code != Code::compute || test.op != ops::Op::not_equal)
        return std::nullopt;
    for (const auto& [x, end] : {std::pair{test.a, test.b}, std::pair{test.b, test.a}}) {
        const auto var = terms.at_start(x);
        llvm::ConstantInt* at = constant(frame, terms.instr(end));
        if (!var || at == nullptr)
            continue;
        KnownStep step(frame, loop);
        AbsorbingExit exit{x, {}, {}, 0};
        while (at != nullptr && exit.numbers.size() < few) {
            exit.numbers.push_back(at->getSExtValue());
            at = step.after(*var, at);
            if (at != nullptr &&
                std::ranges::find(exit.numbers, at->getSExtValue()) != exit.numbers.end())
                return exit;
        }
    }
    return std::nullopt;
}

/// "x * x + y * y is below a limit" with a complex number (x, y) that grows outside.
std::optional<AbsorbingExit> escape(const LoopTerms& terms, ValueId condition) {
    const auto bound = upper_bound(terms, condition);
    std::vector<ValueId> squares;
    if (!bound || !terms.sums_squares(bound->value, squares) || squares.size() != 2)
        return std::nullopt;
    const Instr& first = terms.instr(squares[0]);
    const auto x = terms.at_start(first.a);
    const auto y = terms.at_start(terms.instr(squares[1]).a);
    const auto limit = terms.number(bound->limit);
    if (!x || !y || *x == *y || !limit)
        return std::nullopt;
    for (const ComplexVars z : {ComplexVars{*x, *y}, ComplexVars{*y, *x}})
        if (auto found = find_escape(terms, z, *limit, first.type))
            return AbsorbingExit{no_value, {}, std::move(found->constants), found->most};
    return std::nullopt;
}

}  // namespace

void find_absorbing_exits(Frame& frame, const LoopTerms& terms, DivergentLoop& loop) {
    if (!loop.straight || loop.masks_memory)
        return;
    const ValueId condition = frame.kernel.instrs[loop.loop].a;
    for (const ValueId part : split_conditions(frame.kernel, condition)) {
        if (loop.facts.uniform(part))
            continue;
        auto found = escape(terms, part);
        if (!found)
            found = known_orbit(frame, terms, loop, part);
        if (found)
            loop.absorbing[part] = *found;
    }
}

}  // namespace tenon::codegen::simd
