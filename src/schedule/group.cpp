// SPDX-License-Identifier: MIT
/// Greedy fusion. Statements are taken in order; each joins the latest group it may join, looking
/// back past groups it does not depend on. Within a group every element's statements run in order,
/// so a dependence is kept exactly when both sides touch the same element: through the same view
/// (distance zero), or not at all (disjoint views).
#include "schedule/group.hpp"

#include <algorithm>

#include "kernel/function.hpp"

namespace tenon::schedule {

namespace {

/// More parameters or statements than this make kernels that run out of registers. Temporaries that
/// nobody can look at are no parameters.
constexpr std::size_t max_params = 24;
constexpr std::size_t max_statements = 64;
/// How many groups back a statement may look.
constexpr int max_lookback = 16;

bool contains(const std::vector<std::uint32_t>& list, std::uint32_t value) {
    return std::ranges::find(list, value) != list.end();
}
void add_once(std::vector<std::uint32_t>& list, std::uint32_t value) {
    if (!contains(list, value))
        list.push_back(value);
}

class Grouper {
public:
    Grouper(const CanonicalTape& tape,
            const std::vector<std::shared_ptr<const tape::Function>>& functions)
        : tape_(tape), functions_(functions) {}

    std::vector<Group> run() {
        const std::vector<bool> needed = needed_statements(tape_);
        for (std::uint32_t i = 0; i < tape_.statements.size(); ++i)
            if (needed[i])
                place(i);
        return std::move(groups_);
    }

private:
    void place(std::uint32_t number) {
        const CanonicalStatement& statement = tape_.statements[number];
        std::string why;
        const int last = static_cast<int>(groups_.size()) - 1;
        for (int g = last; g >= 0 && last - g < max_lookback; --g) {
            std::string reason = refusal(groups_[static_cast<std::size_t>(g)], statement);
            if (reason.empty()) {
                join(groups_[static_cast<std::size_t>(g)], number);
                return;
            }
            if (g == last)
                why = std::move(reason);
            if (depends(groups_[static_cast<std::size_t>(g)], statement))
                break;
        }
        Group& made = groups_.emplace_back();
        made.why_not_fused = why;
        made.space_view = space_of(tape_, statement);
        made.fusible = statement.header.kind != StatementKind::scan &&
                       statement.header.kind != StatementKind::call;
        join(made, number);
    }

    const tape::LayoutClass& layout_of(std::uint32_t view) const {
        return tape_.layouts[tape_.views[view].layout];
    }

    bool same_space(std::uint32_t a, std::uint32_t b) const {
        const auto& x = layout_of(a).axes;
        const auto& y = layout_of(b).axes;
        if (x.size() != y.size())
            return false;
        for (std::size_t i = 0; i < x.size(); ++i)
            if (x[i].size != y[i].size)
                return false;
        return true;
    }

    bool overlaps_any(std::uint32_t view, const std::vector<std::uint32_t>& list) const {
        return std::ranges::any_of(
            list, [&](std::uint32_t other) { return tape_.may_overlap(view, other); });
    }
    bool slot_in(std::uint32_t slot, const std::vector<std::uint32_t>& list) const {
        return std::ranges::any_of(
            list, [&](std::uint32_t view) { return tape_.views[view].slot == slot; });
    }
    static bool is_table(const CanonicalStatement& statement, std::size_t input) {
        return statement.header.kind == StatementKind::gather && input == 0;
    }

    /// The statement must run after the group, or may do so only inside it.
    bool depends(const Group& group, const CanonicalStatement& statement) const {
        for (std::size_t i = 0; i < statement.in.size(); ++i) {
            if (statement.in[i].form != Input::Form::view)
                continue;
            const std::uint32_t view = statement.in[i].view;
            if (is_table(statement, i) ? slot_in(tape_.views[view].slot, group.writes)
                                       : overlaps_any(view, group.writes))
                return true;
        }
        for (const auto& out : statement.out) {
            if (overlaps_any(out.view, group.writes) || overlaps_any(out.view, group.reads))
                return true;
            if (contains(group.whole_reads, tape_.views[out.view].slot))
                return true;
        }
        return false;
    }

    /// Whether some element would be read or written at another element's turn.
    bool crosses(const Group& group, const CanonicalStatement& statement) const {
        const auto crosses_view = [&](std::uint32_t view, const std::vector<std::uint32_t>& list) {
            return std::ranges::any_of(list, [&](std::uint32_t other) {
                return other != view && tape_.may_overlap(view, other);
            });
        };
        for (std::size_t i = 0; i < statement.in.size(); ++i) {
            if (statement.in[i].form != Input::Form::view)
                continue;
            const std::uint32_t view = statement.in[i].view;
            if (is_table(statement, i) ? slot_in(tape_.views[view].slot, group.writes)
                                       : crosses_view(view, group.writes))
                return true;
            if (contains(group.results, view))
                return true;
        }
        for (const auto& out : statement.out) {
            if (crosses_view(out.view, group.writes) || crosses_view(out.view, group.reads))
                return true;
            if (contains(group.whole_reads, tape_.views[out.view].slot))
                return true;
            if (contains(group.results, out.view))
                return true;
        }
        return false;
    }

    /// Whether the statement reads what reductions of the group have only when all of it has run.
    bool needs_result(const Group& group, const CanonicalStatement& statement) const {
        return std::ranges::any_of(statement.in, [&](const auto& in) {
            return in.form == Input::Form::view &&
                   slot_in(tape_.views[in.view].slot, group.results);
        });
    }

    /// Row reductions join the row's axes into one dimension: every view must allow it.
    bool row_joins(std::uint32_t view, std::uint32_t row_start) const {
        const auto& axes = layout_of(view).axes;
        for (std::size_t axis = row_start; axis + 1 < axes.size(); ++axis)
            if (!axes[axis].joins_next)
                return false;
        return true;
    }
    bool rows_join(const std::vector<std::uint32_t>& views, std::uint32_t row_start) const {
        return std::ranges::all_of(views,
                                   [&](std::uint32_t view) { return row_joins(view, row_start); });
    }

    std::vector<std::uint32_t> views_of(const CanonicalStatement& statement) const {
        std::vector<std::uint32_t> views;
        for (const auto& in : statement.in)
            if (in.form == Input::Form::view)
                add_once(views, in.view);
        if (statement.header.kind != StatementKind::reduce)
            for (const auto& out : statement.out)
                add_once(views, out.view);
        return views;
    }

    /// How many parameters the statement would add: what it reads and the group has not made, and
    /// what it makes and somebody can look at.
    std::size_t new_params(const Group& group, const CanonicalStatement& statement) const {
        std::size_t count = 0;
        for (const auto& in : statement.in)
            if (in.form == Input::Form::view && !contains(group.views, in.view))
                ++count;
        for (const auto& out : statement.out)
            if (!contains(group.views, out.view) && tape_.slots[tape_.views[out.view].slot].live)
                ++count;
        return count;
    }

    /// Why the statement may not join the group; empty when it may.
    std::string refusal(const Group& group, const CanonicalStatement& statement) const {
        const StatementKind kind = statement.header.kind;
        if (!group.fusible || kind == StatementKind::scan || kind == StatementKind::call)
            return "scans and library calls are steps of their own";
        if (!same_space(group.space_view, space_of(tape_, statement)))
            return "another shape";
        if (group.statements.size() >= max_statements)
            return "the kernel is large enough";
        std::vector<std::uint32_t> views = group.views;
        for (const std::uint32_t view : views_of(statement))
            add_once(views, view);
        if (group.params + new_params(group, statement) > max_params)
            return "too many arrays for one kernel";
        if (needs_result(group, statement))
            return "it needs the finished result of a reduction";
        if (crosses(group, statement))
            return "an element it reads or writes belongs to another element's turn (overlapping "
                   "views)";
        if (group.has_loop && statement.header.kind == StatementKind::function &&
            has_loop(statement))
            return "two loops per element run better apart";
        return refusal_by_form(group, statement, views);
    }

    std::string refusal_by_form(const Group& group, const CanonicalStatement& statement,
                                const std::vector<std::uint32_t>& views) const {
        kernel::Form form = group.form;
        std::uint32_t row_start = group.row_start;
        if (statement.header.kind == StatementKind::reduce) {
            form = form_of(layout_of(statement.in[0].view), statement.axes);
            row_start = statement.header.extra;
            if (group.form != kernel::Form::map &&
                (group.axes != statement.axes || group.form != form ||
                 group.row_start != row_start))
                return "reductions over different axes";
            if (group.has_loop)
                return "a loop per element runs better apart from a reduction";
        } else if (group.form != kernel::Form::map &&
                   statement.header.kind == StatementKind::function && has_loop(statement)) {
            return "a loop per element runs better apart from a reduction";
        }
        if (form == kernel::Form::row_reduce && !rows_join(views, row_start))
            return "the rows of the reduction are not evenly spaced in one of the arrays";
        return {};
    }

    bool has_loop(const CanonicalStatement& statement) const {
        return std::ranges::any_of(
            functions_[statement.number]->body.instrs,
            [](const kernel::Instr& i) { return i.code == kernel::Code::while_; });
    }

    void join(Group& group, std::uint32_t number) {
        const CanonicalStatement& statement = tape_.statements[number];
        group.statements.push_back(number);
        group.params += new_params(group, statement);
        for (const std::uint32_t view : views_of(statement))
            add_once(group.views, view);
        for (std::size_t i = 0; i < statement.in.size(); ++i) {
            if (statement.in[i].form != Input::Form::view)
                continue;
            if (is_table(statement, i))
                add_once(group.whole_reads, tape_.views[statement.in[i].view].slot);
            else
                add_once(group.reads, statement.in[i].view);
        }
        for (const auto& out : statement.out)
            add_once(group.writes, out.view);
        if (statement.header.kind == StatementKind::reduce) {
            group.form = form_of(layout_of(statement.in[0].view), statement.axes);
            group.axes = statement.axes;
            group.row_start = statement.header.extra;
            group.results.push_back(statement.out[0].view);
        }
        if (statement.header.kind == StatementKind::function && has_loop(statement))
            group.has_loop = true;
    }

    const CanonicalTape& tape_;
    const std::vector<std::shared_ptr<const tape::Function>>& functions_;
    std::vector<Group> groups_;
};

}  // namespace

std::vector<Group>
make_groups(const CanonicalTape& tape,
            const std::vector<std::shared_ptr<const tape::Function>>& functions) {
    return Grouper(tape, functions).run();
}

}  // namespace tenon::schedule
