// SPDX-License-Identifier: MIT
#include "schedule/fuse.hpp"

#include <algorithm>

#include "schedule/statement_code.hpp"

namespace tenon::schedule {

namespace {

using kernel::Kernel;
using kernel::no_value;
using kernel::ValueId;

class Fuser : private StatementCode {
public:
    Fuser(const CanonicalTape& tape, const Group& group, const std::vector<bool>& stored,
          const std::vector<std::shared_ptr<const tape::Function>>& functions)
        : StatementCode(tape, functions, make_nest(tape, group)), group_(group), stored_(stored) {}

    Step run() {
        kernel_.form = group_.form;
        kernel_.rank = static_cast<int>(std::max<std::size_t>(nest_.dimensions.size(), 1));
        kernel_.kept_rank = group_.form == kernel::Form::column_reduce ? nest_.kept : 0;
        for (const std::uint32_t number : group_.statements) {
            const CanonicalStatement& s = tape_.statements[number];
            if (s.header.kind == StatementKind::reduce)
                reduce(s);
            else
                statement(s);
        }
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
        kernel_.name = kernel_name(tape_, group_);
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

    const Group& group_;
    const std::vector<bool>& stored_;
};

}  // namespace

Step fuse(const CanonicalTape& tape, const Group& group, const std::vector<bool>& stored,
          const std::vector<std::shared_ptr<const tape::Function>>& functions) {
    return Fuser(tape, group, stored, functions).run();
}

}  // namespace tenon::schedule
