// SPDX-License-Identifier: MIT
#include <unordered_map>
#include <utility>

#include "kernel/lower.hpp"

namespace tenon::kernel {

namespace {

/// Only these keep the place that they have in their block.
bool is_anchored(Code code) {
    return code == Code::load || code == Code::gather || code == Code::read_var ||
           code == Code::store || code == Code::write_var || code == Code::if_ ||
           code == Code::while_;
}

/// What a kernel needs: stores and reductions, what they are made of, and the loops and branches
/// around stores and around the variables that are read.
class Liveness {
public:
    explicit Liveness(const Kernel& kernel)
        : kernel_(kernel), live_(kernel.instrs.size(), false), vars_(kernel.vars.size(), false) {
        for (const Reduction& reduction : kernel.reductions)
            for (const ValueId value : reduction.values)
                need(value);
        do {
            changed_ = false;
            block(body_block);
        } while (changed_);
    }

    bool operator[](ValueId value) const { return live_[value]; }

private:
    /// Whether anything in the block has an effect that counts.
    bool block(BlockId id) {
        if (id == no_block)
            return false;
        bool any = false;
        for (const ValueId value : kernel_.blocks[id]) {
            if (!has_effect(kernel_.instrs[value]))
                continue;
            need(value);
            any = true;
        }
        return any;
    }

    bool has_effect(const Instr& instr) {
        switch (instr.code) {
        case Code::store: return true;
        case Code::write_var: return vars_[instr.index];
        case Code::if_:
        case Code::while_: {
            const bool first = block(instr.first);
            return block(instr.second) || first;
        }
        default: return false;
        }
    }

    void need(ValueId value) {
        if (value == no_value || live_[value])
            return;
        live_[value] = true;
        changed_ = true;
        const Instr& instr = kernel_.instrs[value];
        if (instr.code == Code::read_var)
            vars_[instr.index] = true;
        for (const ValueId operand : {instr.a, instr.b, instr.c})
            need(operand);
    }

    const Kernel& kernel_;
    std::vector<bool> live_, vars_;
    bool changed_ = false;
};

class Pruner {
public:
    explicit Pruner(const Kernel& old)
        : old_(old), live_(old), home_(old.instrs.size(), no_block),
          renamed_(old.instrs.size(), no_value), visited_for_(old.instrs.size(), no_block) {
        for (BlockId block = 0; block < old.blocks.size(); ++block)
            for (const ValueId value : old.blocks[block])
                home_[value] = block;
    }

    Kernel run() {
        new_.name = old_.name;
        new_.form = old_.form;
        new_.rank = old_.rank;
        new_.kept_rank = old_.kept_rank;
        new_.params = old_.params;
        new_.arguments = old_.arguments;
        new_.blocks.emplace_back();
        fill(body_block, body_block, [&] {
            for (const Reduction& reduction : old_.reductions)
                for (const ValueId value : reduction.values)
                    emit_pure(value, body_block);
        });
        for (Reduction reduction : old_.reductions) {
            for (ValueId& value : reduction.values)
                value = renamed(value);
            new_.reductions.push_back(reduction);
        }
        return std::move(new_);
    }

private:
    template <class AtEnd>
    void fill(BlockId from, BlockId to, AtEnd at_end) {
        const BlockId outer = std::exchange(target_, to);
        for (const ValueId value : old_.blocks[from])
            if (live_[value] && is_anchored(old_.instrs[value].code)) {
                demand(value, from);
                append(value);
            }
        at_end();
        target_ = outer;
    }

    /// Appends the values of block `home` that an anchored instruction needs, inside it too.
    void demand(ValueId anchored, BlockId home) {
        const Instr& instr = old_.instrs[anchored];
        for (const ValueId operand : {instr.a, instr.b, instr.c})
            emit_pure(operand, home);
        for (const BlockId block : {instr.first, instr.second}) {
            if (block == no_block)
                continue;
            for (const ValueId value : old_.blocks[block])
                if (live_[value] && is_anchored(old_.instrs[value].code))
                    demand(value, home);
        }
    }

    /// Appends `value` after what it needs, but only what lives in `home` and is not there yet.
    void emit_pure(ValueId value, BlockId home) {
        if (value == no_value || renamed_[value] != no_value || visited_for_[value] == home)
            return;
        visited_for_[value] = home;  // shared values must not be walked once for each path to them
        const Instr& instr = old_.instrs[value];
        if (is_anchored(instr.code) && home_[value] != home)
            return;
        for (const ValueId operand : {instr.a, instr.b, instr.c})
            emit_pure(operand, home);
        if (home_[value] == home)
            append(value);
    }

    void append(ValueId value) {
        if (renamed_[value] != no_value)
            return;
        Instr instr = old_.instrs[value];
        if (instr.code == Code::if_) {
            instr.first = inner(instr.first, no_value);
            instr.second = otherwise(instr.second);
        } else if (instr.code == Code::while_) {
            instr.first = inner(instr.first, instr.a);
            instr.second = inner(instr.second, no_value);
        }
        for (ValueId* operand : {&instr.a, &instr.b, &instr.c})
            *operand = renamed(*operand);
        if (instr.code == Code::read_var || instr.code == Code::write_var)
            instr.index = renamed_var(instr.index);
        renamed_[value] = static_cast<ValueId>(new_.instrs.size());
        new_.instrs.push_back(instr);
        new_.blocks[target_].push_back(renamed_[value]);
    }

    /// An empty second branch goes.
    BlockId otherwise(BlockId from) {
        const BlockId to = inner(from, no_value);
        if (to == no_block || !new_.blocks[to].empty())
            return to;
        new_.blocks.pop_back();
        return no_block;
    }

    /// `result`, if any, is needed at the end of the block.
    BlockId inner(BlockId from, ValueId result) {
        if (from == no_block)
            return no_block;
        const auto to = static_cast<BlockId>(new_.blocks.size());
        new_.blocks.emplace_back();
        fill(from, to, [&] { emit_pure(result, from); });
        return to;
    }

    ValueId renamed(ValueId value) const { return value == no_value ? no_value : renamed_[value]; }

    std::uint32_t renamed_var(std::uint32_t var) {
        const auto [found, added] =
            vars_.try_emplace(var, static_cast<std::uint32_t>(new_.vars.size()));
        if (added)
            new_.vars.push_back(old_.vars[var]);
        return found->second;
    }

    const Kernel& old_;
    Liveness live_;
    std::vector<BlockId> home_;
    std::vector<ValueId> renamed_;
    std::vector<BlockId> visited_for_;
    std::unordered_map<std::uint32_t, std::uint32_t> vars_;
    Kernel new_;
    BlockId target_ = body_block;
};

}  // namespace

Kernel prune(const Kernel& kernel) { return Pruner(kernel).run(); }

}  // namespace tenon::kernel
