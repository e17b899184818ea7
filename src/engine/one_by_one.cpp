// SPDX-License-Identifier: MIT
#include "engine/one_by_one.hpp"

#include <algorithm>

#include "engine/alone.hpp"
#include "engine/float_events.hpp"
#include "engine/plan_cache.hpp"
#include "engine/run.hpp"
#include "engine/thread_tape.hpp"
#include "tape/word_reader.hpp"

namespace tenon::engine {

namespace {

using tape::Tape;

/// Per statement, in nanoseconds; from programs of 500 different tapes of 12 statements each, at
/// 100, 1000 and 10000 elements. Only their proportions matter.
constexpr double planning_ns = 2800;   ///< to plan it and make it ready for the interpreter
constexpr double alone_ns = 350;       ///< more for running it alone than in a plan with others
constexpr double ns_per_byte = 0.024;  ///< more for storing and loading its result

/// By slot, the number of the last statement that touches it.
void find_last_uses(const Tape& tape, std::vector<std::uint32_t>& last) {
    last.assign(tape.slots.size(), 0);
    tape::WordReader statement(tape.words);
    for (std::uint32_t number = 0; statement.next(); ++number)
        visit_slots(tape, statement, [&](std::uint32_t slot) { last[slot] = number; });
}

/// Nobody can look at it any more: its memory serves the next statements while it is in the cache.
void release_bytes(detail::Storage& storage) {
    if (!storage.has_handles())
        storage.release_bytes();
}

}  // namespace

bool better_one_by_one(const tape::Tape& tape, unsigned times_seen) {
    const auto* place = static_cast<const DevicePlace*>(tape.slots[0].storage->place);
    if (execution() != Execution::automatic || !place->device().host_accessible())
        return false;
    std::int64_t most = 0;
    for (const tape::LayoutRef& layout : tape.layouts)
        most = std::max(most, layout->size * static_cast<std::int64_t>(size_of(layout->dtype)));
    const double lost = alone_ns + ns_per_byte * static_cast<double>(most);
    return (1.0 + times_seen) * lost < planning_ns;
}

bool writes_shared_bytes(const tape::Tape& tape) {
    const auto known_elsewhere = [](const tape::SlotEntry& slot) {
        const detail::Storage& storage = *slot.storage;
        return storage.address != nullptr &&
               (storage.owner != nullptr || storage.exports.load(std::memory_order_acquire) > 0);
    };
    const auto meet = [](const tape::SlotEntry& a, const tape::SlotEntry& b) {
        const auto begin_a = reinterpret_cast<std::intptr_t>(a.storage->address);
        const auto begin_b = reinterpret_cast<std::intptr_t>(b.storage->address);
        return begin_a < begin_b + b.storage->bytes && begin_b < begin_a + a.storage->bytes;
    };
    for (std::size_t i = 0; i < tape.slots.size(); ++i) {
        if (!known_elsewhere(tape.slots[i]))
            continue;
        for (std::size_t j = i + 1; j < tape.slots.size(); ++j)
            if ((tape.slots[i].written || tape.slots[j].written) &&
                known_elsewhere(tape.slots[j]) && meet(tape.slots[i], tape.slots[j]))
                return true;
    }
    return false;
}

unsigned run_one_by_one(tape::Tape& tape, unsigned events) {
    unsigned flags = 0;
    ThreadScratch& scratch = thread_scratch();
    find_last_uses(tape, scratch.last_uses);
    Alone alone(tape, scratch.statement, scratch.statement_views);
    tape::WordReader statement(tape.words);
    std::size_t scalars = 0;
    for (std::uint32_t number = 0; statement.next(); ++number) {
        alone.take(statement, scalars);
        const std::shared_ptr<const CachedPlan> plan = find_plan(scratch.statement);
        Run run(scratch.statement, *plan);
        if (events != 0)
            run.watch_floats();
        run.acquire();
        run.execute();
        flags |= run.float_flags();
        if (suspicious_flags(flags, events) != 0)  // the statements may have to be looked at again
            continue;
        visit_slots(tape, statement, [&](std::uint32_t slot) {
            if (scratch.last_uses[slot] == number)
                release_bytes(*tape.slots[slot].storage);
        });
    }
    return flags;
}

}  // namespace tenon::engine
