// SPDX-License-Identifier: MIT
#include "codegen/llvm/analysis.hpp"

#include <algorithm>

namespace tenon::codegen::simd {

namespace {

using namespace kernel;

class Analyser {
public:
    Analyser(const Kernel& kernel, const Target& target) : kernel_(kernel), target_(target) {
        result_.level.assign(kernel.instrs.size(), Level::once);
        result_.uniform_var.assign(kernel.vars.size(), true);
        result_.blocks.resize(kernel.blocks.size());
    }

    Analysis run() {
        collect(body_block);
        // Variables start as uniform; each round finds more that are not, until nothing changes.
        do {
            changed_ = false;
            visit(body_block, false, false);
        } while (changed_);
        result_.lanes = lanes();
        result_.flight = flight();
        return std::move(result_);
    }

private:
    void collect(BlockId id) {
        BlockFacts& facts = result_.blocks[id];
        for (const ValueId value : kernel_.blocks[id]) {
            const Instr& instr = kernel_.instrs[value];
            facts.values.push_back(value);
            switch (instr.code) {
            case Code::store: facts.has_store = true; break;
            case Code::write_var: facts.writes.push_back(instr.index); break;
            case Code::while_: facts.has_loop = true; [[fallthrough]];
            case Code::if_:
                for (const BlockId inner : {instr.first, instr.second})
                    if (inner != no_block)
                        absorb(facts, inner);
                break;
            default: break;
            }
            facts.weight += is_call(instr) ? 20 : 1;
        }
        std::ranges::sort(facts.writes);
        facts.writes.erase(std::unique(facts.writes.begin(), facts.writes.end()),
                           facts.writes.end());
    }

    void absorb(BlockFacts& facts, BlockId inner) {
        collect(inner);
        const BlockFacts& other = result_.blocks[inner];
        facts.has_loop |= other.has_loop;
        facts.has_store |= other.has_store;
        facts.weight += other.weight;
        facts.writes.insert(facts.writes.end(), other.writes.begin(), other.writes.end());
        facts.values.insert(facts.values.end(), other.values.begin(), other.values.end());
    }

    void visit(BlockId id, bool nested, bool divergent) {
        for (const ValueId value : kernel_.blocks[id]) {
            const Instr& instr = kernel_.instrs[value];
            switch (instr.code) {
            case Code::write_var:
                if (divergent || level(instr.a) == Level::varying)
                    make_varying(instr.index);
                break;
            case Code::if_: {
                const bool splits = divergent || level(instr.a) == Level::varying;
                visit(instr.first, true, splits);
                if (instr.second != no_block)
                    visit(instr.second, true, splits);
                break;
            }
            case Code::while_: {
                // The condition's level is known after a first look at its block.
                visit(instr.first, true, divergent);
                const bool splits = divergent || level(instr.a) == Level::varying;
                if (splits)
                    visit(instr.first, true, true);
                visit(instr.second, true, splits);
                break;
            }
            default: raise(value, level_of(instr, nested));
            }
        }
    }

    Level level(ValueId value) const { return result_.level[value]; }

    void raise(ValueId value, Level to) {
        if (to > result_.level[value]) {
            result_.level[value] = to;
            changed_ = true;
        }
    }

    void make_varying(std::uint32_t var) {
        if (result_.uniform_var[var]) {
            result_.uniform_var[var] = false;
            changed_ = true;
        }
    }

    Level level_of(const Instr& instr, bool nested) const {
        switch (instr.code) {
        case Code::constant:
        case Code::argument:
        case Code::extent: return Level::once;
        case Code::coordinate:
            return static_cast<int>(instr.index) == kernel_.rank - 1 ? Level::varying : Level::row;
        case Code::load: return fixed(instr) ? Level::row : Level::varying;
        case Code::gather:
            // Inside a branch the position may be valid for the lanes that are there only.
            return fixed(instr) && !nested && level(instr.a) <= Level::row ? Level::row
                                                                           : Level::varying;
        case Code::read_var:
            return result_.uniform_var[instr.index] ? Level::place : Level::varying;
        default: {
            Level highest = Level::once;
            for (const ValueId operand : {instr.a, instr.b, instr.c})
                if (operand != no_value)
                    highest = std::max(highest, level(operand));
            return highest;
        }
        }
    }

    /// One element for the whole row, which nothing here changes.
    bool fixed(const Instr& instr) const {
        const Param& param = kernel_.params[instr.index];
        return param.inner == Inner::broadcast && !param.written;
    }

    int lanes() const {
        std::size_t widest = 1;
        const auto see = [&](DType type) { widest = std::max(widest, size_of(real_type(type))); };
        bool strided = false;
        for (const ValueId value : result_.blocks[body_block].values) {
            const Instr& instr = kernel_.instrs[value];
            switch (instr.code) {
            case Code::store: see(kernel_.params[instr.index].dtype); [[fallthrough]];
            case Code::load:
            case Code::gather:
                strided |= kernel_.params[instr.index].inner == Inner::strided ||
                           instr.code == Code::gather;
                break;
            default: break;
            }
            if (level(value) == Level::varying)
                see(instr.type);
        }
        for (std::size_t i = 0; i < kernel_.vars.size(); ++i)
            if (!result_.uniform_var[i])
                see(kernel_.vars[i]);
        for (const Reduction& reduction : kernel_.reductions) {
            see(reduction.type);
            if (reduction.op == ops::ReduceOp::argmin || reduction.op == ops::ReduceOp::argmax)
                see(DType::int64);
        }
        int count = target_.vector_bits / (8 * static_cast<int>(widest));
        if (kernel_.form == Form::row_reduce)
            count = std::min(count, ops::lane_count);
        // Addresses are 64 bits wide: more lanes would only make more vectors of them.
        return strided ? std::min(count, 16) : count;
    }

    /// Registers (in units of one full vector) that one vector's worth of lanes keeps alive.
    int pressure() const {
        const std::vector<ValueId>& order = result_.blocks[body_block].values;
        std::vector<int> last(kernel_.instrs.size(), -1);
        for (std::size_t i = 0; i < order.size(); ++i) {
            const Instr& instr = kernel_.instrs[order[i]];
            for (const ValueId operand : {instr.a, instr.b, instr.c})
                if (operand != no_value)
                    last[operand] = static_cast<int>(i);
        }
        int live = 0;
        for (std::size_t i = 0; i < kernel_.vars.size(); ++i)
            live += result_.uniform_var[i] ? 0 : registers(kernel_.vars[i]);
        for (const Reduction& reduction : kernel_.reductions)
            live += registers(reduction.type) * ops::component_count(reduction.op);
        int most = std::max(live, 1);
        std::vector<std::vector<ValueId>> ends(order.size());
        for (std::size_t i = 0; i < order.size(); ++i) {
            const ValueId value = order[i];
            const Instr& instr = kernel_.instrs[value];
            if (level(value) == Level::varying && last[value] > static_cast<int>(i)) {
                ends[static_cast<std::size_t>(last[value])].push_back(value);
                live += registers(instr.type);
            }
            most = std::max(most, live);
            for (const ValueId ended : ends[i])
                live -= registers(kernel_.instrs[ended].type);
        }
        return most;
    }

    int registers(DType type) const {
        if (is_bool(type) && target_.vector_bits == 512)
            return 0;  // masks have registers of their own
        const int bits = result_.lanes * 8 * static_cast<int>(size_of(type));
        return std::max(1, bits / target_.vector_bits);
    }

    int flight() const {
        int calls = 0;
        int uniforms = 0;
        int operations = 1;
        for (const ValueId value : result_.blocks[body_block].values) {
            const Instr& instr = kernel_.instrs[value];
            if (level(value) == Level::varying) {
                ++operations;
                calls += is_call(instr);
            } else {
                uniforms += instr.code == Code::argument || instr.code == Code::load;
            }
        }
        if (kernel_.form == Form::row_reduce)
            return ops::lane_count / result_.lanes;
        const int registers = register_count(target_);
        const int free = registers - std::min(uniforms, registers / 4);
        int most = kernel_.form == Form::column_reduce ? 8 : 4;
        if (calls > 0)
            most = 2;  // a call saves nothing: values in flight cross it through memory
        // Compile time grows with every copy.
        most = std::min(most, std::max(1, 400 / operations));
        int count = std::clamp(free / pressure(), 1, most);
        while ((count & (count - 1)) != 0)
            --count;
        return count;
    }

    const Kernel& kernel_;
    const Target& target_;
    Analysis result_;
    bool changed_ = false;
};

}  // namespace

bool is_call(const Instr& instr) {
    return instr.code == Code::compute && (ops::has(instr.op, ops::call) ||
                                           (instr.op == ops::Op::fmod && is_floating(instr.type)));
}

int register_count(const Target& target) { return target.vector_bits == 512 ? 32 : 16; }

Analysis analyse(const Kernel& core, const Target& target) { return Analyser(core, target).run(); }

}  // namespace tenon::codegen::simd
