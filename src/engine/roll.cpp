// SPDX-License-Identifier: MIT
#include "engine/roll.hpp"

#include <tenon/error.hpp>

#include "base/check.hpp"
#include "dist/partition.hpp"
#include "engine/counters.hpp"
#include "engine/float_events.hpp"
#include "engine/prepare_loop.hpp"
#include "engine/progress.hpp"
#include "engine/test_hooks.hpp"
#include "engine/thread_tape.hpp"
#include "engine/unroll.hpp"
#include "tape/find_loop.hpp"

namespace tenon::engine {

using detail::Storage;
using tape::Loop;

namespace {

bool always() { return test_hooks().roll == TestHooks::Roll::always; }

}  // namespace

bool can_roll(const tape::Tape& tape) {
    const auto* place = static_cast<const DevicePlace*>(tape.slots[0].storage->place);
    return place->device().host_accessible() && dist::part_count() == 1 && may_roll();
}

void end_loop_while_recording(tape::Tape& tape) { end_loop(tape, thread_scratch().claimed); }

namespace {

bool roll(tape::Tape& tape, tape::FoundLoop& found) {
    std::unique_ptr<Loop> loop = prepare_loop(tape, found);
    if (loop->prepared().most_iterations == 0)
        return false;
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

/// Null: there is no memory for it, or it would not pay.
std::unique_ptr<SteppedRun> try_run(const Loop& loop, const SteppedPlan& stepped) {
    auto run = std::make_unique<SteppedRun>(loop, stepped, (loop.modes() & all_events) != 0);
    try {
        return run->acquire() ? std::move(run) : nullptr;
    } catch (const MemoryError&) {
        return nullptr;
    }
}

std::unique_ptr<SteppedRun> begin_run(const Loop& loop, const SteppedPlan& stepped) {
    auto& prepared = static_cast<RollableLoop&>(loop.prepared());
    if (const SteppedPlan* gapped = plan_with_gaps(loop); gapped != nullptr)
        if (auto run = try_run(loop, *gapped)) {
            prepared.keep_spare(run->bytes_with_gaps());
            count(counters().runs_with_gaps);
            return run;
        }
    return try_run(loop, stepped);
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
    prepared.steps_run +=
        loop.iterations() * static_cast<std::int64_t>(stepped->plan->plan.steps.size());
    if (last_is_left)
        run_last_iteration(tape, loop);
    count(counters().iterations_rolled, static_cast<std::uint64_t>(loop.iterations()));
    note_iterations(loop.iterations() - (last_is_left ? 1 : 0));
    return true;
}

/// What has begun to be run ahead has overwritten what it began with: there is no other way then.
void run_iterations(tape::Tape& tape, const Loop& loop) {
    if (static_cast<RollableLoop&>(loop.prepared()).ahead != nullptr) {
        const bool was_run = run_stepped(tape, loop);
        TENON_CHECK(was_run, "a loop goes on as it began");
        return;
    }
    const bool few = loop.iterations() < least_iterations && !always();
    if (few || (!run_rolled(loop) && !run_stepped(tape, loop)))
        run_unrolled(tape, loop);
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
            run_iterations(tape, loop);
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
    const tape::PreparedLoop& prepared = tape.loop->prepared();
    if (tape.loop->iterations() >= put_off_at_most(prepared.most_iterations)) {
        const LoopPart part;
        evaluate(tape);
    } else if (tape.loop->iterations() >= prepared.next_mark) {
        go_ahead(*tape.loop);
    }
}

}  // namespace tenon::engine
