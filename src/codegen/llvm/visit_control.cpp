// SPDX-License-Identifier: MIT
// Variables, branches and loops. Lanes part by masks: both sides of a branch are executed, each
// for its lanes, and a loop goes on while any lane is in it. What all lanes decide alike is a
// plain jump.
#include "codegen/llvm/visit.hpp"

namespace tenon::codegen::simd {

using namespace kernel;
using llvm::BasicBlock;

namespace {
/// A side of a branch that is at least this long is jumped over when no lane takes it.
constexpr int long_side = 12;
}  // namespace

void Visit::write(const Instr& instr) {
    Vectors& var = vars_[instr.index];
    if (analysis_.uniform_var[instr.index]) {
        var = {scalar(instr.a)};
        return;
    }
    const Vectors value = get(instr.a);
    for (int u = 0; u < flight_; ++u) {
        const auto i = static_cast<std::size_t>(u);
        var[i] = split_ && active(u) != nullptr ? build_.CreateSelect(active(u), value[i], var[i])
                                                : value[i];
    }
}

void Visit::branch(const Instr& instr) {
    if (!analysis_.uniform(instr.a))
        return branch_on_mask(instr);
    Value* condition = scalar(instr.a);
    guarded(condition, "if", instr.first);
    if (instr.second != no_block)
        guarded(build_.CreateNot(condition), "else", instr.second);
}

/// Executes a block where a scalar condition holds, and joins the variables it writes.
void Visit::guarded(Value* condition, const char* name, BlockId block_id) {
    const std::vector<std::uint32_t>& writes = analysis_.blocks[block_id].writes;
    BasicBlock* before = build_.GetInsertBlock();
    BasicBlock* inside = frame_.new_block(name);
    BasicBlock* after = frame_.new_block("after");
    build_.CreateCondBr(condition, inside, after);
    const std::vector<Vectors> old = vars_;
    frame_.enter(inside);
    block(block_id);
    BasicBlock* last = build_.GetInsertBlock();
    build_.CreateBr(after);
    frame_.enter(after);
    for (const std::uint32_t var : writes) {
        for (std::size_t u = 0; u < vars_[var].size(); ++u) {
            llvm::PHINode* phi = build_.CreatePHI(old[var][u]->getType(), 2);
            phi->addIncoming(vars_[var][u], last);
            phi->addIncoming(old[var][u], before);
            vars_[var][u] = phi;
        }
    }
}

/// The active lanes where `condition` holds.
Vectors Visit::masked(const Vectors& condition) {
    Vectors mask = condition;
    if (!active_.empty())
        for (std::size_t u = 0; u < mask.size(); ++u)
            mask[u] = build_.CreateAnd(active_[u], mask[u]);
    return mask;
}

void Visit::branch_on_mask(const Instr& instr) {
    Vectors condition = get(instr.a);
    side_on_mask(instr.first, masked(condition));
    if (instr.second == no_block)
        return;
    for (Value*& mask : condition)
        mask = build_.CreateNot(mask);
    side_on_mask(instr.second, masked(condition));
}

void Visit::side_on_mask(BlockId side, const Vectors& mask) {
    const BlockFacts& facts = analysis_.blocks[side];
    const Vectors outer = active_;
    const bool was_split = split_;
    active_ = mask;
    split_ = true;
    if (facts.has_loop || facts.weight >= long_side)
        guarded(any(frame_, mask), "lanes", side);
    else
        block(side);
    active_ = outer;
    split_ = was_split;
}

std::vector<llvm::PHINode*> Visit::begin_phis(const std::vector<std::uint32_t>& vars) {
    std::vector<llvm::PHINode*> phis;
    for (const std::uint32_t var : vars)
        for (Value*& value : vars_[var]) {
            phis.push_back(build_.CreatePHI(value->getType(), 2));
            value = phis.back();
        }
    return phis;
}

void Visit::feed(const std::vector<llvm::PHINode*>& phis, const std::vector<std::uint32_t>& vars,
                 BasicBlock* from) {
    std::size_t next = 0;
    for (const std::uint32_t var : vars)
        for (Value* value : vars_[var])
            phis[next++]->addIncoming(value, from);
}

void Visit::loop(const Instr& instr) {
    std::vector<std::uint32_t> writes = analysis_.blocks[instr.first].writes;
    for (const std::uint32_t var : analysis_.blocks[instr.second].writes)
        if (std::ranges::find(writes, var) == writes.end())
            writes.push_back(var);
    const bool splits = !analysis_.uniform(instr.a);
    const Vectors outer = active_;
    const bool was_split = split_;

    BasicBlock* before = build_.GetInsertBlock();
    BasicBlock* head = frame_.new_block("while");
    BasicBlock* inside = frame_.new_block("do");
    BasicBlock* after = frame_.new_block("after");
    if (splits && active_.empty())
        active_.assign(static_cast<std::size_t>(flight_),
                       llvm::Constant::getAllOnesValue(frame_.vector(build_.getInt1Ty())));
    const std::vector<Vectors> old = vars_;
    build_.CreateBr(head);

    frame_.enter(head);
    std::vector<llvm::PHINode*> masks;
    if (splits) {
        for (Value*& mask : active_) {
            masks.push_back(build_.CreatePHI(mask->getType(), 2));
            masks.back()->addIncoming(mask, before);
            mask = masks.back();
        }
        split_ = true;
    }
    const std::vector<llvm::PHINode*> phis = begin_phis(writes);
    std::size_t next = 0;
    for (const std::uint32_t var : writes)
        for (Value* value : old[var])
            phis[next++]->addIncoming(value, before);

    block(instr.first);
    Value* goes_on = nullptr;
    if (splits) {
        active_ = masked(get(instr.a));
        goes_on = any(frame_, active_);
    } else {
        goes_on = scalar(instr.a);
    }
    build_.CreateCondBr(goes_on, inside, after);
    const std::vector<Vectors> at_exit = vars_;

    frame_.enter(inside);
    block(instr.second);
    BasicBlock* last = build_.GetInsertBlock();
    for (std::size_t u = 0; u < masks.size(); ++u)
        masks[u]->addIncoming(active_[u], last);
    feed(phis, writes, last);
    build_.CreateBr(head);

    frame_.enter(after);
    vars_ = at_exit;
    active_ = outer;
    split_ = was_split;
}

}  // namespace tenon::codegen::simd
