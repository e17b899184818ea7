// SPDX-License-Identifier: MIT
#include "schedule/statement_code.hpp"

#include <algorithm>

namespace tenon::schedule {

using kernel::no_value;
using kernel::ValueId;

std::uint32_t StatementCode::param_of(std::uint32_t view, bool gathered) {
    for (std::uint32_t i = 0; i < step_.params.size(); ++i)
        if (step_.params[i] == view && kernel_.params[i].gathered == gathered)
            return i;
    const tape::LayoutClass& layout = layout_of(view);
    kernel_.params.push_back({.dtype = layout.dtype,
                              .inner = inner_of(layout, nest_),
                              .written = false,
                              .gathered = gathered,
                              .nontemporal = false});
    step_.params.push_back(view);
    return static_cast<std::uint32_t>(step_.params.size() - 1);
}

ValueId StatementCode::argument_of(const tape::CanonicalOperand& operand) {
    if (const auto given = given_.find(operand.scalar); given != given_.end())
        return given->second;
    for (std::uint32_t i = 0; i < step_.scalars.size(); ++i)
        if (step_.scalars[i] == operand.scalar)
            return builder_.argument(i);
    step_.scalars.push_back(operand.scalar);
    kernel_.arguments.push_back(operand.dtype);
    return builder_.argument(static_cast<std::uint32_t>(step_.scalars.size() - 1));
}

/// The element's number in C order of the space, from the coordinates of the loops.
ValueId StatementCode::position() {
    if (nest_.dimensions.empty())
        return builder_.constant_int(DType::int64, 0);
    ValueId result = no_value;
    for (const int dimension : nest_.axis_order) {
        const auto d = static_cast<std::uint32_t>(dimension);
        const ValueId here = builder_.coordinate(d);
        result = result == no_value
                     ? here
                     : builder_.compute(ops::Op::add, DType::int64,
                                        builder_.compute(ops::Op::multiply, DType::int64, result,
                                                         builder_.extent(d)),
                                        here);
    }
    return result;
}

ValueId StatementCode::view_value(std::uint32_t view) {
    if (const auto known = written_.find(view); known != written_.end())
        return known->second;
    return builder_.load(param_of(view));
}

ValueId StatementCode::input(const tape::CanonicalOperand& operand) {
    switch (operand.form) {
    case Input::Form::view: return view_value(operand.view);
    case Input::Form::scalar: return argument_of(operand);
    case Input::Form::iota: return position();
    }
    return no_value;
}

void StatementCode::output(std::uint32_t view, ValueId value) {
    written_[view] = builder_.cast(value, layout_of(view).dtype);
}

void StatementCode::statement(const CanonicalStatement& s) {
    switch (s.header.kind) {
    case StatementKind::elementwise: elementwise(s); break;
    case StatementKind::select: select(s); break;
    case StatementKind::function: function(s); break;
    case StatementKind::gather: gather(s); break;
    case StatementKind::reduce:
    case StatementKind::scan:
    case StatementKind::call: break;
    }
}

void StatementCode::elementwise(const CanonicalStatement& s) {
    const auto op = static_cast<ops::Op>(s.header.op);
    ValueId operands[3] = {no_value, no_value, no_value};
    for (std::size_t i = 0; i < s.in.size(); ++i)
        operands[i] = builder_.cast(input(s.in[i]), s.header.dtype);
    if (op == ops::Op::positive) {  // a copy, also of types that +x is not defined for
        output(s.out[0].view, operands[0]);
        return;
    }
    const DType result = ops::resolve(op, s.header.dtype).result;
    output(s.out[0].view, builder_.compute(op, result, operands[0], operands[1], operands[2]));
}

void StatementCode::select(const CanonicalStatement& s) {
    const ValueId condition = builder_.cast(input(s.in[0]), DType::bool_);
    const ValueId yes = builder_.cast(input(s.in[1]), s.header.dtype);
    const ValueId no = builder_.cast(input(s.in[2]), s.header.dtype);
    output(s.out[0].view, builder_.select(condition, yes, no));
}

void StatementCode::function(const CanonicalStatement& s) {
    const detail::Function& body = *functions_[s.number];
    std::vector<ValueId> inputs;
    for (std::size_t i = 0; i < s.in.size(); ++i)
        inputs.push_back(builder_.cast(input(s.in[i]), body.input_type(i)));
    const std::vector<ValueId> results = inline_function(builder_, body, inputs);
    for (std::size_t i = 0; i < s.out.size(); ++i)
        output(s.out[i].view, results[i]);
}

void StatementCode::gather(const CanonicalStatement& s) {
    const ValueId index = builder_.cast(view_value(s.in[1].view), DType::int64);
    const std::size_t known = step_.params.size();
    const std::uint32_t table = param_of(s.in[0].view, true);
    if (table == known)  // one stride for each parameter, however often it is gathered
        step_.gather_strides.push_back(s.in[2].scalar);
    output(s.out[0].view, builder_.gather(table, index));
}

std::string kernel_name(const CanonicalTape& tape, const Group& group) {
    std::string text;
    for (const std::uint32_t number : group.statements) {
        const CanonicalStatement& s = tape.statements[number];
        std::string part;
        switch (s.header.kind) {
        case StatementKind::elementwise:
            part = ops::name(static_cast<ops::Op>(s.header.op));
            if (part == "positive")
                part = "copy";
            break;
        case StatementKind::reduce:
            part = ops::name(static_cast<ops::ReduceOp>(s.header.op));
            break;
        case StatementKind::select: part = "where"; break;
        case StatementKind::function: part = "function"; break;
        default: part = "gather"; break;
        }
        if (text.size() + part.size() > 60)
            return text + "_etc";
        text += (text.empty() ? "" : "_") + part;
    }
    return text;
}

}  // namespace tenon::schedule
