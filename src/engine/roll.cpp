// SPDX-License-Identifier: MIT
#include "engine/roll.hpp"

#include <algorithm>
#include <bit>

#include <tenon/error.hpp>

#include "base/text.hpp"
#include "dist/partition.hpp"
#include "engine/counters.hpp"
#include "engine/float_events.hpp"
#include "engine/loop_run.hpp"
#include "engine/progress.hpp"
#include "engine/stepped_loop.hpp"
#include "engine/test_hooks.hpp"
#include "engine/thread_tape.hpp"
#include "engine/unroll.hpp"
#include "tape/canonical.hpp"
#include "tape/find_loop.hpp"

namespace tenon::engine {

namespace {

using detail::Storage;
using tape::Loop;
using tape::LoopBody;

/// Of fewer iterations a tape of their statements is run at least as fast.
constexpr std::int64_t least_iterations = 4;
/// So much work, estimated, is not put off any longer; one element's share of it stays below what
/// Ctrl-C may have to wait for.
constexpr double most_work_ns = 4e9;
constexpr double most_element_ns = 1e8;

/// Somebody can look at the storage, or the iteration that is `partial` reads it.
std::vector<bool> live_roles(std::span<Storage* const> storages,
                             std::span<Storage* const> partial) {
    std::vector<bool> live;
    for (Storage* const storage : storages)
        live.push_back(storage->has_handles() ||
                       std::ranges::find(partial, storage) != partial.end());
    return live;
}

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

}  // namespace

std::vector<Storage*> storages_of(const tape::Tape& tape, const tape::FoundLoop& found) {
    std::vector<Storage*> storages(found.body.roles.size());
    for (std::size_t view = 0; view < found.view_on_tape.size(); ++view)
        storages[found.body.views[view].role] =
            tape.slots[tape.views[found.view_on_tape[view]].slot].storage;
    return storages;
}

namespace {

/// Iterations that the thread that runs ahead is given at once: so much work, or a pass.
std::int64_t iterations_at_once(const SteppedPlan& stepped) {
    if (test_hooks().ahead)
        return 1;
    constexpr double work_ns = 50'000;
    const auto steps = static_cast<std::int64_t>(stepped.plan->plan.steps.size());
    return std::max((SteppedRun::longest_pass + steps - 1) / steps,
                    static_cast<std::int64_t>(std::min(work_ns / stepped.cost_ns, 1e6)));
}

std::int64_t most_iterations(const SteppedPlan& stepped) {
    const double by_work = most_work_ns / stepped.cost_ns;
    return std::max(least_iterations, static_cast<std::int64_t>(std::min(by_work, 1e6)));
}

std::int64_t most_iterations(const LoopBody& body, const schedule::RolledStep& step) {
    const auto size = static_cast<double>(body.views[step.step.space_view].layout->size);
    const double by_work = most_work_ns / (size * step.cost_ns);
    const double by_element = most_element_ns / (std::min(size, 8192.0) * step.cost_ns);
    return std::max(least_iterations,
                    static_cast<std::int64_t>(std::min({by_work, by_element, 1e6})));
}

/// The events that its statements were watched for.
unsigned events_of(const LoopBody& body) {
    unsigned events = 0;
    for (const tape::LoopStatement& statement : body.statements)
        events |= statement.modes;
    return events & all_events;
}

/// Whether the flags that are raised between its first iteration and its last one can be told.
bool can_step(const SteppedPlan& stepped, unsigned events) {
    return events == 0 || stepped.tells_all;
}

bool always() { return test_hooks().roll == TestHooks::Roll::always; }

}  // namespace

bool may_roll() { return test_hooks().roll != TestHooks::Roll::never; }

bool can_roll(const tape::Tape& tape) {
    const auto* place = static_cast<const DevicePlace*>(tape.slots[0].storage->place);
    return place->device().host_accessible() && dist::part_count() == 1 && may_roll();
}

namespace {

/// A loop that is a kernel of its own is not run before it must be: what it has in registers would
/// be stored and loaded again.
void set_first_mark(Loop& loop) {
    auto& prepared = static_cast<RollableLoop&>(loop.prepared());
    prepared.next_mark = prepared.most_iterations;
    std::string why_not;
    if (!prepared.is_stepped || (always() && !test_hooks().ahead))
        return;
    const auto stepped = prepared.stepped(loop.body(), &why_not);
    prepared.next_mark =
        std::min(prepared.most_iterations, static_cast<std::int64_t>(stepped->turns.turns()) +
                                               2 * iterations_at_once(*stepped));
}

}  // namespace

std::unique_ptr<Loop> prepare_loop(const tape::Tape& tape, tape::FoundLoop& found) {
    auto prepared = std::make_unique<RollableLoop>(form_of(tape, found));
    std::string why_not;
    const auto kernel =
        prepared->kernel(found.body, live_roles(storages_of(tape, found), {}), &why_not);
    // Elements that are alone are as fast, or faster, when many iterations are one kernel each.
    if (kernel != nullptr)
        prepared->most_iterations =
            found.body.lists_numbers() ? 0 : most_iterations(found.body, kernel->loop);
    else if (const auto stepped = prepared->stepped(found.body, &why_not);
             stepped != nullptr && can_step(*stepped, events_of(found.body)))
        prepared->most_iterations = most_iterations(*stepped);
    prepared->is_stepped = kernel == nullptr && prepared->most_iterations > 0;
    auto loop = std::make_unique<Loop>(std::move(found.body), std::move(prepared));
    set_first_mark(*loop);
    return loop;
}

std::string why_not_rolled(const tape::Tape& tape, const tape::FoundLoop& found) {
    std::string why_no_kernel, why_not;
    RollableLoop loop(form_of(tape, found));
    if (loop.kernel(found.body, live_roles(storages_of(tape, found), {}), &why_no_kernel))
        return found.body.lists_numbers() ? "a number changes otherwise than by whole steps" : "";
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
    return "they are no single kernel: " + why_no_kernel + "\n" +
           SteppedRun(loop, *stepped, false).describe();
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

void end_loop_while_recording(tape::Tape& tape) { end_loop(tape, thread_scratch().claimed); }

namespace {

bool roll(tape::Tape& tape, tape::FoundLoop& found) {
    std::unique_ptr<Loop> loop = prepare_loop(tape, found);
    if (loop->prepared().most_iterations == 0)
        return false;  // they cannot be one kernel
    note_rounds(tape, loop->body().statements.size());
    evaluate(tape);
    tape.loop = std::move(loop);
    tape.end_loop = &end_loop_while_recording;
    return true;
}

}  // namespace

void look_for_loop(tape::Tape& tape) {
    LoopSearch& search = thread_scratch().loop_search;
    const bool now = search.now(tape.statement_count()) || always();
    if (!now || search.paused() || !can_roll(tape))
        return;
    std::optional<tape::FoundLoop> found = tape::find_loop(tape, longest_loop);
    if (found && found->wait > 0) {
        search.again_at(tape.statement_count() + found->wait);
        return;
    }
    search.note(found && roll(tape, *found));
}

namespace {

/// False: they are to be run one after the other.
bool run_rolled(const Loop& loop) {
    auto& prepared = static_cast<RollableLoop&>(loop.prepared());
    std::string why_not;
    const auto kernel =
        prepared.kernel(loop.body(), live_roles(loop.last(), loop.partial()), &why_not);
    if (kernel == nullptr || loop.body().lists_numbers())
        return false;
    if (kernel->loop.step.params.empty())
        return true;  // nobody looks at anything
    const unsigned events = loop.modes() & all_events;
    LoopRun run(loop, *kernel);
    run.acquire(events != 0);
    if (suspicious_flags(run.execute(events != 0), events) != 0) {
        run.take_back();  // its statements have to tell which of them it was
        return false;
    }
    run.finish();
    count(counters().iterations_rolled, static_cast<std::uint64_t>(loop.iterations()));
    note_iterations(loop.iterations());
    return true;
}

/// Null: there is no memory for it.
std::unique_ptr<SteppedRun> begin_run(const Loop& loop, const SteppedPlan& stepped) {
    auto run = std::make_unique<SteppedRun>(loop, stepped, (loop.modes() & all_events) != 0);
    try {
        run->acquire();
    } catch (const MemoryError&) {
        return nullptr;
    }
    return run;
}

unsigned finish(SteppedRun& run) {
    try {
        return run.finish();
    } catch (...) {
        run.mark_lost();
        throw;
    }
}

/// By a plan of one iteration. False: nothing was run.
bool run_stepped(tape::Tape& tape, const Loop& loop) {
    std::string why_not;
    auto& prepared = static_cast<RollableLoop&>(loop.prepared());
    const auto stepped = prepared.stepped(loop.body(), &why_not);
    const unsigned events = loop.modes() & all_events;
    if (stepped == nullptr || !can_step(*stepped, events) || loop.iterations() < 2)
        return false;
    bool last_is_left = false;
    {
        const std::unique_ptr<RunAhead> ahead = std::move(prepared.ahead);
        const std::unique_ptr<SteppedRun> whole =
            ahead == nullptr ? begin_run(loop, *stepped) : nullptr;
        if (ahead == nullptr && whole == nullptr)
            return false;
        SteppedRun& run = ahead == nullptr ? *whole : ahead->stop();
        const unsigned flags = suspicious_flags(finish(run), events);
        if (flags != 0)
            blame_iteration(tape, loop, flags);
        last_is_left = run.last_is_left();
    }
    if (last_is_left)
        run_last_iteration(tape, loop);
    count(counters().iterations_rolled, static_cast<std::uint64_t>(loop.iterations()));
    note_iterations(loop.iterations() - (last_is_left ? 1 : 0));
    return true;
}

}  // namespace

void end_loop(tape::Tape& tape, std::span<Storage* const> claimed) {
    if (tape.loop == nullptr || !tape.loop->pending())
        return;
    Loop& loop = *tape.loop;
    loop.stop();
    try {
        const std::int64_t iterations = loop.iterations();
        if (iterations > 0) {
            const bool few = iterations < least_iterations && !always();
            if (few || (!run_rolled(loop) && !run_stepped(tape, loop)))
                run_unrolled(tape, loop);
            count(counters().evaluations);
            count(counters().statements,
                  static_cast<std::uint64_t>(iterations) * loop.body().statements.size());
        }
    } catch (...) {
        loop.give_up();
        throw;
    }
    note_rest(loop.partial_statements(), loop.body().statements.size());
    loop.end(tape, claimed);
    set_first_mark(loop);
}

namespace {

/// Iterations begin to be run while more are counted, unless what they are told is still growing,
/// or the thread has other work.
void go_ahead(Loop& loop) {
    auto& prepared = static_cast<RollableLoop&>(loop.prepared());
    std::string why_not;
    const auto stepped = prepared.stepped(loop.body(), &why_not);
    if (stepped == nullptr || loop.body().lists_numbers() ||
        !can_step(*stepped, loop.modes() & all_events)) {
        prepared.next_mark = prepared.most_iterations;
        return;
    }
    if (prepared.ahead == nullptr)
        if (auto run = begin_run(loop, *stepped))
            prepared.ahead = RunAhead::start(std::move(run));
    if (prepared.ahead == nullptr) {
        prepared.next_mark = prepared.most_iterations;
        return;
    }
    prepared.ahead->allow(loop.iterations() - 1);  // somebody may look at the last one
    prepared.next_mark =
        std::min(loop.iterations() + iterations_at_once(*stepped), prepared.most_iterations);
}

}  // namespace

void pass_mark(tape::Tape& tape) {
    if (tape.loop->iterations() < put_off_at_most(tape.loop->prepared().most_iterations))
        return go_ahead(*tape.loop);
    const LoopPart part;
    evaluate(tape);
}

}  // namespace tenon::engine
