// SPDX-License-Identifier: MIT
#include <algorithm>

#include "schedule/plan.hpp"

namespace tenon::schedule {

namespace {

using tape::CanonicalTape;

std::string number(std::uint64_t value) { return std::to_string(value); }

std::string view_text(const CanonicalTape& tape, std::uint32_t view) {
    return "s" + number(tape.views[view].slot) + ".v" + number(view);
}

template <class Numbers>
std::string list(const char* head, const Numbers& numbers) {
    std::string text;
    for (const std::uint32_t one : numbers)
        text += " #" + number(one);
    return text.empty() ? "" : std::string("    ") + head + text + "\n";
}

std::string form_name(kernel::Form form) {
    switch (form) {
    case kernel::Form::map: return "map";
    case kernel::Form::row_reduce: return "row_reduce";
    case kernel::Form::column_reduce: return "column_reduce";
    }
    return "?";
}

/// The loop nest: "v3 over 0-1 2" has one loop over the axes 0 and 1 joined, one over axis 2.
std::string nest_text(const Step& step) {
    std::string text = "    space v" + number(step.space_view) + " over";
    for (const Dimension& dimension : step.dimensions) {
        text += " " + std::to_string(dimension.first);
        if (dimension.last > dimension.first)
            text += "-" + std::to_string(dimension.last);
    }
    if (step.dimensions.empty())
        text += " one element";
    if (!step.reductions.empty())
        text += ", " + std::to_string(step.kept) + " kept";
    return text + "\n";
}

std::string kernel_text(const Step& step, const CanonicalTape& tape) {
    std::string text = nest_text(step);
    for (std::size_t p = 0; p < step.params.size(); ++p) {
        const bool written = step.kernel->params[p].written;
        const auto in_place = std::ranges::find(step.in_place, p, &InPlaceParam::param);
        if (in_place != step.in_place.end()) {
            text += "    writes " + view_text(tape, step.params[p]) + " in place of " +
                    view_text(tape, in_place->read) + "\n";
            continue;
        }
        text += written ? (step.param_is_read[p] ? "    updates " : "    writes ") : "    reads ";
        text += view_text(tape, step.params[p]) + "\n";
    }
    for (const ReduceResult& result : step.reductions) {
        text += "    reduces " + std::string(ops::name(result.op)) + " by p" +
                number(result.partial_param[0]);
        if (ops::finds_position(result.op))
            text += " p" + number(result.partial_param[1]);
        text += " to " + view_text(tape, result.result_view) + "\n";
    }
    text += list("numbers", step.scalars) + list("gather strides", step.gather_strides);
    return text + (step.irregular ? "    irregular\n" : "");
}

std::string operands_text(const Step& step, const CanonicalTape& tape) {
    std::string text;
    for (std::size_t i = 0; i < step.operands.size(); ++i)
        text += (i < step.output_count ? "    writes " : "    reads ") +
                view_text(tape, step.operands[i]) + "\n";
    return text;
}

std::string title(const Step& step) {
    std::string text;
    switch (step.kind) {
    case StepKind::kernel: text = form_name(step.kernel->form); break;
    case StepKind::scan:
        text = "scan " + std::string(ops::name(step.scan_op)) + " axis " + number(step.scan_axis);
        break;
    case StepKind::call: text = "call " + number(step.call); break;
    }
    text += " of statements";
    for (const std::uint32_t statement : step.statements)
        text += " " + number(statement);
    return text;
}

}  // namespace

std::string to_text(const Plan& plan, const CanonicalTape& tape) {
    std::string text;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const Step& step = plan.steps[i];
        text += "step " + number(i) + " " + title(step) + "\n";
        if (!step.why_not_fused.empty())
            text += "    not fused: " + step.why_not_fused + "\n";
        text += step.kernel ? kernel_text(step, tape) : operands_text(step, tape);
    }
    for (std::size_t slot = 0; slot < plan.slots.size(); ++slot) {
        const SlotPlan& use = plan.slots[slot];
        if (use.temporary)
            text += "temporary s" + number(slot) + " in steps " + number(use.first_step) + " to " +
                    number(use.last_step) + "\n";
        else if (!use.stored)
            text += "never stored s" + number(slot) + "\n";
    }
    return text;
}

}  // namespace tenon::schedule
