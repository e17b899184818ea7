// SPDX-License-Identifier: MIT
#include "codegen/llvm/loop_plan.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "codegen/llvm/loop_exits.hpp"
#include "codegen/llvm/loop_terms.hpp"

namespace tenon::codegen::simd {

using namespace kernel;

namespace {

template <class T>
void add(std::vector<T>& list, T one) {
    if (std::ranges::find(list, one) == list.end())
        list.push_back(one);
}

class Planner {
public:
    Planner(Frame& frame, bool end_at_leaving)
        : frame_(frame), kernel_(frame.kernel), facts_(frame.analysis),
          fma_(frame.target.vector_bits >= 256), made_in_(kernel_.instrs.size(), -1) {
        plan_.ends_at_leaving = end_at_leaving;
    }

    std::optional<LoopPlan> run() {
        if (kernel_.form != Form::map)
            return std::nullopt;
        cut();
        if (plan_.loops.empty())
            return std::nullopt;
        if (plan_.ends_at_leaving && !short_end())
            return std::nullopt;
        find_crossing_vars();
        for (std::size_t i = 0; i < plan_.loops.size(); ++i) {
            plan_part(static_cast<int>(i));
            plan_loop(plan_.loops[i], static_cast<int>(i));
        }
        plan_part(static_cast<int>(plan_.loops.size()));
        if (plan_.ends_at_leaving)
            check_end();
        if (refused_)
            return std::nullopt;
        return std::move(plan_);
    }

private:
    bool divergent(const Instr& instr) const {
        return instr.code == Code::while_ && !facts_.uniform(instr.a) &&
               !facts_.blocks[instr.first].has_store && !facts_.blocks[instr.second].has_store;
    }

    std::vector<ValueId> inside(const Instr& loop) const {
        std::vector<ValueId> all = facts_.blocks[loop.first].values;
        const std::vector<ValueId>& body = facts_.blocks[loop.second].values;
        all.insert(all.end(), body.begin(), body.end());
        return all;
    }

    /// All instructions of a part, those inside its branches and loops too.
    std::vector<ValueId> all_of(const PartPlan& part) const {
        std::vector<ValueId> all;
        for (const ValueId value : part.instrs) {
            all.push_back(value);
            const Instr& instr = kernel_.instrs[value];
            for (const BlockId block : {instr.first, instr.second})
                if (block != no_block)
                    all.insert(all.end(), facts_.blocks[block].values.begin(),
                               facts_.blocks[block].values.end());
        }
        return all;
    }

    void cut() {
        plan_.parts.emplace_back();
        for (const ValueId value : kernel_.blocks[body_block]) {
            if (divergent(kernel_.instrs[value])) {
                plan_.loops.emplace_back().loop = value;
                plan_.parts.emplace_back();
                continue;
            }
            plan_.parts.back().instrs.push_back(value);
            made_in_[value] = static_cast<int>(plan_.parts.size()) - 1;
        }
    }

    /// Whether the last part may be executed for some lanes at a time: each pass costs what it
    /// costs for all lanes of a vector, so it must be little.
    bool short_end() const {
        constexpr int longest = 16;
        const std::vector<ValueId>& instrs = plan_.parts.back().instrs;
        return instrs.size() <= longest && std::ranges::none_of(instrs, [&](ValueId value) {
                   const Instr& instr = kernel_.instrs[value];
                   switch (instr.code) {
                   case Code::if_:
                   case Code::while_:
                   case Code::gather: return true;
                   case Code::load: return facts_.level[value] == Level::varying;
                   case Code::store: return kernel_.params[instr.index].inner == Inner::broadcast;
                   default: return is_call(instr);
                   }
               });
    }

    /// What the last part uses must be at hand in the last loop.
    void check_end() {
        PartPlan& end = plan_.parts.back();
        const DivergentLoop& loop = plan_.loops.back();
        const auto at_hand = [&](ValueId value) {
            return std::ranges::find(loop.constants, value) != loop.constants.end() ||
                   std::ranges::find(loop.brought, value) != loop.brought.end();
        };
        for (const ValueId value : end.recalled)
            refused_ |= !at_hand(value);
        std::erase_if(end.remade, [&](ValueId value) {
            refused_ |= !at_hand(value) && kernel_.instrs[value].code != Code::coordinate;
            return at_hand(value);
        });
        end.recalled.clear();
        for (const ValueId value : end.instrs) {
            const Instr& instr = kernel_.instrs[value];
            if (instr.code != Code::read_var || facts_.source[value] != no_value)
                continue;
            const auto is_var = [&](const DivergentLoop::Counter& counter) {
                return counter.var == instr.index;
            };
            refused_ |= std::ranges::find(loop.carried, instr.index) == loop.carried.end() &&
                        std::ranges::find(loop.fixed, instr.index) == loop.fixed.end() &&
                        std::ranges::none_of(loop.counters, is_var);
        }
    }

    /// Variables that are read, or changed for some lanes only, after the first part: their state
    /// must be there.
    void find_crossing_vars() {
        const std::size_t parts = plan_.parts.size() - (plan_.ends_at_leaving ? 1 : 0);
        for (std::size_t i = 1; i < parts; ++i)
            for (const ValueId value : all_of(plan_.parts[i]))
                see_state(value);
        for (std::size_t i = 1; i < plan_.loops.size(); ++i)
            for (const ValueId value : inside(kernel_.instrs[plan_.loops[i].loop]))
                see_state(value);
        for (const std::uint32_t var : plan_.vars)
            refused_ |= facts_.uniform_var[var];  // rare: its scalar would have to be kept
    }

    void see_state(ValueId value) {
        const Instr& instr = kernel_.instrs[value];
        const bool nested = made_in_[value] < 0;
        if ((instr.code == Code::read_var && facts_.source[value] == no_value) ||
            (instr.code == Code::write_var && nested))
            add(plan_.vars, instr.index);
    }

    /// Whether a value can be made again from what the element's place gives.
    bool placed(ValueId value) const {
        const Instr& instr = kernel_.instrs[value];
        return instr.code == Code::coordinate ||
               (instr.code == Code::load && !kernel_.params[instr.index].written);
    }

    /// A value that part `part` uses, or the loop after it.
    bool comes_from_before(ValueId value, int part) {
        if (made_in_[value] < 0 || made_in_[value] >= part || facts_.level[value] <= Level::row)
            return false;
        refused_ |= facts_.level[value] == Level::place;
        return true;
    }

    void plan_part(int number) {
        PartPlan& part = plan_.parts[static_cast<std::size_t>(number)];
        part.facts = facts_;
        if (number == 0)
            return;
        part.vars = plan_.vars;
        for (const ValueId value : all_of(part))
            for (const ValueId used : uses(kernel_, facts_, value))
                recall(part, used, number);
    }

    void recall(PartPlan& part, ValueId value, int number) {
        if (!comes_from_before(value, number))
            return;
        if (placed(value)) {
            add(part.remade, value);
            return;
        }
        add(part.recalled, value);
        if (!plan_.ends_at_leaving || number + 1 < static_cast<int>(plan_.parts.size()))
            add(plan_.values, value);
    }

    void plan_loop(DivergentLoop& loop, int number) {
        const Instr& instr = kernel_.instrs[loop.loop];
        loop.facts = analyse_in_step(kernel_, facts_, loop.loop);
        std::vector<std::uint32_t> written = facts_.blocks[instr.first].writes;
        for (const std::uint32_t var : facts_.blocks[instr.second].writes)
            add(written, var);
        const std::vector<ValueId>& held = facts_.at_loop.at(loop.loop);
        for (const std::uint32_t var : written) {
            if (loop.facts.uniform_var[var])
                loop.counters.push_back({var, held[var]});
            else
                loop.carried.push_back(var);
        }
        for (const ValueId value : inside(instr))
            plan_instruction(loop, value, written, number);
        const int weight = facts_.blocks[instr.first].weight + facts_.blocks[instr.second].weight;
        loop.straight = std::ranges::none_of(inside(instr), [&](ValueId value) {
            const Instr& step = kernel_.instrs[value];
            return step.code == Code::if_ || step.code == Code::while_ || is_call(step);
        });
        const LoopTerms terms(kernel_, loop);
        if (fma_)
            find_fusions(terms, loop, inside(instr));
        find_absorbing_exits(frame_, terms, loop);
        find_bounded_squares(terms, loop);
        std::erase_if(loop.bounded_squares,
                      [&](const auto& test) { return loop.absorbing.contains(test.first); });
        loop.flight = flight(loop, instr);
        // A vector is loaded, compressed and stored once for each array, in three instructions or
        // more; the rest is what a group costs at its beginning and end.
        const auto arrays = static_cast<int>(loop.carried.size() + loop.fixed.size() +
                                             loop.constants.size() + loop.brought.size() + 1);
        loop.packing = 16 * (4 * arrays + 12) / std::max(weight, 1);
    }

    void plan_instruction(DivergentLoop& loop, ValueId value,
                          const std::vector<std::uint32_t>& written, int number) {
        const Instr& instr = kernel_.instrs[value];
        switch (instr.code) {
        case Code::coordinate:
        case Code::load:
            if (loop.facts.level[value] == Level::varying)
                add(loop.brought, value);
            break;
        case Code::gather:
            loop.masks_memory = true;
            // Packed lanes have lost their place in the row.
            refused_ |= kernel_.params[instr.index].inner != Inner::broadcast;
            break;
        case Code::while_: loop.masks_memory = true; break;
        case Code::read_var:
            if (loop.facts.source[value] == no_value && !loop.facts.uniform_var[instr.index] &&
                std::ranges::find(written, instr.index) == written.end())
                add(loop.fixed, instr.index);
            break;
        default: break;
        }
        PartPlan& before = plan_.parts[static_cast<std::size_t>(number)];
        for (const ValueId used : uses(kernel_, facts_, value)) {
            if (made_in_[used] < 0 || facts_.level[used] <= Level::row)
                continue;
            add(loop.constants, used);
            recall(before, used, number);
        }
    }

    /// How many vectors fit the registers. Each keeps its state and constants, and its counters or
    /// what quick steps found; what a step has in the air is one vector's at a time if vectors
    /// follow each other.
    int flight(const DivergentLoop& loop, const Instr& instr) const {
        const std::size_t kept = loop.carried.size() + loop.fixed.size() + loop.constants.size() +
                                 loop.brought.size() +
                                 std::max(loop.counters.size(), loop.bounded_squares.size());
        const auto [most, shared] = pressure(loop, instr);
        const int registers = register_count(frame_.target);
        // New state takes over registers of what it was made from.
        const std::size_t air = most > loop.carried.size() ? most - loop.carried.size() : 1;
        if (!loop.straight) {
            const std::size_t live = kept + loop.carried.size() + air;
            return std::clamp(registers / static_cast<int>(std::max<std::size_t>(live, 1)), 1, 4);
        }
        const int free = registers - static_cast<int>(most + shared);
        return std::clamp(free / static_cast<int>(std::max<std::size_t>(kept, 1)), 1, 6);
    }

    /// Vectors that a step has in the air, at most; and those that all lanes share.
    std::pair<std::size_t, std::size_t> pressure(const DivergentLoop& loop,
                                                 const Instr& instr) const {
        std::vector<ValueId> order = facts_.blocks[instr.first].values;
        order.insert(order.end(), facts_.blocks[instr.second].values.begin(),
                     facts_.blocks[instr.second].values.end());
        std::set<ValueId> open;
        std::set<ValueId> shared;
        std::size_t most = 0;
        for (auto value = order.rbegin(); value != order.rend(); ++value) {
            open.erase(*value);
            for (const ValueId used : uses(kernel_, facts_, *value)) {
                const Instr& made = kernel_.instrs[used];
                if (loop.facts.level[*value] != Level::varying || is_bool(made.type))
                    continue;
                if (loop.facts.level[used] <= Level::row)
                    shared.insert(used);
                else if (made_in_[used] < 0 && made.code != Code::read_var &&
                         loop.facts.level[used] == Level::varying)
                    open.insert(used);
            }
            most = std::max(most, open.size());
        }
        return {most, shared.size()};
    }

    Frame& frame_;
    const Kernel& kernel_;
    const Analysis& facts_;
    bool fma_;
    std::vector<int> made_in_;  ///< part that makes a value at the top level
    LoopPlan plan_;
    bool refused_ = false;
};

}  // namespace

double fusion_limit(DType type) { return type == DType::float64 ? 0x1p969 : 0x1p102; }

std::optional<LoopPlan> plan_loops(Frame& frame) {
    if (std::optional<LoopPlan> plan = Planner(frame, true).run())
        return plan;
    return Planner(frame, false).run();
}

}  // namespace tenon::codegen::simd
