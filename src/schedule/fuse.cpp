// SPDX-License-Identifier: MIT
#include "schedule/fuse.hpp"

#include <algorithm>
#include <map>

#include "schedule/dimensions.hpp"

namespace tenon::schedule {

namespace {

using kernel::Builder;
using kernel::Kernel;
using kernel::no_value;
using kernel::ValueId;

class Fuser {
public:
    Fuser(const CanonicalTape& tape, const Group& group, const std::vector<bool>& stored,
          const std::vector<std::shared_ptr<const tape::Function>>& functions)
        : tape_(tape), group_(group), stored_(stored), functions_(functions),
          nest_(make_nest(tape, group)), builder_(kernel_) {}

    Step run() {
        kernel_.form = group_.form;
        kernel_.rank = static_cast<int>(std::max<std::size_t>(nest_.dimensions.size(), 1));
        kernel_.kept_rank = group_.form == kernel::Form::column_reduce ? nest_.kept : 0;
        for (const std::uint32_t number : group_.statements)
            statement(tape_.statements[number]);
        store_results();
        for (std::uint32_t p = 0; p < step_.params.size(); ++p)
            step_.param_is_read.push_back(is_read(p));
        add_partials();
        step_.kind = StepKind::kernel;
        step_.statements = group_.statements;
        step_.why_not_fused = group_.why_not_fused;
        step_.space_view = group_.space_view;
        step_.dimensions = nest_.dimensions;
        step_.kept = nest_.kept;
        step_.irregular = group_.has_loop;
        kernel_.name = kernel_name();
        kernel::verify(kernel_, false);
        auto core = std::make_shared<Kernel>(kernel::lower(kernel_));
        core->name = kernel_.name;
        kernel::verify(*core, true);
        step_.kernel_key = kernel::hash(*core);
        step_.cost_ns = kernel::estimate_cost(*core);
        step_.kernel = std::move(core);
        return std::move(step_);
    }

private:
    const tape::LayoutClass& layout_of(std::uint32_t view) const {
        return tape_.layouts[tape_.views[view].layout];
    }

    std::uint32_t param_of(std::uint32_t view, bool gathered = false) {
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

    ValueId argument_of(const tape::CanonicalOperand& operand) {
        for (std::uint32_t i = 0; i < step_.scalars.size(); ++i)
            if (step_.scalars[i] == operand.scalar)
                return builder_.argument(i);
        step_.scalars.push_back(operand.scalar);
        kernel_.arguments.push_back(operand.dtype);
        return builder_.argument(static_cast<std::uint32_t>(step_.scalars.size() - 1));
    }

    /// The element's number in C order of the space, from the coordinates of the loops.
    ValueId position() {
        if (nest_.dimensions.empty())
            return builder_.constant_int(DType::int64, 0);
        ValueId result = no_value;
        for (const int dimension : nest_.axis_order) {
            const auto d = static_cast<std::uint32_t>(dimension);
            const ValueId here = builder_.coordinate(d);
            result = result == no_value
                         ? here
                         : builder_.compute(ops::Op::add, DType::int64,
                                            builder_.compute(ops::Op::multiply, DType::int64,
                                                             result, builder_.extent(d)),
                                            here);
        }
        return result;
    }

    ValueId view_value(std::uint32_t view) {
        if (const auto known = written_.find(view); known != written_.end())
            return known->second;
        return builder_.load(param_of(view));
    }

    ValueId input(const tape::CanonicalOperand& operand) {
        switch (operand.form) {
        case Input::Form::view: return view_value(operand.view);
        case Input::Form::scalar: return argument_of(operand);
        case Input::Form::iota: return position();
        }
        return no_value;
    }

    void output(std::uint32_t view, ValueId value) {
        written_[view] = builder_.cast(value, layout_of(view).dtype);
    }

    void statement(const CanonicalStatement& s) {
        switch (s.header.kind) {
        case StatementKind::elementwise: elementwise(s); break;
        case StatementKind::select: select(s); break;
        case StatementKind::function: function(s); break;
        case StatementKind::gather: gather(s); break;
        case StatementKind::reduce: reduce(s); break;
        case StatementKind::scan:
        case StatementKind::call: break;  // never in a group with others
        }
    }

    void elementwise(const CanonicalStatement& s) {
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

    void select(const CanonicalStatement& s) {
        const ValueId condition = builder_.cast(input(s.in[0]), DType::bool_);
        const ValueId yes = builder_.cast(input(s.in[1]), s.header.dtype);
        const ValueId no = builder_.cast(input(s.in[2]), s.header.dtype);
        output(s.out[0].view, builder_.select(condition, yes, no));
    }

    void function(const CanonicalStatement& s) {
        const detail::Function& body = *functions_[s.number];
        std::vector<ValueId> inputs;
        for (std::size_t i = 0; i < s.in.size(); ++i)
            inputs.push_back(builder_.cast(input(s.in[i]), body.input_type(i)));
        const std::vector<ValueId> results = inline_function(builder_, body, inputs);
        for (std::size_t i = 0; i < s.out.size(); ++i)
            output(s.out[i].view, results[i]);
    }

    void gather(const CanonicalStatement& s) {
        const ValueId index = builder_.cast(view_value(s.in[1].view), DType::int64);
        const std::size_t known = step_.params.size();
        const std::uint32_t table = param_of(s.in[0].view, true);
        if (table == known)  // one stride for each parameter, however often it is gathered
            step_.gather_strides.push_back(s.in[2].scalar);
        output(s.out[0].view, builder_.gather(table, index));
    }

    void reduce(const CanonicalStatement& s) {
        const auto op = static_cast<ops::ReduceOp>(s.header.op);
        kernel::Reduction reduction{.op = op, .type = s.header.dtype};
        reduction.values[0] = builder_.cast(input(s.in[0]), s.header.dtype);
        const bool with_position = ops::finds_position(op);
        if (with_position)
            reduction.values[1] = reduced_position();
        step_.reductions.push_back(
            {.op = op, .type = s.header.dtype, .result_view = s.out[0].view});
        kernel_.reductions.push_back(reduction);
    }

    /// The element's number in the reduced sequence.
    ValueId reduced_position() {
        ValueId result = no_value;
        for (const int dimension : nest_.axis_order) {
            const Dimension& d = nest_.dimensions[static_cast<std::size_t>(dimension)];
            if ((group_.axes >> d.first & 1) == 0)
                continue;
            const auto number = static_cast<std::uint32_t>(dimension);
            const ValueId here = builder_.coordinate(number);
            result = result == no_value
                         ? here
                         : builder_.compute(ops::Op::add, DType::int64,
                                            builder_.compute(ops::Op::multiply, DType::int64,
                                                             result, builder_.extent(number)),
                                            here);
        }
        return result == no_value ? builder_.constant_int(DType::int64, 0) : result;
    }

    /// Stores come last, so that every load of the same element has been made.
    void store_results() {
        for (const auto& [view, value] : written_) {
            if (!stored_[tape_.views[view].slot])
                continue;
            const std::uint32_t param = param_to_store(view);
            kernel::Param& p = kernel_.params[param];
            p.written = true;
            p.nontemporal = layout_of(view).streaming && p.inner == kernel::Inner::contiguous &&
                            group_.form == kernel::Form::map && !group_.has_loop && !is_read(param);
            builder_.store(param, value);
        }
    }
    std::uint32_t param_to_store(std::uint32_t view) {
        const auto found = std::ranges::find(group_.in_place, view, &InPlace::written);
        if (found == group_.in_place.end())
            return param_of(view);
        const std::uint32_t param = param_of(found->read);
        step_.params[param] = view;
        step_.in_place.push_back({param, found->read});
        return param;
    }
    bool is_read(std::uint32_t param) const {
        for (const kernel::Instr& i : kernel_.instrs)
            if ((i.code == kernel::Code::load || i.code == kernel::Code::gather) &&
                i.index == param)
                return true;
        return false;
    }

    void add_partials() {
        for (std::size_t i = 0; i < step_.reductions.size(); ++i) {
            kernel::Reduction& reduction = kernel_.reductions[i];
            const auto add = [&](DType type) {
                kernel_.params.push_back(
                    {.dtype = type, .inner = kernel::Inner::contiguous, .written = true});
                return static_cast<std::uint32_t>(kernel_.params.size() - 1);
            };
            const bool pair = ops::finds_position(reduction.op);
            reduction.partial[0] = add(reduction.type);
            reduction.partial[1] = pair ? add(DType::int64) : 0;
            step_.reductions[i].partial_param[0] = reduction.partial[0];
            step_.reductions[i].partial_param[1] = reduction.partial[1];
        }
    }

    std::string kernel_name() const {
        std::string text;
        for (const std::uint32_t number : group_.statements) {
            const CanonicalStatement& s = tape_.statements[number];
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

    const CanonicalTape& tape_;
    const Group& group_;
    const std::vector<bool>& stored_;
    const std::vector<std::shared_ptr<const tape::Function>>& functions_;
    Nest nest_;
    Kernel kernel_;
    Builder builder_;
    Step step_;
    std::map<std::uint32_t, ValueId> written_;  // by view: the value it has now
};

}  // namespace

Step fuse(const CanonicalTape& tape, const Group& group, const std::vector<bool>& stored,
          const std::vector<std::shared_ptr<const tape::Function>>& functions) {
    return Fuser(tape, group, stored, functions).run();
}

}  // namespace tenon::schedule
