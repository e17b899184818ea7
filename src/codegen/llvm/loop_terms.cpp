// SPDX-License-Identifier: MIT
#include "codegen/llvm/loop_terms.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace tenon::codegen::simd {

using namespace kernel;

LoopTerms::LoopTerms(const Kernel& kernel, const DivergentLoop& loop)
    : kernel_(kernel), loop_(loop), origin_(kernel.instrs.size()), touched_(kernel.vars.size()) {
    std::iota(origin_.begin(), origin_.end(), ValueId{0});
    const Instr& instr = kernel.instrs[loop.loop];
    follow(kernel.blocks[instr.first]);
    follow(kernel.blocks[instr.second]);
}

void LoopTerms::follow(const Block& block) {
    for (const ValueId value : block) {
        const Instr& instr = kernel_.instrs[value];
        switch (instr.code) {
        case Code::read_var:
            if (!touched_[instr.index])
                start_.try_emplace(instr.index, value);
            origin_[value] = held_.try_emplace(instr.index, value).first->second;
            break;
        case Code::write_var:
            touched_[instr.index] = true;
            held_[instr.index] = origin_[instr.a];
            break;
        case Code::if_:
        case Code::while_:
            // What is written inside is not followed.
            held_.clear();
            touched_.assign(touched_.size(), true);
            break;
        default: break;
        }
    }
}

std::optional<std::uint32_t> LoopTerms::at_start(ValueId value) const {
    const Instr& read = instr(value);
    if (read.code != Code::read_var)
        return std::nullopt;
    const auto found = start_.find(read.index);
    if (found == start_.end() || found->second != origin_[value])
        return std::nullopt;
    return read.index;
}

ValueId LoopTerms::at_end(std::uint32_t var) const {
    const auto found = held_.find(var);
    return found == held_.end() ? no_value : found->second;
}

bool LoopTerms::same(ValueId x, ValueId y) const {
    const auto equal = [&](ValueId a, ValueId b) {
        return a == b || (a != no_value && b != no_value && origin_[a] == origin_[b]);
    };
    const Instr& one = instr(x);
    const Instr& other = instr(y);
    return equal(x, y) || (one.code == Code::compute && other.code == Code::compute &&
                           one.op == other.op && equal(one.c, other.c) &&
                           ((equal(one.a, other.a) && equal(one.b, other.b)) ||
                            (equal(one.a, other.b) && equal(one.b, other.a) &&
                             ops::has(one.op, ops::commutative))));
}

bool LoopTerms::constant(ValueId value) const {
    return loop_.facts.level[value] <= Level::row ||
           std::ranges::find(loop_.constants, value) != loop_.constants.end() ||
           std::ranges::find(loop_.brought, value) != loop_.brought.end();
}

std::optional<double> LoopTerms::number(ValueId value) const {
    const Instr& made = instr(value);
    if (made.code != Code::constant || !is_floating(made.type))
        return std::nullopt;
    return made.type == DType::float64
               ? std::bit_cast<double>(made.bits)
               : double{std::bit_cast<float>(static_cast<std::uint32_t>(made.bits))};
}

bool LoopTerms::is(ValueId value, ops::Op op) const {
    const Instr& made = instr(value);
    return made.code == Code::compute && made.op == op && is_floating(made.type);
}

std::optional<std::pair<ValueId, double>> LoopTerms::scaled(ValueId value) const {
    const Instr& made = instr(value);
    if (is(value, ops::Op::add) && same(made.a, made.b))
        return std::pair{made.a, 2.0};
    if (!is(value, ops::Op::multiply))
        return std::nullopt;
    for (const auto& [x, factor] : {std::pair{made.a, made.b}, std::pair{made.b, made.a}}) {
        const double scale = number(factor).value_or(0);
        int exponent = 0;
        if (scale > 1 && scale < 0x1p64 && std::frexp(scale, &exponent) == 0.5)
            return std::pair{x, scale};
    }
    return std::nullopt;
}

bool LoopTerms::sums_squares(ValueId value, std::vector<ValueId>& squares) const {
    const Instr& made = instr(value);
    if (is(value, ops::Op::add))
        return sums_squares(made.a, squares) && sums_squares(made.b, squares);
    if (!is(value, ops::Op::multiply) || !same(made.a, made.b))
        return false;
    squares.push_back(value);
    return true;
}

std::optional<UpperBound> upper_bound(const LoopTerms& terms, ValueId condition) {
    const Instr& instr = terms.instr(condition);
    if (instr.code != Code::compute)
        return std::nullopt;
    if (instr.op == ops::Op::less || instr.op == ops::Op::less_equal)
        return UpperBound{instr.a, instr.b};
    if (instr.op == ops::Op::greater || instr.op == ops::Op::greater_equal)
        return UpperBound{instr.b, instr.a};
    return std::nullopt;
}

std::vector<ValueId> split_conditions(const Kernel& kernel, ValueId condition) {
    const Instr& instr = kernel.instrs[condition];
    if (instr.code != Code::compute || instr.op != ops::Op::bitwise_and)
        return {condition};
    std::vector<ValueId> parts = split_conditions(kernel, instr.a);
    const std::vector<ValueId> others = split_conditions(kernel, instr.b);
    parts.insert(parts.end(), others.begin(), others.end());
    return parts;
}

void find_fusions(const LoopTerms& terms, DivergentLoop& loop, const std::vector<ValueId>& values) {
    for (const ValueId value : values) {
        const bool subtracts = terms.is(value, ops::Op::subtract);
        if ((!terms.is(value, ops::Op::add) && !subtracts) ||
            loop.facts.level[value] != Level::varying)
            continue;
        const Instr& instr = terms.kernel().instrs[value];
        if (instr.code != Code::compute)
            continue;
        if (const auto left = terms.scaled(instr.a); left && terms.constant(instr.b))
            loop.fusions[value] = {left->first, instr.b, left->second, subtracts};
        else if (const auto right = terms.scaled(instr.b); right && terms.constant(instr.a))
            loop.fusions[value] = {right->first, instr.a,
                                   subtracts ? -right->second : right->second, false};
    }
}

void find_bounded_squares(const LoopTerms& terms, DivergentLoop& loop) {
    const Kernel& kernel = terms.kernel();
    for (const ValueId part : split_conditions(kernel, kernel.instrs[loop.loop].a)) {
        // Each square is at most the number before 2, so their sum is below twice as many, and
        // no rounding takes it further than that.
        std::vector<ValueId> squares;
        const auto bound = upper_bound(terms, part);
        if (bound && is_floating(terms.instr(bound->value).type) &&
            terms.sums_squares(bound->value, squares) &&
            2.0 * static_cast<double>(squares.size()) <= terms.number(bound->limit).value_or(0))
            loop.bounded_squares[part] = squares;
    }
}

}  // namespace tenon::codegen::simd
