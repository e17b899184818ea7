// SPDX-License-Identifier: MIT
#include "schedule/loop_step.hpp"

#include <algorithm>
#include <map>

#include "schedule/fixed_point.hpp"
#include "schedule/statement_code.hpp"

namespace tenon::schedule {

namespace {

using kernel::no_value;
using kernel::ValueId;
using tape::LoopBody;
using tape::LoopRole;

constexpr std::uint32_t none = LoopRole::none;

/// What passes from iteration to iteration, and whether elements do so alone.
class LoopFlow {
public:
    LoopFlow(const LoopBody& body, const CanonicalTape& tape) : body_(body), tape_(tape) {
        view_of.assign(body.roles.size(), none);
        several_.assign(body.roles.size(), false);
        for (std::uint32_t view = 0; view < body.views.size(); ++view) {
            const std::uint32_t role = body.views[view].role;
            several_[role] = several_[role] || view_of[role] != none;
            view_of[role] = view;
        }
        find_changed();
        find_states();
    }

    bool invariant(std::uint32_t role) const {
        return body_.roles[role].from != none && !changed[role];
    }

    /// Whether each element's values come from the same element of the iteration before.
    bool elements_alone() const {
        for (std::uint32_t role = 0; role < body_.roles.size(); ++role) {
            if (invariant(role) && body_.roles[role].from == role)
                continue;
            if (several_[role])
                return false;
            const std::uint32_t from = body_.roles[role].from;
            if (from == none)
                continue;
            const tape::LoopView& here = body_.views[view_of[role]];
            const tape::LoopView& there = body_.views[view_of[from]];
            if (several_[from] || here.offset != there.offset ||
                !here.layout->same_as(*there.layout))
                return false;
        }
        return true;
    }

    std::vector<std::uint32_t> view_of;  ///< by role
    std::vector<bool> changed;           ///< its storage is not what it was before the loop
    std::vector<bool> state;             ///< its value at the start of an iteration is needed

private:
    void find_changed() {
        changed.assign(body_.roles.size(), false);
        for (bool more = true; more;) {
            more = false;
            for (std::uint32_t role = 0; role < body_.roles.size(); ++role) {
                const LoopRole& known = body_.roles[role];
                const bool moves = known.from != none && known.from != role;
                if (!changed[role] && (known.written || known.from == none ||
                                       (moves && (changed[known.from] || !known.written)))) {
                    changed[role] = true;
                    more = true;
                }
            }
        }
    }
    void find_states() {
        state.assign(body_.roles.size(), false);
        std::vector<bool> written(body_.roles.size());
        for (const CanonicalStatement& s : tape_.statements) {
            for (const auto& in : s.in)
                if (in.form == Input::Form::view) {
                    const std::uint32_t role = tape_.views[in.view].slot;
                    if (!written[role] && changed[role])
                        state[role] = true;
                }
            for (const auto& out : s.out)
                written[tape_.views[out.view].slot] = true;
        }
        for (std::uint32_t role = 0; role < body_.roles.size(); ++role)
            if (changed[role] && !written[role] && tape_.slots[role].live)
                state[role] = true;
        for (bool more = true; more;) {
            more = false;
            for (std::uint32_t role = 0; role < body_.roles.size(); ++role) {
                const std::uint32_t from = body_.roles[role].from;
                if (state[role] && !state[from] && !written[from]) {
                    state[from] = true;
                    more = true;
                }
            }
        }
    }

    const LoopBody& body_;
    const CanonicalTape& tape_;
    std::vector<bool> several_;  // by role: seen through several views
};

class LoopFuser : private StatementCode {
public:
    LoopFuser(const LoopBody& body, const LoopForm& form, const Group& group, const LoopFlow& flow)
        : StatementCode(form.tape, form.functions, make_nest(form.tape, group)), body_(body),
          group_(group), flow_(flow) {}

    RolledStep run() {
        kernel_.rank = static_cast<int>(std::max<std::size_t>(nest_.dimensions.size(), 1));
        kernel_.name = "loop_" + kernel_name(tape_, group_);
        prepare();
        make_loop();
        store_all();
        finish();
        return std::move(made_);
    }

private:
    std::uint32_t add_param(std::uint32_t view, bool at_end) {
        const auto param = static_cast<std::uint32_t>(step_.params.size());
        kernel_.params.push_back({.dtype = layout_of(view).dtype,
                                  .inner = inner_of(layout_of(view), nest_),
                                  .written = at_end,
                                  .gathered = false,
                                  .nontemporal = false});
        step_.params.push_back(view);
        made_.at_end.push_back(at_end);
        return param;
    }
    ValueId add_argument(LoopArgument argument, DType type) {
        made_.arguments.push_back(argument);
        kernel_.arguments.push_back(type);
        return builder_.argument(static_cast<std::uint32_t>(kernel_.arguments.size() - 1));
    }
    /// Of a number that is listed, one for each iteration.
    std::uint32_t add_table(std::uint32_t scalar) {
        kernel_.params.push_back({.dtype = body_.scalars[scalar].dtype,
                                  .inner = kernel::Inner::broadcast,
                                  .written = false,
                                  .gathered = true,
                                  .nontemporal = false});
        made_.tables.push_back(scalar);
        return static_cast<std::uint32_t>(kernel_.params.size() - 1);
    }
    std::size_t role_count() const { return body_.roles.size(); }

    /// Before the loop: what does not change, and what it starts from.
    void prepare() {
        load_all();
        stored_.assign(role_count(), none);
        for (std::uint32_t role = 0; role < role_count(); ++role)
            if (kept(role))
                stored_[role] = add_param(flow_.view_of[role], true);
        take_numbers();
    }

    void load_all() {
        var_.assign(role_count(), none);
        for (const std::uint32_t view : group_.views) {
            const std::uint32_t role = tape_.views[view].slot;
            if (!flow_.changed[role])
                written_[view] = builder_.load(add_param(view, false));
        }
        for (std::uint32_t role = 0; role < role_count(); ++role)
            if (flow_.state[role]) {
                const std::uint32_t view = flow_.view_of[role];
                var_[role] = builder_.add_var(layout_of(view).dtype);
                builder_.write_var(var_[role], builder_.load(add_param(view, false)));
            }
    }

    void take_numbers() {
        for (std::uint32_t number = 0; number < body_.scalars.size(); ++number) {
            const tape::LoopScalar& scalar = body_.scalars[number];
            if (scalar.listed) {
                tables_[number] = add_table(number);
                continue;
            }
            if (!scalar.varies) {
                given_[number] = add_argument({LoopArgument::Part::value, number}, scalar.dtype);
                continue;
            }
            first_[number] = add_argument({LoopArgument::Part::first, number}, DType::int64);
            steps_[number] = add_argument({LoopArgument::Part::step, number}, DType::int64);
        }
        count_ = add_argument({LoopArgument::Part::count, 0}, DType::int64);
        counter_ = builder_.add_var(DType::int64);
        builder_.write_var(counter_, builder_.constant_int(DType::int64, 0));
    }

    void make_loop() {
        const kernel::BlockId body = builder_.begin_block();
        iterate(body);
        builder_.end_block();
        if (made_.ends_early)
            builder_.write_var(going_, builder_.constant_int(DType::bool_, 1));
        const kernel::BlockId head = builder_.begin_block();
        ValueId go_on =
            builder_.compute(ops::Op::less, DType::bool_, builder_.read_var(counter_), count_);
        if (made_.ends_early)
            go_on = builder_.compute(ops::Op::logical_and, DType::bool_, go_on,
                                     builder_.read_var(going_));
        builder_.end_block();
        builder_.while_(head, go_on, body);
    }

    void iterate(kernel::BlockId block) {
        const ValueId counter = builder_.read_var(counter_);
        for (const auto& [scalar, first] : first_) {
            const ValueId grown =
                builder_.compute(ops::Op::multiply, DType::int64, counter, steps_.at(scalar));
            const ValueId value = builder_.compute(ops::Op::add, DType::int64, first, grown);
            given_[scalar] = builder_.cast(value, body_.scalars[scalar].dtype);
        }
        for (const auto& [scalar, table] : tables_)
            given_[scalar] = builder_.gather(table, counter);
        for (std::uint32_t role = 0; role < role_count(); ++role)
            if (var_[role] != none)
                written_[flow_.view_of[role]] = builder_.read_var(var_[role]);
        const std::map<std::uint32_t, ValueId> before = written_;
        for (const std::uint32_t number : group_.statements)
            statement(tape_.statements[number]);
        std::vector<StateChange> states;
        std::vector<ValueId> results;
        for (std::uint32_t role = 0; role < role_count(); ++role) {
            if (var_[role] != none) {
                const std::uint32_t from = body_.roles[role].from;
                states.push_back({before.at(flow_.view_of[role]), at_end(from)});
            }
            if (kept(role))
                results.push_back(at_end(role));
        }
        // What depends on a number of a list hardly ever comes to rest.
        const ValueId changes =
            tables_.empty() ? still_changes(builder_, block, counter_, states, results) : no_value;
        made_.ends_early = changes != no_value;
        pass_on();
        if (made_.ends_early) {
            going_ = builder_.add_var(DType::bool_);
            builder_.write_var(going_, changes);
        }
        builder_.write_var(counter_, builder_.compute(ops::Op::add, DType::int64, counter,
                                                      builder_.constant_int(DType::int64, 1)));
    }
    ValueId at_end(std::uint32_t role) const { return written_.at(flow_.view_of[role]); }
    /// Somebody looks at what the role's storage has after the loop.
    bool kept(std::uint32_t role) const { return flow_.changed[role] && tape_.slots[role].live; }

    /// The values at the end of this iteration go to the variables of the next one's roles, or to
    /// one of their own when no later iteration asks for them.
    void pass_on() {
        result_.assign(role_count(), none);
        for (std::uint32_t role = 0; role < role_count(); ++role) {
            const std::uint32_t next = body_.roles[role].next;
            const bool passed = next != none && var_[next] != none;
            if (passed)
                builder_.write_var(var_[next], at_end(role));
            if (!kept(role))
                continue;
            result_[role] = passed ? var_[next] : builder_.add_var(builder_.type_of(at_end(role)));
            if (!passed)
                builder_.write_var(result_[role], at_end(role));
        }
    }

    void store_all() {
        for (std::uint32_t role = 0; role < role_count(); ++role)
            if (result_[role] != none)
                builder_.store(stored_[role], builder_.read_var(result_[role]));
    }

    void finish() {
        step_.kind = StepKind::kernel;
        step_.statements = group_.statements;
        step_.space_view = group_.space_view;
        step_.dimensions = nest_.dimensions;
        step_.irregular = made_.ends_early;
        kernel::verify(kernel_, false);
        auto core = std::make_shared<kernel::Kernel>(kernel::lower(kernel_));
        core->name = kernel_.name;
        kernel::verify(*core, true);
        step_.kernel_key = kernel::hash(*core);
        step_.cost_ns = kernel::estimate_cost(*core);
        made_.cost_ns = step_.cost_ns / kernel::assumed_iterations;
        step_.kernel = std::move(core);
        made_.step = std::move(step_);
    }

    const LoopBody& body_;
    const Group& group_;
    const LoopFlow& flow_;
    RolledStep made_{};
    std::vector<std::uint32_t> var_;     // by role: what it holds when an iteration begins
    std::vector<std::uint32_t> result_;  // by role: what somebody looks at
    std::vector<std::uint32_t> stored_;  // by role: the parameter that it goes to
    std::map<std::uint32_t, ValueId> first_, steps_;  // of scalars that vary
    std::map<std::uint32_t, std::uint32_t> tables_;   // parameters, of scalars that are listed
    ValueId count_ = no_value;
    std::uint32_t counter_ = 0, going_ = 0;
};

}  // namespace

std::optional<RolledStep> make_loop_step(const tape::LoopBody& body, const LoopForm& form,
                                         std::string* why_not) {
    const auto refuse = [&](const char* why) -> std::optional<RolledStep> {
        *why_not = why;
        return std::nullopt;
    };
    LoopForm kept = form;  // the next iteration looks at what is passed on
    for (std::uint32_t role = 0; role < body.roles.size(); ++role)
        kept.tape.slots[role].live |= body.roles[role].next != none;
    const std::vector<Group> groups = make_groups(kept.tape, form.functions);
    if (groups.size() != 1)
        return refuse("its statements are several kernels");
    if (groups[0].form != kernel::Form::map || !groups[0].fusible || groups[0].has_loop)
        return refuse("it has loops of its own");
    for (const auto& function : form.functions)
        if (!function->body.vars.empty())
            return refuse("a kernel in it has variables");
    const LoopFlow flow(body, form.tape);
    if (!flow.elements_alone())
        return refuse("elements need what others were one iteration before");
    return LoopFuser(body, form, groups[0], flow).run();
}

}  // namespace tenon::schedule
