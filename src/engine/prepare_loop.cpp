// SPDX-License-Identifier: MIT
#include "engine/prepare_loop.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "engine/float_events.hpp"
#include "engine/test_hooks.hpp"
#include "tape/canonical.hpp"

namespace tenon::engine {

namespace {

using detail::Storage;
using tape::Loop;
using tape::LoopBody;

/// So much work, estimated, is not put off any longer; one element's share of it stays below what
/// Ctrl-C may have to wait for.
constexpr double most_work_ns = 4e9;
constexpr double most_element_ns = 1e8;
/// Of steps: in tiles they take an eighth of the estimate, which is of one core and plain sweeps,
/// and each time that some are run, arrays are copied to where rows have gaps, and back.
constexpr double most_work_of_steps_ns = 40e9;

/// The last iteration by itself, its storages numbered as roles.
schedule::LoopForm form_of(const tape::Tape& tape, const tape::FoundLoop& found) {
    const tape::CanonicalTape all = tape::canonical(tape);
    schedule::LoopForm form;
    form.tape.layouts = all.layouts;
    for (std::size_t view = 0; view < found.view_on_tape.size(); ++view)
        form.tape.views.push_back(
            {found.body.views[view].role, all.views[found.view_on_tape[view]].layout});
    for (const tape::LoopRole& role : found.body.roles)
        form.tape.slots.push_back({role.from != tape::LoopRole::none, true, false});
    for (std::size_t i = 0; i < found.body.statements.size(); ++i) {
        tape::CanonicalStatement statement = all.statements[found.first_statement + i];
        const auto operands = found.body.operands_of(found.body.statements[i]);
        for (std::size_t o = 0; o < operands.size(); ++o) {
            auto& operand =
                o < statement.in.size() ? statement.in[o] : statement.out[o - statement.in.size()];
            operand.view = operand.scalar = operands[o].number;
        }
        if (statement.header.kind == tape::StatementKind::function) {
            statement.number = static_cast<std::uint32_t>(form.functions.size());
            form.functions.push_back(found.body.statements[i].parts.function);
        }
        form.tape.statements.push_back(std::move(statement));
    }
    return form;
}

/// How many arrays its kernels read and write, each kernel for itself.
std::size_t accesses(const schedule::Plan& plan) {
    std::size_t count = 0;
    for (const schedule::Step& step : plan.steps)
        for (std::size_t p = 0; p < step.params.size(); ++p)
            count += (step.kernel->params[p].written ? 1U : 0U) + (step.param_is_read[p] ? 1U : 0U);
    return count;
}

/// Those of the last two iterations together.
std::size_t accesses_of_two(const tape::Tape& tape, const tape::FoundLoop& found) {
    tape::CanonicalTape two = tape::canonical(tape);
    const std::size_t first = found.first_statement - found.body.statements.size();
    const std::size_t last = found.first_statement + found.body.statements.size();
    for (std::size_t i = 0; i < first; ++i)
        for (const auto* operands : {&two.statements[i].in, &two.statements[i].out})
            for (const tape::CanonicalOperand& operand : *operands)
                if (operand.form == tape::Input::Form::view)
                    two.slots[two.views[operand.view].slot].had_bytes = true;
    for (tape::SlotClass& slot : two.slots)
        slot.live = false;
    for (std::size_t view = 0; view < found.view_on_tape.size(); ++view)
        if (found.body.roles[found.body.views[view].role].next != tape::LoopRole::none)
            two.slots[two.views[found.view_on_tape[view]].slot].live = true;
    const auto at = [&](std::size_t number) {
        return two.statements.begin() + static_cast<std::ptrdiff_t>(number);
    };
    two.statements.erase(at(last), two.statements.end());
    two.statements.erase(two.statements.begin(), at(first));
    return accesses(schedule::schedule(two, tape.functions));
}

/// Reductions of neighbouring iterations that need nothing of each other read their arrays once for
/// all of them when they are on one tape.
void keep_fusions(RollableLoop& prepared, const tape::Tape& tape, const tape::FoundLoop& found) {
    std::string why_not;
    const auto stepped = prepared.stepped(found.body, &why_not);
    if (stepped != nullptr && has_reductions(stepped->plan->plan) &&
        accesses_of_two(tape, found) < 2 * accesses(stepped->plan->plan))
        prepared.refuse_steps("its reductions run together with those of the next iteration");
}

}  // namespace

std::vector<Storage*> storages_of(const tape::Tape& tape, const tape::FoundLoop& found) {
    std::vector<Storage*> storages(found.body.roles.size());
    for (std::size_t view = 0; view < found.view_on_tape.size(); ++view)
        storages[found.body.views[view].role] =
            tape.slots[tape.views[found.view_on_tape[view]].slot].storage;
    return storages;
}

namespace {

std::int64_t bounded(double iterations) {
    return std::max(least_iterations, static_cast<std::int64_t>(std::min(iterations, 1e6)));
}

/// One kernel goes through many iterations with the elements that it has in registers.
void count_kernel(RollableLoop& prepared, const LoopBody& body, const schedule::RolledStep& step) {
    const auto size = static_cast<double>(body.views[step.step.space_view].layout->size);
    prepared.iteration_ns = size * step.cost_ns;
    prepared.most_iterations =
        bounded(std::min(most_work_ns / prepared.iteration_ns,
                         most_element_ns / (std::min(size, 8192.0) * step.cost_ns)));
}

void count_steps(RollableLoop& prepared, const SteppedPlan& stepped) {
    prepared.is_stepped = true;
    prepared.iteration_ns = stepped.cost_ns;
    prepared.most_iterations = bounded(most_work_of_steps_ns / prepared.iteration_ns);
}

/// The events that its statements were watched for.
unsigned events_of(const LoopBody& body) {
    unsigned events = 0;
    for (const tape::LoopStatement& statement : body.statements)
        events |= statement.modes;
    return events & all_events;
}

}  // namespace

std::vector<bool> live_roles(std::span<Storage* const> storages,
                             std::span<Storage* const> partial) {
    std::vector<bool> live;
    for (Storage* const storage : storages)
        live.push_back(storage->has_handles() ||
                       std::ranges::find(partial, storage) != partial.end());
    return live;
}

std::int64_t iterations_at_once(const Loop& loop) {
    if (test_hooks().ahead)
        return 1;
    auto& prepared = static_cast<RollableLoop&>(loop.prepared());
    std::string why_not;
    const auto stepped = prepared.is_stepped ? prepared.stepped(loop.body(), &why_not) : nullptr;
    const auto within = [&](double work_ns) {
        return static_cast<std::int64_t>(std::min(work_ns / prepared.iteration_ns, 1e6));
    };
    // What a kernel has in registers is stored and loaded again each time.
    if (stepped == nullptr)
        return std::max(std::int64_t{32}, within(200'000));
    const auto steps = static_cast<std::int64_t>(stepped->plan->plan.steps.size());
    return std::max((most_steps_of_pass + steps - 1) / steps, within(50'000));
}

bool can_step(const SteppedPlan& stepped, unsigned events) {
    return events == 0 || stepped.tells_all;
}

namespace {

/// From so many on, gaps make the steps faster by more than what new memory costs.
constexpr std::int64_t many_steps = 256;

bool worth_gaps(const RollableLoop& prepared, std::int64_t steps, std::int64_t bytes,
                DevicePlace& place) {
    constexpr std::int64_t least_steps = 48;  // for copying in and out
    return bytes >= tile_limits().worth_bytes && steps >= least_steps &&
           (prepared.steps_run + steps >= many_steps ||
            place.device().bytes_idle() >= static_cast<std::size_t>(bytes));
}

}  // namespace

const SteppedPlan* plan_with_gaps(const Loop& loop) {
    auto& prepared = static_cast<RollableLoop&>(loop.prepared());
    const auto gapped = prepared.stepped_with_gaps(loop.body());
    if (gapped == nullptr)
        return nullptr;
    const std::int64_t bytes = bytes_with_gaps(loop, *gapped);
    const std::int64_t steps =
        loop.iterations() * static_cast<std::int64_t>(gapped->plan->plan.steps.size());
    auto& place = *static_cast<DevicePlace*>(loop.last().front()->place);
    const bool asked = tile_limits().row_gap.has_value();
    return bytes > 0 && (asked || worth_gaps(prepared, steps, bytes, place)) ? gapped.get()
                                                                             : nullptr;
}

void set_first_mark(Loop& loop) {
    auto& prepared = static_cast<RollableLoop&>(loop.prepared());
    prepared.next_mark = prepared.most_iterations;
    std::string why_not;
    if (prepared.iteration_ns == 0 ||
        (TestHooks::roll == TestHooks::Roll::always && !test_hooks().ahead))
        return;
    std::int64_t least = 2 * iterations_at_once(loop);
    if (prepared.is_stepped) {
        if (!test_hooks().ahead && prepared.stepped_with_gaps(loop.body()) != nullptr)
            least = std::max(least, many_steps);
        least += static_cast<std::int64_t>(prepared.stepped(loop.body(), &why_not)->turns.turns());
    }
    prepared.next_mark = std::min(prepared.most_iterations, least);
}

std::unique_ptr<Loop> prepare_loop(const tape::Tape& tape, tape::FoundLoop& found) {
    auto prepared = std::make_unique<RollableLoop>(form_of(tape, found));
    std::string why_not;
    keep_fusions(*prepared, tape, found);
    const auto kernel =
        prepared->kernel(found.body, live_roles(storages_of(tape, found), {}), &why_not);
    if (kernel != nullptr)
        count_kernel(*prepared, found.body, kernel->loop);
    else if (const auto stepped = prepared->stepped(found.body, &why_not);
             stepped != nullptr && can_step(*stepped, events_of(found.body)))
        count_steps(*prepared, *stepped);
    auto loop = std::make_unique<Loop>(std::move(found.body), std::move(prepared));
    set_first_mark(*loop);
    return loop;
}

std::string why_not_rolled(const tape::Tape& tape, const tape::FoundLoop& found) {
    std::string why_no_kernel, why_not;
    RollableLoop loop(form_of(tape, found));
    keep_fusions(loop, tape, found);
    if (loop.kernel(found.body, live_roles(storages_of(tape, found), {}), &why_no_kernel))
        return "";
    const auto stepped = loop.stepped(found.body, &why_not);
    if (stepped != nullptr && !can_step(*stepped, events_of(found.body)))
        return "its floating-point events could not be told apart";
    return stepped != nullptr ? "" : why_no_kernel + "; " + why_not;
}

namespace {

std::string explain_stepped(const Loop& loop, const std::string& why_no_kernel) {
    std::string why_not;
    const auto stepped = static_cast<RollableLoop&>(loop.prepared()).stepped(loop.body(), &why_not);
    if (stepped == nullptr)
        return "they are run one after the other: " + why_not + "\n";
    const SteppedPlan* const gapped = plan_with_gaps(loop);
    auto run = std::make_unique<SteppedRun>(loop, gapped ? *gapped : *stepped, false, true);
    if (!run->acquire()) {
        run = std::make_unique<SteppedRun>(loop, *stepped, false, true);
        run->acquire();
    }
    return "they are no single kernel: " + why_no_kernel + "\n" + run->describe();
}

}  // namespace

std::string explain_loop(const Loop& loop) {
    std::string text = "a loop of " + std::to_string(loop.body().statements.size()) +
                       " statements: " + std::to_string(loop.iterations()) +
                       " iterations are counted, and " + std::to_string(loop.partial_statements()) +
                       " statements of the next\n";
    if (loop.iterations() == 0)
        return text;
    std::string why_not;
    const auto kernel = static_cast<RollableLoop&>(loop.prepared())
                            .kernel(loop.body(), live_roles(loop.last(), loop.partial()), &why_not);
    if (kernel == nullptr)
        return text + explain_stepped(loop, why_not);
    text += "kernel 0: " + kernel->loop.step.kernel->name + "\n";
    for (std::size_t p = 0; p < kernel->loop.step.params.size(); ++p) {
        const detail::Layout& layout = *loop.body().views[kernel->loop.step.params[p]].layout;
        text += kernel->loop.at_end[p] ? "    writes " : "    reads  ";
        text += std::string(name(layout.dtype)) + ", " +
                base::format_bytes(static_cast<std::size_t>(layout.size) * size_of(layout.dtype)) +
                "\n";
    }
    if (kernel->loop.ends_early)
        text += "    an element leaves when another iteration would change nothing of it\n";
    return text;
}

}  // namespace tenon::engine
