// SPDX-License-Identifier: MIT
#include "dist/partition.hpp"
#include "engine/counters.hpp"
#include "engine/engine.hpp"
#include "engine/plan_cache.hpp"
#include "engine/run.hpp"

namespace tenon::engine {

/// Global tape -> local tape -> plan -> memory and code -> launches. Until `execute` nothing has
/// been written: an error leaves every array, and the tape, as they were.
void evaluate(tape::Tape& global) {
    if (global.empty()) {
        global.clear();
        return;
    }
    thread_local tape::Tape scratch;
    tape::Tape& local = dist::partition(global, scratch);
    const std::shared_ptr<const CachedPlan> plan = find_plan(local);
    {
        Run run(local, *plan);
        run.acquire();
        count(counters().evaluations);
        count(counters().statements, global.statement_count());
        try {
            run.execute();
        } catch (...) {
            scratch.clear();
            global.clear();
            throw;
        }
    }
    scratch.clear();
    global.clear();
}

}  // namespace tenon::engine
