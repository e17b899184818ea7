// SPDX-License-Identifier: MIT
#include "codegen/llvm/visit.hpp"

#include <algorithm>

#include "codegen/llvm/inline_math.hpp"

namespace tenon::codegen::simd {

using namespace kernel;

Visit::Visit(Frame& frame, const Analysis& analysis, Value* position, int flight, Vectors there)
    : frame_(frame), build_(frame.build), kernel_(frame.kernel), analysis_(analysis),
      position_(position), flight_(flight), there_(std::move(there)), active_(there_),
      values_(frame.kernel.instrs.size()) {
    for (std::size_t i = 0; i < kernel_.vars.size(); ++i) {
        const bool wide = !analysis_.uniform_var[i];
        vars_.emplace_back(wide ? static_cast<std::size_t>(flight_) : 1,
                           frame.zero(kernel_.vars[i], wide));
    }
}

void Visit::block(BlockId id) {
    for (const ValueId value : kernel_.blocks[id])
        instruction(value);
}

void Visit::instruction(ValueId id) {
    const Instr& instr = kernel_.instrs[id];
    frame_.locate(id);
    switch (instr.code) {
    case Code::constant:
    case Code::argument:
    case Code::extent: return;  // made when somebody asks
    case Code::store: leave_if_rare(); return store(instr);
    case Code::write_var: return write(instr);
    case Code::if_: return branch(instr);
    case Code::while_: return loop(instr);
    default: break;
    }
    if (analysis_.level[id] <= Level::row)
        return;
    // Loops over packed lanes bring what depends on the place.
    if ((instr.code == Code::load || instr.code == Code::coordinate) && !values_[id].empty())
        return;
    Vectors result;
    switch (instr.code) {
    case Code::coordinate:
        for (int u = 0; u < flight_; ++u) {
            const std::int64_t before = std::int64_t{start + u} * analysis_.lanes;
            if (moving != nullptr) {
                Value* offset = build_.CreateVectorSplat(static_cast<unsigned>(analysis_.lanes),
                                                         frame_.i64(before));
                result.push_back(build_.CreateAdd(moving, offset));
                continue;
            }
            Value* first =
                build_.CreateVectorSplat(static_cast<unsigned>(analysis_.lanes), position_);
            Value* offset = frame_.iota(before);
            if (!numbers.empty())
                offset = build_.CreateSExt(numbers[static_cast<std::size_t>(u)],
                                           frame_.vector(DType::int64));
            result.push_back(build_.CreateAdd(first, offset));
        }
        break;
    case Code::read_var:
        result =
            analysis_.source[id] == no_value ? vars_[instr.index] : values_[analysis_.source[id]];
        break;
    case Code::load: result = load(instr); break;
    case Code::gather: result = gather(instr, analysis_.level[id] == Level::place); break;
    default:
        if (fusions != nullptr && fusions->contains(id)) {
            result = fused(fusions->at(id));
        } else if (analysis_.level[id] == Level::place) {
            const auto operand = [&](ValueId value) {
                return value == no_value ? nullptr : scalar(value);
            };
            Value* a = operand(instr.a);
            Value* b = operand(instr.b);
            Value* c = operand(instr.c);
            result.push_back(pure(frame_, instr, a, b, c));
        } else {
            const auto operand = [&](ValueId value) {
                return value == no_value ? Vectors(static_cast<std::size_t>(flight_), nullptr)
                                         : get(value);
            };
            const Vectors a = operand(instr.a);
            // Part of a vector comes once in a row: it is not worth a copy of the code.
            if (there_.empty() && frame_.analysis.inline_math &&
                is_inline_math(instr, kernel_, frame_.target)) {
                result = inline_math(instr.op, a);
                break;
            }
            const Vectors b = operand(instr.b);
            const Vectors c = operand(instr.c);
            for (std::size_t u = 0; u < a.size(); ++u)
                result.push_back(pure(frame_, instr, a[u], b[u], c[u]));
        }
    }
    values_[id] = std::move(result);
}

Vectors Visit::fused(const ExactFusion& fusion) {
    Vectors sums = get(fusion.x);
    const Vectors c = get(fusion.c);
    for (std::size_t u = 0; u < sums.size(); ++u) {
        llvm::Type* type = sums[u]->getType();
        Value* addend = fusion.negate_c ? build_.CreateFNeg(c[u]) : c[u];
        sums[u] =
            build_.CreateIntrinsic(llvm::Intrinsic::fma, {type},
                                   {sums[u], llvm::ConstantFP::get(type, fusion.scale), addend});
    }
    return sums;
}

Vectors Visit::inline_math(ops::Op op, const Vectors& x) {
    InlineMath math = emit_inline_math(frame_, op, x);
    for (std::size_t u = 0; u < math.rare.size(); ++u)
        if (Value* mask = active(static_cast<int>(u)))
            math.rare[u] = build_.CreateAnd(math.rare[u], mask);
    if (rare_exit == nullptr)
        return serve_rare(frame_, op, x, math);
    rare_.append(math.rare);
    return math.values;
}

void Visit::leave_if_rare() {
    if (rare_exit == nullptr)
        return;
    if (!rare_.empty()) {
        llvm::BasicBlock* ordinary = frame_.new_block("ordinary");
        rare_exit->addIncoming(position_, build_.GetInsertBlock());
        branch_if_rare(frame_, rare_, rare_exit->getParent(), ordinary);
        frame_.enter(ordinary);
    }
    rare_exit = nullptr;
}

Vectors Visit::get(ValueId value) {
    switch (analysis_.level[value]) {
    case Level::once:
    case Level::row: return {static_cast<std::size_t>(flight_), frame_.splat(value)};
    default: return widen(values_[value]);
    }
}

Vectors Visit::widen(const Vectors& value) const {
    if (value[0]->getType()->isVectorTy())
        return value;
    Value* wide = build_.CreateVectorSplat(static_cast<unsigned>(analysis_.lanes), value[0]);
    return {static_cast<std::size_t>(flight_), wide};
}

Value* Visit::scalar(ValueId value) {
    const Level level = analysis_.level[value];
    if (level <= Level::row)
        return frame_.uniform(value);
    if (level == Level::place)
        return values_[value][0];
    // The shift that leaves what the leaf's coordinates have in common: any of them will do.
    const Instr& instr = kernel_.instrs[value];
    if (instr.code == Code::cast)
        return emit_cast(frame_, scalar(instr.a), kernel_.instrs[instr.a].type, instr.type);
    return leaf;
}

Visits::Visits(Frame& frame, Value* position, int flight, const Vectors& there, bool nontemporal)
    : frame_(frame) {
    if (frame.analysis.interleaved) {
        visits_.emplace_back(frame, position, flight, there).nontemporal = nontemporal;
        return;
    }
    for (int u = 0; u < flight; ++u) {
        const Vectors mask =
            there.empty() ? Vectors{} : Vectors{there[static_cast<std::size_t>(u)]};
        Visit& visit = visits_.emplace_back(frame, position, 1, mask);
        visit.start = u;
        visit.nontemporal = nontemporal;
    }
}

Visits::Visits(Frame& frame, Value* position, RowBlock& rows)
    : frame_(frame), two_steps_(rows.two_steps()) {
    for (std::size_t step = 0; step < (two_steps_ ? 2U : 1U); ++step)
        for (int row = 0; row < RowBlock::height; ++row) {
            const RowLanes& lanes = rows.lanes(step);
            left_out_[step] = lanes.none;
            const Vectors mask = lanes.there == nullptr ? Vectors{} : Vectors{lanes.there};
            Visit& visit = visits_.emplace_back(frame, position, 1, mask);
            visit.first_there = lanes.first;
            visit.block_of_rows = &rows;
            visit.row = row;
        }
}

/// All rows of the first step before those of the second one, which take what it stores.
void Visits::two_steps() {
    const std::vector<ValueId>& list = frame_.kernel.blocks[body_block];
    const auto store = std::ranges::find_if(
        list, [&](ValueId id) { return frame_.kernel.instrs[id].code == Code::store; });
    for (std::size_t v = 0; v < visits_.size(); ++v) {
        const bool first = v < visits_.size() / 2;
        if (left_out_[first ? 0 : 1])
            continue;
        const auto begin = first ? list.begin() : store + 1;
        std::for_each(begin, first ? store + 1 : list.end(),
                      [&](ValueId id) { visits_[v].instruction(id); });
    }
}

void Visits::set_rare_exit(llvm::PHINode* position) {
    if (visits_.size() == 1)
        visits_[0].rare_exit = position;
}

void Visits::set_leaf(Value* leaf, Value* moving) {
    for (Visit& visit : visits_) {
        visit.leaf = leaf;
        visit.moving = moving;
    }
}

void Visits::body() {
    if (two_steps_)
        return two_steps();
    const std::vector<ValueId>& list = frame_.kernel.blocks[body_block];
    const auto behind = static_cast<std::size_t>(frame_.analysis.behind);
    if (behind == 0 || visits_.size() == 1) {
        for (Visit& visit : visits_)
            visit.body();
        return;
    }
    for (std::size_t i = 0; i < list.size() + behind * (visits_.size() - 1); ++i) {
        for (std::size_t v = 0; v < visits_.size(); ++v) {
            const std::size_t before = v * behind;
            if (i >= before && i - before < list.size())
                visits_[v].instruction(list[i - before]);
        }
    }
}

Vectors Visits::get(ValueId value) {
    Vectors all;
    for (Visit& visit : visits_)
        all.append(visit.get(value));
    return all;
}

}  // namespace tenon::codegen::simd
