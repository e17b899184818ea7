// SPDX-License-Identifier: MIT
#include "codegen/llvm/analysis.hpp"

#include <algorithm>
#include <bit>

#include "ops/math/functions.hpp"

namespace tenon::codegen::simd {

namespace {

using namespace kernel;

class Analyser {
public:
    Analyser(const Kernel& kernel, Target target) : kernel_(kernel), target_(std::move(target)) {
        result_.level.assign(kernel.instrs.size(), Level::once);
        result_.uniform_var.assign(kernel.vars.size(), true);
        result_.blocks.resize(kernel.blocks.size());
        result_.source.assign(kernel.instrs.size(), no_value);
    }

    Analysis run() {
        collect(body_block);
        find_sources(body_block, std::vector(kernel_.vars.size(), zero_value));
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
public:
    /// See analyse_in_step.
    Analysis run_in_step(const Analysis& outside, ValueId loop) {
        result_ = outside;
        in_step_ = true;
        const Instr& instr = kernel_.instrs[loop];
        const std::vector<ValueId>& held = outside.at_loop.at(loop);
        for (Level& level : result_.level)
            if (level == Level::place)
                level = Level::varying;  // what is outside comes from memory
        for (std::size_t var = 0; var < kernel_.vars.size(); ++var)
            result_.uniform_var[var] =
                held[var] == zero_value ||
                (held[var] != no_value && outside.level[held[var]] <= Level::row);
        // Lanes that leave keep what the condition's block wrote; a counter there would need care.
        for (const std::uint32_t var : outside.blocks[instr.first].writes)
            result_.uniform_var[var] = false;
        for (const BlockId block : {instr.first, instr.second})
            for (const ValueId value : outside.blocks[block].values)
                result_.level[value] = Level::once;
        do {
            changed_ = false;
            visit(instr.first, true, false);
            visit(instr.second, true, false);
        } while (changed_);
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

    /// Follows what each variable is known to hold; returns that at the end of the block.
    std::vector<ValueId> find_sources(BlockId id, std::vector<ValueId> held) {
        const auto forget = [&](BlockId block) {
            if (block != no_block)
                for (const std::uint32_t var : result_.blocks[block].writes)
                    held[var] = no_value;
        };
        for (const ValueId value : kernel_.blocks[id]) {
            const Instr& instr = kernel_.instrs[value];
            switch (instr.code) {
            case Code::read_var: result_.source[value] = held[instr.index]; break;
            case Code::write_var: held[instr.index] = instr.a; break;
            case Code::if_:
                for (const BlockId side : {instr.first, instr.second})
                    if (side != no_block)
                        find_sources(side, held);
                forget(instr.first);
                forget(instr.second);
                break;
            case Code::while_:
                if (id == body_block)
                    result_.at_loop[value] = held;
                forget(instr.first);
                forget(instr.second);
                find_sources(instr.second, find_sources(instr.first, held));
                break;
            default: break;
            }
        }
        return held;
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
            default: raise(value, level_of(value, nested, divergent));
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

    Level level_of(ValueId id, bool nested, bool divergent) const {
        const Instr& instr = kernel_.instrs[id];
        switch (instr.code) {
        case Code::constant:
        case Code::argument:
        case Code::extent: return Level::once;
        case Code::coordinate:
            return static_cast<int>(instr.index) == kernel_.rank - 1 ? Level::varying : Level::row;
        case Code::load: return fixed(instr) ? Level::row : Level::varying;
        case Code::gather:
            if (!fixed(instr))
                return Level::varying;
            // Inside a branch the position may be valid for the lanes that are there only.
            if (!nested && level(instr.a) <= Level::row)
                return Level::row;
            return !divergent && !in_step_ && level(instr.a) <= Level::place ? Level::place
                                                                             : Level::varying;
        case Code::read_var: {
            const ValueId source = result_.source[id];
            if (source == zero_value)
                return Level::once;
            if (source != no_value)
                return level(source);
            return result_.uniform_var[instr.index] ? Level::place : Level::varying;
        }
        default: {
            if (same_in_leaf(instr))
                return Level::place;
            Level highest = Level::once;
            for (const ValueId operand : {instr.a, instr.b, instr.c})
                if (operand != no_value)
                    highest = std::max(highest, level(operand));
            return highest;
        }
        }
    }

    /// The upper bits of the last coordinate, which all elements of a leaf have in common.
    bool same_in_leaf(const Instr& instr) const {
        constexpr std::uint64_t leaf_bits = std::countr_zero(std::uint64_t{ops::leaf_size});
        if (kernel_.form != Form::row_reduce || instr.code != Code::compute ||
            instr.op != ops::Op::bitwise_right_shift)
            return false;
        const Instr& count = kernel_.instrs[instr.b];
        const Instr* shifted = &kernel_.instrs[instr.a];
        while (shifted->code == Code::cast && size_of(shifted->type) == 8 &&
               !is_floating(shifted->type))
            shifted = &kernel_.instrs[shifted->a];
        return shifted->code == Code::coordinate &&
               static_cast<int>(shifted->index) == kernel_.rank - 1 &&
               count.code == Code::constant && count.bits >= leaf_bits && count.bits < 64;
    }

    /// One element for the whole row, which nothing here changes.
    bool fixed(const Instr& instr) const {
        const Param& param = kernel_.params[instr.index];
        return param.inner == Inner::broadcast && !param.written;
    }

    /// A condition as a number, which is not made where the condition is counted.
    bool is_counted(ValueId value) const {
        return std::ranges::any_of(kernel_.reductions, [&](const Reduction& reduction) {
            return reduction.values[0] == value &&
                   counted_mask(kernel_, target_, result_, reduction) != no_value;
        });
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
            if (level(value) == Level::varying && !is_counted(value))
                see(instr.type);
            if (instr.code == Code::while_ && level(instr.a) == Level::varying)
                see(DType::int32);  // narrower lanes cannot be packed together
        }
        for (std::size_t i = 0; i < kernel_.vars.size(); ++i)
            if (!result_.uniform_var[i])
                see(kernel_.vars[i]);
        for (const Reduction& reduction : kernel_.reductions) {
            if (counted_mask(kernel_, target_, result_, reduction) == no_value)
                see(reduction.type);
            if (ops::finds_position(reduction.op))
                see(DType::int64);
        }
        int count = target_.vector_bits / (8 * static_cast<int>(widest));
        if (kernel_.form == Form::row_reduce)
            count = std::min(count, ops::lane_count);
        // Addresses are 64 bits wide: more lanes would only make more vectors of them.
        return strided ? std::min(count, 16) : count;
    }

    /// Registers (in units of one full vector) that one vector's worth of lanes keeps alive.
    /// `reuses`: a result takes the register of an operand that is not needed any more, and what is
    /// read of a variable has no other than the variable's.
    int pressure(bool reuses = false) const {
        const std::vector<ValueId>& order = result_.blocks[body_block].values;
        std::vector<int> last(kernel_.instrs.size(), -1);
        for (std::size_t i = 0; i < order.size(); ++i) {
            for (const ValueId operand : uses(kernel_, result_, order[i]))
                last[operand] = static_cast<int>(i);
        }
        int live = 0, only_left = 0;
        const std::vector<bool> left = reuses ? left_by_loops() : std::vector<bool>();
        for (std::size_t i = 0; i < kernel_.vars.size(); ++i)
            (reuses && left[i] ? only_left : live) +=
                result_.uniform_var[i] ? 0 : registers(kernel_.vars[i]);
        for (const Reduction& reduction : kernel_.reductions)
            live += registers(reduction.type) * ops::component_count(reduction.op);
        int most = std::max(live + only_left, 1);
        std::vector<std::vector<ValueId>> ends(order.size());
        const auto ended_at = [&](std::size_t i) {
            int ended = 0;
            for (const ValueId value : ends[i])
                ended += registers(kernel_.instrs[value].type);
            return ended;
        };
        for (std::size_t i = 0; i < order.size(); ++i) {
            const ValueId value = order[i];
            const Instr& instr = kernel_.instrs[value];
            if (reuses)
                live -= ended_at(i);
            const bool shares = reuses && instr.code == Code::read_var;
            if (level(value) == Level::varying && !shares && last[value] > static_cast<int>(i)) {
                ends[static_cast<std::size_t>(last[value])].push_back(value);
                live += registers(instr.type);
            }
            most = std::max(most, live);
            if (!reuses)
                live -= ended_at(i);
        }
        return most;
    }

    /// Variables that loops write and do not read: while an iteration computes, nothing is in them.
    std::vector<bool> left_by_loops() const {
        std::vector<bool> read(kernel_.vars.size()), written(kernel_.vars.size());
        for (const ValueId value : result_.blocks[body_block].values) {
            const Instr& loop = kernel_.instrs[value];
            if (loop.code != Code::while_)
                continue;
            for (const auto block : {loop.first, loop.second})
                for (const ValueId inside : result_.blocks[block].values) {
                    const Instr& instr = kernel_.instrs[inside];
                    if (instr.code == Code::read_var)
                        read[instr.index] = true;
                    else if (instr.code == Code::write_var)
                        written[instr.index] = true;
                }
        }
        for (std::size_t i = 0; i < written.size(); ++i)
            written[i] = written[i] && !read[i];
        return written;
    }

    int registers(DType type) const {
        if (is_bool(type) && target_.vector_bits == 512)
            return 0;  // masks have registers of their own
        const int bits = result_.lanes * 8 * static_cast<int>(size_of(type));
        return std::max(1, bits / target_.vector_bits);
    }

    /// Vectors side by side in a body without branches that is longer than what the processor
    /// looks ahead: of such bodies one after the other it sees hardly more than one, whose
    /// operations wait for each other. A value or two of each may live in memory, whose ports have
    /// little to do then. 1 where that does not pay.
    int long_body_flight(int operations, int free) const {
        constexpr int window = 64;
        if (operations <= window)
            return 1;
        return std::min(free * 5 / (pressure() * 4), 800 / operations);
    }

    /// Code of math functions in the kernel saves calls, and saving registers around them, but each
    /// takes most of a millisecond to compile. Two are always worth it, more only in bodies with
    /// much else that calls would interrupt.
    static bool inline_pays(int functions, int operations) {
        return functions > 0 && (functions <= 2 || operations >= 15 * functions);
    }

    /// Loops that are as long for all lanes, and nothing else: what passes from one iteration to
    /// the next stays in registers.
    bool loops_in_step() const {
        if (kernel_.form != Form::map)
            return false;
        bool loops = false;
        for (const ValueId value : result_.blocks[body_block].values) {
            const Instr& instr = kernel_.instrs[value];
            if (instr.code == Code::if_ ||
                (instr.code == Code::while_ && level(instr.a) == Level::varying))
                return false;
            loops |= instr.code == Code::while_;
        }
        return loops;
    }

    int flight() {
        int calls = 0;
        int functions = 0;
        int uniforms = 0;
        int operations = 1;
        for (const ValueId value : result_.blocks[body_block].values) {
            const Instr& instr = kernel_.instrs[value];
            if (level(value) == Level::varying) {
                ++operations;
                calls += is_call(instr);
                functions += is_inline_math(instr, kernel_, target_);
            } else {
                uniforms += instr.code == Code::argument || instr.code == Code::load;
            }
        }
        const int registers = register_count(target_);
        const int free = registers - std::min(uniforms, registers / 4);
        const bool straight =
            result_.blocks[body_block].values.size() == kernel_.blocks[body_block].size();
        int most = 4;
        if (kernel_.form == Form::column_reduce)
            most = 8;
        if (kernel_.form == Form::row_reduce)
            most = ops::lane_count / result_.lanes;
        int count = 1;
        result_.interleaved = !straight || calls > 0;
        result_.inline_math = inline_pays(functions, operations);
        if (result_.inline_math) {
            // 128 bytes of float64: with less at a time, stores past the caches take twice as long.
            count = (operations <= 160 ? 16 : 8) / result_.lanes;
        } else if (calls > 0) {
            // The functions' own work fills the processor's window: vectors overlap, and ask for
            // memory early enough, only where their loads and calls stand next to each other.
            count = operations <= 24 ? 4 : operations <= 240 ? 2 : 1;
        } else if (!straight) {
            // Instructions stand side by side: each vector has all its values in registers.
            // Compile time grows with every copy.
            const bool in_step = loops_in_step();
            count = std::min(free / pressure(in_step), std::max(1, 400 / operations));
            if (in_step)
                most = 8;  // nothing but the vectors' own latency to wait for
        } else if (const int side_by_side = long_body_flight(operations, free); side_by_side > 1) {
            // Not in step, so that different operations meet: all multiplications at once would
            // wait for the same ports. 4 is measured, 2 to 6 do about as well.
            result_.behind = 4;
            count = side_by_side;
        } else if (kernel_.form != Form::map) {
            // Accumulators of all vectors, values of one at a time.
            int accumulators = 0;
            for (const Reduction& reduction : kernel_.reductions)
                accumulators +=
                    this->registers(reduction.type) * ops::component_count(reduction.op);
            count = (free - (pressure() - accumulators)) / std::max(accumulators, 1);
        } else {
            // Vectors follow each other. The processor overlaps them across iterations too, so
            // several only save the loop's own instructions.
            count = 48 / operations;
        }
        return static_cast<int>(std::bit_floor(static_cast<unsigned>(std::clamp(count, 1, most))));
    }

    const Kernel& kernel_;
    Target target_;
    Analysis result_;
    bool changed_ = false;
    bool in_step_ = false;  ///< see run_in_step: lanes that have left are carried along
};

}  // namespace

ValueId counted_mask(const Kernel& core, const Target& target, const Analysis& analysis,
                     const Reduction& reduction) {
    if (core.form != Form::row_reduce || target.vector_bits != 512 ||
        reduction.op != ops::ReduceOp::sum || is_floating(reduction.type))
        return no_value;
    const Instr& value = core.instrs[reduction.values[0]];
    const bool counts = value.code == Code::cast && is_bool(core.instrs[value.a].type) &&
                        !analysis.uniform(value.a);
    return counts ? value.a : no_value;
}

bool is_call(const Instr& instr) {
    return instr.code == Code::compute && (ops::has(instr.op, ops::call) ||
                                           (instr.op == ops::Op::fmod && is_floating(instr.type)));
}

bool is_inline_math(const Instr& instr, const Kernel& core, const Target& target) {
    return instr.code == Code::compute && target.fma && target.vector_bits >= 256 &&
           math::has_function(instr.op, core.instrs[instr.a].type);
}

int register_count(const Target& target) { return target.vector_bits == 512 ? 32 : 16; }

Analysis analyse(const Kernel& core, const Target& target) { return Analyser(core, target).run(); }

Analysis analyse_in_step(const Kernel& core, const Analysis& outside, ValueId loop) {
    return Analyser(core, {}).run_in_step(outside, loop);
}

llvm::SmallVector<ValueId, 3> uses(const Kernel& core, const Analysis& analysis, ValueId value) {
    const Instr& instr = core.instrs[value];
    llvm::SmallVector<ValueId, 3> used;
    for (const ValueId operand : {instr.a, instr.b, instr.c, analysis.source[value]})
        if (operand != no_value && operand != zero_value)
            used.push_back(operand);
    return used;
}

}  // namespace tenon::codegen::simd
