// SPDX-License-Identifier: MIT
#include "engine/one_by_one.hpp"

#include <algorithm>

#include "engine/plan_cache.hpp"
#include "engine/run.hpp"
#include "engine/thread_tape.hpp"
#include "tape/word_reader.hpp"

namespace tenon::engine {

namespace {

using tape::OperandWord;
using tape::Tape;

/// Per statement, in nanoseconds; from programs of 500 different tapes of 12 statements each, at
/// 100, 1000 and 10000 elements. Only their proportions matter.
constexpr double planning_ns = 2800;   ///< to plan it and make it ready for the interpreter
constexpr double alone_ns = 350;       ///< more for running it alone than in a plan with others
constexpr double ns_per_byte = 0.024;  ///< more for storing and loading its result

/// One statement at a time as a tape of its own. Storages are borrowed: they stay the whole tape's,
/// which holds them and has them locked.
class Alone {
public:
    Alone(const Tape& whole, Tape& one, std::vector<std::uint32_t>& views)
        : whole_(whole), one_(one), views_(views) {}
    ~Alone() { forget(); }
    Alone(const Alone&) = delete;
    Alone& operator=(const Alone&) = delete;

    /// `scalars`: how many scalars the statements before have.
    void take(const tape::WordReader& statement, std::size_t& scalars) {
        forget();
        tape::Header header = statement.header();
        take_body(header);
        one_.words.push_back(header.pack());
        one_.words.insert(one_.words.end(), statement.key_words().begin(),
                          statement.key_words().end());
        for (std::size_t i = 0; i < statement.operands().size(); ++i) {
            OperandWord word = OperandWord::unpack(statement.operands()[i]);
            if (word.form == tape::Input::Form::scalar)
                one_.scalars.push_back(whole_.scalars[scalars++]);
            if (word.form == tape::Input::Form::view)
                word.view = view_number(word.view, i >= header.inputs);
            one_.words.push_back(word.pack());
        }
    }

private:
    void take_body(tape::Header& header) {
        if (header.kind == tape::StatementKind::function) {
            one_.functions.push_back(whole_.functions[header.extra]);
            one_.function_keys.push_back(whole_.function_keys[header.extra]);
            header.extra = 0;
        }
        if (header.kind == tape::StatementKind::call) {
            one_.calls.push_back(whole_.calls[header.extra]);
            header.extra = 0;
        }
    }

    std::uint32_t view_number(std::uint32_t of_whole, bool written) {
        const auto known = std::ranges::find(views_, of_whole);
        const auto number = static_cast<std::uint32_t>(known - views_.begin());
        if (known == views_.end()) {
            views_.push_back(of_whole);
            add_view(whole_.views[of_whole], number);
        }
        tape::SlotEntry& slot = one_.slots[one_.views[number].slot];
        slot.written |= written;
        return number;
    }

    void add_view(const tape::ViewEntry& from, std::uint32_t number) {
        tape::ViewEntry& view = one_.views.emplace_back();
        view.slot = slot_number(whole_.slots[from.slot].storage);
        view.layout = layout_number(whole_.layouts[from.layout]);
        view.offset = from.offset;
        view.exact = from.exact;
        tape::SlotEntry& slot = one_.slots[view.slot];
        if (slot.view_count++ == 0)
            slot.first_view = number;
        else
            one_.views[slot.last_view].next_in_slot = number;
        slot.last_view = number;
    }

    std::uint32_t slot_number(detail::Storage* storage) {
        const auto known = std::ranges::find(one_.slots, storage, &tape::SlotEntry::storage);
        if (known == one_.slots.end()) {
            tape::SlotEntry& slot = one_.slots.emplace_back();
            slot.storage = storage;
            slot.had_bytes = storage->address != nullptr;
            slot.live = true;  // for a later statement, if for nobody else
            return static_cast<std::uint32_t>(one_.slots.size() - 1);
        }
        return static_cast<std::uint32_t>(known - one_.slots.begin());
    }

    std::uint32_t layout_number(const tape::LayoutRef& layout) {
        const auto known = std::ranges::find(one_.layouts, layout.get(), &tape::LayoutRef::get);
        const auto number = static_cast<std::uint32_t>(known - one_.layouts.begin());
        if (known == one_.layouts.end())
            one_.layouts.push_back(layout);
        return number;
    }

    void forget() noexcept {
        one_.words.clear();
        one_.views.clear();
        one_.slots.clear();
        one_.layouts.clear();
        one_.scalars.clear();
        one_.functions.clear();
        one_.function_keys.clear();
        one_.calls.clear();
        views_.clear();
    }

    const Tape& whole_;
    Tape& one_;
    std::vector<std::uint32_t>& views_;  ///< of the whole tape, by number on the one
};

template <class Visit>
void visit_slots(const Tape& tape, const tape::WordReader& statement, const Visit& visit) {
    for (const std::uint64_t packed : statement.operands()) {
        const OperandWord word = OperandWord::unpack(packed);
        if (word.form == tape::Input::Form::view)
            visit(tape.views[word.view].slot);
    }
}

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

void run_one_by_one(tape::Tape& tape) {
    ThreadScratch& scratch = thread_scratch();
    find_last_uses(tape, scratch.last_uses);
    Alone alone(tape, scratch.statement, scratch.statement_views);
    tape::WordReader statement(tape.words);
    std::size_t scalars = 0;
    for (std::uint32_t number = 0; statement.next(); ++number) {
        alone.take(statement, scalars);
        const std::shared_ptr<const CachedPlan> plan = find_plan(scratch.statement);
        Run run(scratch.statement, *plan);
        run.acquire();
        run.execute();
        visit_slots(tape, statement, [&](std::uint32_t slot) {
            if (scratch.last_uses[slot] == number)
                release_bytes(*tape.slots[slot].storage);
        });
    }
}

}  // namespace tenon::engine
