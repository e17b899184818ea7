// SPDX-License-Identifier: MIT
#include "engine/roll.hpp"

#include <algorithm>
#include <chrono>
#include <functional>

#include <tenon/error.hpp>

#include "base/check.hpp"
#include "dist/partition.hpp"
#include "engine/counters.hpp"
#include "engine/float_events.hpp"
#include "engine/kept_iterations.hpp"
#include "engine/loop_run.hpp"
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

bool always() { return TestHooks::roll == TestHooks::Roll::always; }

}  // namespace

bool can_roll(const tape::Tape& tape) {
    const auto* place = static_cast<const DevicePlace*>(tape.slots[0].storage->place);
    return place->device().host_accessible() && dist::part_count() == 1 && may_roll();
}

namespace {

enum class Rolled : std::uint8_t { yes, no, cut_elsewhere };

Rolled roll(tape::Tape& tape, tape::FoundLoop& found) {
    std::unique_ptr<Loop> loop = prepare_loop(tape, found);
    if (loop->prepared().most_iterations == 0)
        return static_cast<RollableLoop&>(loop->prepared()).may_be_cut_elsewhere()
                   ? Rolled::cut_elsewhere
                   : Rolled::no;
    note_rounds(tape, loop->body().statements.size());
    evaluate(tape);
    tape.loop = std::move(loop);
    tape.end_loop = &end_loop_while_recording;
    return Rolled::yes;
}

}  // namespace

void look_for_loop(tape::Tape& tape) {
    LoopSearch& search = thread_scratch().loop_search;
    const bool now = search.now(tape.statement_count()) || always();
    if (!now || search.paused() || !can_roll(tape))
        return;
    const std::size_t statements = tape.statement_count(), other_cuts = search.other_cuts();
    std::optional<tape::FoundLoop> found = tape::find_loop(tape, longest_loop, other_cuts > 0);
    if (found && found->wait > 0)
        return search.again_at(statements + found->wait);
    const Rolled rolled = !found        ? Rolled::no
                          : found->held ? Rolled::cut_elsewhere
                                        : roll(tape, *found);
    const std::size_t cuts = found && other_cuts == 0 ? found->period : other_cuts;
    if (rolled == Rolled::cut_elsewhere && cuts > 1)
        return search.try_cuts(statements, cuts - 1);
    search.note(rolled == Rolled::yes);
}

namespace {

/// The one that has run ahead, if it leaves all that somebody looks at.
std::shared_ptr<const LoopKernel> choose_kernel(const Loop& loop, const LoopAhead* ahead) {
    const std::vector<bool> live = live_roles(loop.last(), loop.partial());
    std::string why_not;
    const auto covers = [&](const std::vector<bool>& there) {
        return std::ranges::equal(live, there, std::less_equal<>());
    };
    return static_cast<RollableLoop&>(loop.prepared())
        .kernel(loop.body(),
                ahead != nullptr && covers(ahead->kernel().live) ? ahead->kernel().live : live,
                &why_not);
}

/// False: they are to be run one after the other.
bool run_rolled(const Loop& loop, RunAhead* background) {
    const auto* const ahead =
        background == nullptr ? nullptr : static_cast<LoopAhead*>(&background->stop());
    const auto kernel = choose_kernel(loop, ahead);
    if (kernel == nullptr)
        return false;
    if (kernel->loop.step.params.empty())
        return true;  // nobody looks at anything
    const unsigned events = loop.modes() & all_events;
    LoopRun run(loop, *kernel, ahead);
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

unsigned finish(SteppedRun& run, std::int64_t left, std::span<Storage* const> storages) {
    try {
        return run.finish(left, storages);
    } catch (...) {
        run.mark_lost();
        throw;
    }
}

/// How many iterations were run, and written down on the tape instead.
struct Ran {
    std::int64_t iterations = 0;
    std::int64_t kept = 0;
};

/// By a plan of one iteration. None: nothing was run.
std::optional<Ran> run_stepped(tape::Tape& tape, Loop& loop, std::int64_t to_keep) {
    std::string why_not;
    auto& prepared = static_cast<RollableLoop&>(loop.prepared());
    const auto stepped = prepared.stepped(loop.body(), &why_not);
    const unsigned events = loop.modes() & all_events;
    if (stepped == nullptr || !can_step(*stepped, events) || loop.iterations() < 2)
        return std::nullopt;
    std::unique_ptr<RunAhead> ahead = std::move(prepared.ahead);
    std::unique_ptr<SteppedRun> whole = ahead == nullptr ? begin_run(loop, *stepped) : nullptr;
    if (ahead == nullptr && whole == nullptr)
        return std::nullopt;
    SteppedRun& run = ahead == nullptr ? *whole : static_cast<SteppedRun&>(ahead->stop());
    const std::int64_t left = run.can_leave(to_keep);
    KeptIterations kept(loop, stepped->turns, to_keep > 0 ? left : 0);
    const unsigned flags = suspicious_flags(
        finish(run, left, kept.count() > 0 ? kept.begin_with() : loop.last()), events);
    whole.reset();
    ahead.reset();
    if (flags != 0)
        blame_iteration(tape, loop, flags);
    prepared.steps_run += (loop.iterations() - kept.count()) *
                          static_cast<std::int64_t>(stepped->plan->plan.steps.size());
    if (kept.count() > 0)
        kept.record(tape);
    else if (left > 0)
        run_last_iteration(tape, loop);
    note_iterations(loop.iterations() - (kept.count() > 0 ? 0 : left));
    count(counters().iterations_rolled,
          static_cast<std::uint64_t>(loop.iterations() - kept.count()));
    return Ran{loop.iterations() - kept.count(), kept.count()};
}

/// What steps have begun to run ahead has overwritten what it began with: there is no other way
/// then.
Ran run_iterations(tape::Tape& tape, Loop& loop, std::int64_t to_keep) {
    auto& prepared = static_cast<RollableLoop&>(loop.prepared());
    std::string why_not;
    if (prepared.is_stepped && prepared.ahead != nullptr) {
        const auto ran = run_stepped(tape, loop, to_keep);
        TENON_CHECK(ran.has_value(), "a loop goes on as it began");
        return *ran;
    }
    if (loop.iterations() <= to_keep) {
        KeptIterations(loop, prepared.stepped(loop.body(), &why_not)->turns, loop.iterations())
            .record(tape);
        note_iterations(loop.iterations());
        return {0, loop.iterations()};
    }
    const Ran all{loop.iterations(), 0};
    const bool few = loop.iterations() < least_iterations && !always();
    const std::unique_ptr<RunAhead> ahead = std::move(prepared.ahead);
    if (!few && run_rolled(loop, ahead.get()))
        return all;
    if (const auto ran = few ? std::nullopt : run_stepped(tape, loop, to_keep))
        return *ran;
    run_unrolled(tape, loop);
    return all;
}

/// `to_keep` of the last iterations may be left on the tape.
void end_loop(tape::Tape& tape, std::span<Storage* const> claimed, std::int64_t to_keep) {
    Loop& loop = *tape.loop;
    loop.stop();
    try {
        if (loop.iterations() > 0) {
            const Ran ran = run_iterations(tape, loop, to_keep);
            count(counters().evaluations, ran.iterations > 0 ? 1 : 0);
            count(counters().statements,
                  static_cast<std::uint64_t>(ran.iterations) * loop.body().statements.size());
        }
    } catch (...) {
        loop.give_up();
        throw;
    }
    note_rest(loop.partial_statements(), loop.body().statements.size());
    loop.end(tape, claimed);
    set_first_mark(loop);
}

}  // namespace

void end_loop(tape::Tape& tape, std::span<Storage* const> claimed) {
    if (tape.loop != nullptr && tape.loop->pending())
        end_loop(tape, claimed, 0);
}

void end_loop_while_recording(tape::Tape& tape) {
    end_loop(tape, thread_scratch().claimed, iterations_to_keep(*tape.loop));
}

namespace {

/// A kernel is as fast when all of it is run later, by all cores: the thread begins when nobody has
/// looked for a while.
std::chrono::microseconds wait_before(const RollableLoop& prepared) {
    return std::chrono::microseconds(prepared.is_stepped || test_hooks().ahead ? 0 : 2000);
}

/// What somebody looks at now, and all that the next iterations need.
std::vector<bool> handed_on(const Loop& loop) {
    std::vector<bool> live = live_roles(loop.last(), {});
    for (std::size_t role = 0; role < live.size(); ++role)
        live[role] = live[role] || loop.body().roles[role].next != tape::LoopRole::none;
    return live;
}

/// Null: it would not pay, or could not be told what raised a flag.
std::unique_ptr<BackgroundRun> begin_in_background(const Loop& loop) {
    auto& prepared = static_cast<RollableLoop&>(loop.prepared());
    const unsigned events = loop.modes() & all_events;
    std::string why_not;
    if (!prepared.is_stepped) {
        auto kernel = prepared.kernel(loop.body(), handed_on(loop), &why_not);
        return kernel == nullptr ? nullptr : LoopAhead::make(loop, std::move(kernel), events != 0);
    }
    const auto stepped = prepared.stepped(loop.body(), &why_not);
    return stepped != nullptr && can_step(*stepped, events) ? begin_run(loop, *stepped) : nullptr;
}

/// Iterations begin to be run while more are counted, unless what they are told is still growing,
/// or the thread has other work.
void go_ahead(Loop& loop) {
    auto& prepared = static_cast<RollableLoop&>(loop.prepared());
    prepared.next_mark = prepared.most_iterations;
    if (loop.body().lists_numbers())
        return;
    if (prepared.ahead == nullptr)
        if (auto run = begin_in_background(loop))
            prepared.ahead = RunAhead::start(std::move(run), wait_before(prepared));
    if (prepared.ahead == nullptr)
        return;
    // Somebody may look at the last one, or at what follows.
    prepared.ahead->allow(loop.iterations() - 1 - iterations_to_keep(loop));
    prepared.next_mark =
        std::min(loop.iterations() + iterations_at_once(loop), prepared.most_iterations);
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
