// SPDX-License-Identifier: MIT
#include "tape/canonical.hpp"

namespace tenon::tape {

namespace {

std::string shape_text(const LayoutClass& layout) {
    std::string text = std::string(name(layout.dtype)) + "[";
    for (std::size_t i = 0; i < layout.axes.size(); ++i) {
        const AxisClass& axis = layout.axes[i];
        if (i > 0)
            text += layout.axes[i - 1].joins_next   ? "*"
                    : layout.axes[i].joins_previous ? "~"
                                                    : ", ";
        text += axis.size == 0 ? "1" : "n" + std::to_string(axis.size);
        if (axis.stride == StrideClass::zero)
            text += ":0";
        if (axis.stride == StrideClass::other)
            text += ":s";
    }
    return text + (layout.streaming ? "] large" : "]");
}

std::string operand_text(const CanonicalTape& tape, const CanonicalOperand& operand) {
    if (operand.form == Input::Form::iota)
        return "position";
    if (operand.form == Input::Form::scalar)
        return std::string(name(operand.dtype)) + " #" + std::to_string(operand.scalar);
    const CanonicalView& view = tape.views[operand.view];
    return "s" + std::to_string(view.slot) + ".v" + std::to_string(operand.view) + " " +
           shape_text(tape.layouts[view.layout]);
}

std::string operation_text(const CanonicalStatement& statement) {
    switch (statement.header.kind) {
    case StatementKind::elementwise:
        return std::string(ops::name(static_cast<ops::Op>(statement.header.op)));
    case StatementKind::select: return "select";
    case StatementKind::function: return "function " + std::to_string(statement.number);
    case StatementKind::reduce:
        return "reduce " + std::string(ops::name(static_cast<ops::ReduceOp>(statement.header.op))) +
               " axes " + std::to_string(statement.axes);
    case StatementKind::scan:
        return "scan " + std::string(ops::name(static_cast<ops::ReduceOp>(statement.header.op)));
    case StatementKind::gather: return "gather";
    case StatementKind::call: return "call " + std::to_string(statement.number);
    }
    return "?";
}

}  // namespace

std::string to_text(const CanonicalTape& tape) {
    std::string text;
    for (const CanonicalStatement& statement : tape.statements) {
        for (std::size_t i = 0; i < statement.out.size(); ++i)
            text += (i == 0 ? "" : ", ") + operand_text(tape, statement.out[i]);
        text += " = " + operation_text(statement) + "(";
        for (std::size_t i = 0; i < statement.in.size(); ++i)
            text += (i == 0 ? "" : ", ") + operand_text(tape, statement.in[i]);
        text += ")\n";
    }
    for (std::size_t slot = 0; slot < tape.slots.size(); ++slot)
        if (tape.slots[slot].had_bytes)
            text += "given s" + std::to_string(slot) + "\n";
    for (std::size_t slot = 0; slot < tape.slots.size(); ++slot)
        if (tape.slots[slot].live)
            text += "live s" + std::to_string(slot) + "\n";
    for (const auto& [a, b] : tape.disjoint)
        text += "disjoint v" + std::to_string(a) + " v" + std::to_string(b) + "\n";
    return text;
}

}  // namespace tenon::tape
