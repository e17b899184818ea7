// SPDX-License-Identifier: MIT
#include "dist/partition.hpp"
#include "engine/counters.hpp"
#include "engine/engine.hpp"
#include "engine/float_events.hpp"
#include "engine/one_by_one.hpp"
#include "engine/plan_cache.hpp"
#include "engine/progress.hpp"
#include "engine/roll.hpp"
#include "engine/run.hpp"
#include "engine/thread_tape.hpp"
#include "engine/who_raised.hpp"
#include "tape/canonical.hpp"

namespace tenon::engine {

namespace {

/// After an error: what was promised and never written cannot be had any more; arrays that had
/// values keep those from before the statements that did not run.
void give_up(tape::Tape& tape) noexcept {
    for (const tape::SlotEntry& slot : tape.slots)
        if (slot.storage->pending && slot.storage->address == nullptr)
            slot.storage->lost = true;
    thread_scratch().split.clear();
    tape.clear();
}

/// A small tape that is new goes through the stages statement by statement. Returns the
/// floating-point flags that were raised, when any of the `events` is watched.
unsigned run_by_plan(tape::Tape& tape, unsigned events) {
    PlanLookup known = look_up_plan(tape);
    if (known.plan == nullptr && better_one_by_one(tape, known.times_seen))
        return run_one_by_one(tape, events);
    if (known.plan == nullptr)
        known.plan = make_plan(tape, known.hash);
    Run run(tape, *known.plan);
    if (events != 0)
        run.watch_floats();
    run.acquire();
    run.execute();
    return run.float_flags();
}

}  // namespace

/// Global tape -> local tape -> plan -> memory and code -> launches. Until `execute` nothing has
/// been written.
void run_tape(tape::Tape& global) {
    if (global.empty())
        return;
    tape::Tape& local = dist::partition(global, thread_scratch().split);
    tape::note_live(local);
    const unsigned events = watched_events(local);
    const bool apart = !writes_shared_bytes(local);
    unsigned flags = apart ? run_by_plan(local, events) : run_one_by_one(local, events);
    if (flags = suspicious_flags(flags, events); flags != 0)
        find_who_raised(local, flags, apart);
}

/// What a loop has counted comes before the tape's statements.
void evaluate(tape::Tape& global) {
    try {
        end_loop(global, {});
        if (global.empty()) {
            global.clear();
            return;
        }
        run_tape(global);
        count(counters().evaluations);
        count(counters().statements, global.statement_count());
        note_tape();
        thread_scratch().repetition.ran(global.statement_count());
    } catch (...) {
        give_up(global);
        throw;
    }
    thread_scratch().split.clear();
    global.clear();
}

}  // namespace tenon::engine
