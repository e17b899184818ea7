// SPDX-License-Identifier: MIT
#include "schedule/fuse.hpp"

#include "base/check.hpp"

namespace tenon::schedule {

namespace {

bool is_view(const tape::CanonicalOperand& operand) { return operand.form == Input::Form::view; }

/// A slot needs memory when somebody can look at it, or a later step reads what this one wrote.
std::vector<bool> stored_slots(const CanonicalTape& tape, const std::vector<Group>& groups) {
    std::vector<bool> stored(tape.slots.size());
    for (std::size_t slot = 0; slot < tape.slots.size(); ++slot)
        stored[slot] = tape.slots[slot].live || tape.slots[slot].had_bytes;
    std::vector<int> writer(tape.slots.size(), -1);
    for (int g = 0; g < static_cast<int>(groups.size()); ++g) {
        const Group& group = groups[static_cast<std::size_t>(g)];
        for (const std::uint32_t number : group.statements) {
            const CanonicalStatement& s = tape.statements[number];
            for (const auto& in : s.in)
                if (is_view(in)) {
                    const std::uint32_t slot = tape.views[in.view].slot;
                    if (writer[slot] != g || !group.fusible)
                        stored[slot] = true;
                }
            for (const auto& out : s.out) {
                const std::uint32_t slot = tape.views[out.view].slot;
                if (writer[slot] >= 0 && writer[slot] != g)
                    stored[slot] = true;
                writer[slot] = g;
                const bool always = !group.fusible || s.header.kind == StatementKind::reduce;
                if (always)
                    stored[slot] = true;
            }
        }
    }
    return stored;
}

Step opaque_step(const CanonicalTape& tape, const Group& group) {
    const CanonicalStatement& s = tape.statements[group.statements[0]];
    Step step;
    step.statements = group.statements;
    step.why_not_fused = group.why_not_fused;
    step.kind = s.header.kind == StatementKind::scan ? StepKind::scan : StepKind::call;
    step.scan_op = static_cast<ops::ReduceOp>(s.header.op);
    step.scan_axis = s.header.extra;
    step.call = s.number;
    step.output_count = static_cast<std::uint32_t>(s.out.size());
    for (const auto& out : s.out)
        step.operands.push_back(out.view);
    for (const auto& in : s.in)
        step.operands.push_back(in.view);
    return step;
}

std::vector<std::uint32_t> views_touched(const Step& step) {
    std::vector<std::uint32_t> views = step.params;
    views.insert(views.end(), step.operands.begin(), step.operands.end());
    for (const ReduceResult& result : step.reductions)
        views.push_back(result.result_view);
    for (const InPlaceParam& in_place : step.in_place)
        views.push_back(in_place.read);
    return views;
}

}  // namespace

Plan schedule(const CanonicalTape& tape,
              const std::vector<std::shared_ptr<const tape::Function>>& functions) {
    std::vector<Group> groups = make_groups(tape, functions);
    const std::vector<bool> stored = stored_slots(tape, groups);
    find_in_place(tape, stored, groups);
    Plan plan;
    for (const Group& group : groups)
        plan.steps.push_back(group.fusible ? fuse(tape, group, stored, functions)
                                           : opaque_step(tape, group));
    plan.slots.resize(tape.slots.size());
    for (std::uint32_t i = 0; i < plan.steps.size(); ++i)
        for (const std::uint32_t view : views_touched(plan.steps[i])) {
            const std::uint32_t slot = tape.views[view].slot;
            SlotPlan& use = plan.slots[slot];
            if (!use.stored)
                use.first_step = i;
            use.stored = true;
            use.temporary = !tape.slots[slot].live && !tape.slots[slot].had_bytes;
            use.spent = !tape.slots[slot].live && tape.slots[slot].had_bytes;
            use.last_step = i;
            plan.has_temporaries |= use.temporary;
            plan.has_spent |= use.spent;
        }
    for (const Step& step : plan.steps)
        for (const auto& [param, read] : step.in_place)
            plan.slots[tape.views[step.params[param]].slot].in_place_of = tape.views[read].slot;
    return plan;
}

namespace {

/// Values that others are written over must be there, nobody's, and not be touched again.
void verify_in_place(const Step& step, const CanonicalTape& tape, const std::vector<bool>& filled,
                     std::vector<bool>& gone) {
    for (const std::uint32_t view : views_touched(step))
        TENON_CHECK(!gone[tape.views[view].slot], "plan: a step touches what was written over");
    for (const auto& [param, read] : step.in_place) {
        const std::uint32_t slot = tape.views[read].slot;
        const std::uint32_t written = tape.views[step.params[param]].slot;
        TENON_CHECK(filled[slot] && !filled[written] && !tape.slots[slot].live && !gone[slot],
                    "plan: a step writes over what is needed");
        gone[slot] = true;
    }
}

}  // namespace

void verify(const Plan& plan, const CanonicalTape& tape) {
    std::vector<bool> filled(tape.slots.size());
    for (std::size_t slot = 0; slot < tape.slots.size(); ++slot)
        filled[slot] = tape.slots[slot].had_bytes;
    std::vector<bool> gone(tape.slots.size());
    for (const Step& step : plan.steps) {
        verify_in_place(step, tape, filled, gone);
        for (std::size_t p = 0; p < step.params.size(); ++p) {
            const std::uint32_t slot = tape.views[step.params[p]].slot;
            TENON_CHECK(filled[slot] || step.kernel->params[p].written,
                        "plan: a step reads a slot that nothing wrote");
        }
        for (std::size_t i = step.output_count; i < step.operands.size(); ++i)
            TENON_CHECK(filled[tape.views[step.operands[i]].slot],
                        "plan: a step reads a slot that nothing wrote");
        for (const std::uint32_t view : views_touched(step))
            filled[tape.views[view].slot] = true;
    }
    for (std::size_t slot = 0; slot < tape.slots.size(); ++slot)
        TENON_CHECK(!tape.slots[slot].live || filled[slot], "plan: a live slot is never written");
}

}  // namespace tenon::schedule
