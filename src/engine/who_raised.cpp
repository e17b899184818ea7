// SPDX-License-Identifier: MIT
// Kernels are fused, so a flag names no statement. The statements in question are run again, each
// by itself on the interpreter; where what they read has been overwritten, what is known about the
// operations decides.
#include "engine/who_raised.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <tenon/error.hpp>

#include "engine/alone.hpp"
#include "engine/counters.hpp"
#include "engine/float_events.hpp"
#include "engine/float_reports.hpp"
#include "engine/plan_cache.hpp"
#include "engine/run.hpp"
#include "engine/thread_tape.hpp"

namespace tenon::engine {

namespace {

using detail::Storage;
using tape::Input;
using tape::OperandWord;
using tape::StatementKind;

struct Line {
    tape::WordReader statement;
    std::size_t first_scalar;
    unsigned modes;
    unsigned events;      ///< in question
    unsigned noise = 0;   ///< see noise_of
    bool exact = false;   ///< its flags say what they mean; others mean that something happened
    bool needed = false;  ///< to be run again
    bool verified = false;
};

void let_go(Storage* storage) { Storage::release(storage, Storage::handle); }

class Replay {
public:
    Replay(tape::Tape& tape, unsigned flags, bool memory_is_true)
        : tape_(tape), flags_(flags), memory_is_true_(memory_is_true),
          last_write_(tape.slots.size(), -1), last_use_(tape.slots.size(), -1),
          instead_(tape.slots.size()), copies_(tape.slots.size()), broken_(tape.slots.size()),
          alone_(tape, thread_scratch().statement, thread_scratch().statement_views, instead_) {}

    void run() {
        read_lines();
        if (find_needed())
            count(counters().looked_again);
        for (std::size_t n = 0; n < lines_.size(); ++n)
            if (lines_[n].needed)
                run_line(static_cast<std::int64_t>(n));
        blame_unknown();
    }

private:
    template <class Visit>
    void visit_inputs(const Line& line, const Visit& visit) const {
        for (std::size_t i = 0; i < line.statement.header().inputs; ++i)
            visit_view(line.statement.operands()[i], visit);
    }
    template <class Visit>
    void visit_outputs(const Line& line, const Visit& visit) const {
        for (std::size_t i = line.statement.header().inputs; i < line.statement.operands().size();
             ++i)
            visit_view(line.statement.operands()[i], visit);
    }
    template <class Visit>
    void visit_view(std::uint64_t packed, const Visit& visit) const {
        const OperandWord word = OperandWord::unpack(packed);
        if (word.form == Input::Form::view)
            visit(tape_.views[word.view]);
    }

    void read_lines();
    bool find_needed();
    bool still_there(std::uint32_t slot, std::int64_t line) const;
    bool readable(const Line& line, std::int64_t number) const;
    void prepare_copy(const tape::ViewEntry& written);
    void run_line(std::int64_t number);
    void report(const Line& line, unsigned events, bool operands_known,
                const std::shared_ptr<Storage>& before, std::uint32_t before_slot);
    std::shared_ptr<Storage> kept_or_copied(Storage& storage, const Line& line) const;
    void blame_unknown();
    std::shared_ptr<Storage> new_storage(std::int64_t bytes) const;

    tape::Tape& tape_;
    const unsigned flags_;
    const bool memory_is_true_;
    unsigned found_ = 0;
    std::vector<Line> lines_;
    std::vector<std::int64_t> last_write_;  ///< by slot: a line, or -1
    std::vector<std::int64_t> last_use_;    ///< of lines that are needed
    std::vector<Storage*> instead_;
    std::vector<std::shared_ptr<Storage>> copies_;  ///< by slot, what it held at this line
    std::vector<bool> broken_;                      ///< its copy is not what it held
    Alone alone_;
};

void Replay::read_lines() {
    tape::WordReader statement(tape_.words);
    std::size_t scalars = 0;
    auto change = tape_.watches.begin();
    unsigned modes = 0;
    for (std::uint32_t number = 0; statement.next(); ++number) {
        for (; change != tape_.watches.end() && change->statement <= number; ++change)
            modes = change->modes;
        Line line{statement, scalars, modes, 0};
        for (const std::uint64_t packed : statement.operands())
            scalars += OperandWord::unpack(packed).form == Input::Form::scalar ? 1U : 0U;
        visit_outputs(line, [&](const tape::ViewEntry& view) {
            last_write_[view.slot] = number;
            const DType result = tape_.layouts[view.layout]->dtype;
            const DType operand = OperandWord::unpack(statement.operands()[0]).dtype;
            line.events = events_of(statement.header(), operand, result);
            line.exact = exact_events(statement.header()) != 0;
            line.noise = noise_of(statement.header(), operand, result);
        });
        line.events &= modes;
        if (line.exact)
            line.events &= meaning(statement.header(), flags_);
        lines_.push_back(line);
    }
}

/// Whether the slot's memory has what the line read.
bool Replay::still_there(std::uint32_t slot, std::int64_t line) const {
    const Storage& storage = *tape_.slots[slot].storage;
    return memory_is_true_ && line > last_write_[slot] && storage.address != nullptr &&
           !storage.lost;
}

/// The lines in question, and those whose results they read and nobody has any more.
bool Replay::find_needed() {
    std::vector<bool> wanted(tape_.slots.size());
    bool any = false;
    for (std::size_t n = lines_.size(); n-- > 0;) {
        Line& line = lines_[n];
        const auto number = static_cast<std::int64_t>(n);
        line.needed = line.events != 0;
        any |= line.needed;
        visit_outputs(line, [&](const tape::ViewEntry& view) { line.needed |= wanted[view.slot]; });
        if (!line.needed)
            continue;
        visit_outputs(line, [&](const tape::ViewEntry& view) {
            last_use_[view.slot] = std::max(last_use_[view.slot], number);
        });
        visit_inputs(line, [&](const tape::ViewEntry& view) {
            if (still_there(view.slot, number))
                return;
            wanted[view.slot] = true;
            last_use_[view.slot] = std::max(last_use_[view.slot], number);
        });
    }
    return any;
}

bool Replay::readable(const Line& line, std::int64_t number) const {
    bool all = true;
    visit_inputs(line, [&](const tape::ViewEntry& view) {
        all &= still_there(view.slot, number) ||
               (copies_[view.slot] != nullptr && !broken_[view.slot]);
    });
    return all;
}

std::shared_ptr<Storage> Replay::new_storage(std::int64_t bytes) const {
    auto* place = static_cast<DevicePlace*>(tape_.slots[0].storage->place);
    void* address = place->allocate(bytes);
    return {Storage::adopt(address, bytes, place, nullptr), let_go};
}

/// Memory for what the line writes. Of an array that had values before, the rest is lost.
void Replay::prepare_copy(const tape::ViewEntry& written) {
    std::shared_ptr<Storage>& copy = copies_[written.slot];
    if (copy != nullptr)
        return;
    const tape::SlotEntry& slot = tape_.slots[written.slot];
    const detail::Layout& layout = *tape_.layouts[written.layout];
    const bool covers =
        layout.contiguous &&
        layout.size * static_cast<std::int64_t>(size_of(layout.dtype)) == slot.storage->bytes;
    copy = new_storage(slot.storage->bytes);
    if (!covers)
        std::memset(copy->address, 0, static_cast<std::size_t>(copy->bytes));
    broken_[written.slot] = slot.had_bytes && !covers;
}

void Replay::run_line(std::int64_t number) {
    Line& line = lines_[static_cast<std::size_t>(number)];
    const bool known = readable(line, number);
    if (known) {
        visit_outputs(line, [&](const tape::ViewEntry& view) { prepare_copy(view); });
        std::shared_ptr<Storage> before;  // of what is updated in place
        std::uint32_t before_slot = 0;
        std::ranges::fill(instead_, nullptr);
        visit_inputs(line, [&](const tape::ViewEntry& view) {
            if (!still_there(view.slot, number))
                instead_[view.slot] = copies_[view.slot].get();
        });
        visit_outputs(line, [&](const tape::ViewEntry& view) {
            if (instead_[view.slot] != nullptr && line.events != 0) {
                before_slot = view.slot;
                before = new_storage(copies_[view.slot]->bytes);
                std::memcpy(before->address, copies_[view.slot]->address,
                            static_cast<std::size_t>(before->bytes));
            }
            instead_[view.slot] = copies_[view.slot].get();
        });
        std::size_t scalars = line.first_scalar;
        alone_.take(line.statement, scalars);
        tape::Tape& one = thread_scratch().statement;
        const std::shared_ptr<const CachedPlan> plan = find_plan(one);
        Run run(one, *plan, Execution::interpreter);
        run.watch_floats();
        run.acquire();
        run.execute();
        line.verified = true;
        const unsigned raised = run.float_flags();
        found_ |= raised;
        unsigned events = suspicious_flags(raised, line.events) != 0 ? line.events : 0;
        if (line.exact) {
            events = meaning(line.statement.header(), raised);
            found_ |= flags_of(line.statement.header(), events);
            events &= line.events;
        }
        if (events != 0)
            report(line, events, true, before, before_slot);
    } else {
        visit_outputs(line, [&](const tape::ViewEntry& view) { broken_[view.slot] = true; });
    }
    const auto drop = [&](const tape::ViewEntry& view) {
        if (last_use_[view.slot] <= number)
            copies_[view.slot] = nullptr;
    };
    visit_inputs(line, drop);
    visit_outputs(line, drop);
}

/// A statement that is run at once may be followed by another of the same call, which overwrites
/// its operand.
std::shared_ptr<Storage> Replay::kept_or_copied(Storage& storage, const Line& line) const {
    if ((line.modes & float_at_once) == 0 || line.exact) {
        Storage::retain(&storage, Storage::handle);
        return {&storage, let_go};
    }
    std::shared_ptr<Storage> copy = new_storage(storage.bytes);
    std::memcpy(copy->address, storage.address, static_cast<std::size_t>(storage.bytes));
    return copy;
}

void Replay::report(const Line& line, unsigned events, bool operands_known,
                    const std::shared_ptr<Storage>& before, std::uint32_t before_slot) {
    const tape::Header& header = line.statement.header();
    FloatReport found{.kind = header.kind,
                      .op = header.op,
                      .axes = header.kind == StatementKind::reduce
                                  ? static_cast<std::uint32_t>(line.statement.key_words()[0])
                                  : header.extra,
                      .events = events,
                      .certain = line.exact,
                      .modes = line.modes,
                      .operands = {},
                      .storages = {},
                      .layouts = {}};
    visit_outputs(line, [&](const tape::ViewEntry& view) {
        found.result = tape_.layouts[view.layout]->dtype;
    });
    std::size_t scalar = line.first_scalar;
    for (std::size_t i = 0; operands_known && i < header.inputs; ++i) {
        const OperandWord word = OperandWord::unpack(line.statement.operands()[i]);
        Input input{.form = word.form, .dtype = word.dtype, .view = {}, .scalar = {}};
        if (word.form == Input::Form::scalar)
            input.scalar = tape_.scalars[scalar++];
        if (word.form == Input::Form::view) {
            const tape::ViewEntry& view = tape_.views[word.view];
            std::shared_ptr<Storage> kept;
            if (before != nullptr && view.slot == before_slot)
                kept = before;
            else if (instead_[view.slot] != nullptr)
                kept = copies_[view.slot];
            else
                kept = kept_or_copied(*tape_.slots[view.slot].storage, line);
            input.view = {kept.get(), tape_.layouts[view.layout].get(), view.offset};
            found.layouts.push_back(tape_.layouts[view.layout]);
            found.storages.push_back(std::move(kept));
        }
        found.operands.push_back(input);
    }
    add_report(std::move(found));
}

/// Flags of which no statement could be convicted: those that could not be run again. Each event is
/// blamed on the first that can raise it, if all that were not run again are exact (exact_events),
/// which raise nothing by mistake.
void Replay::blame_unknown() {
    unsigned left = flags_ & ~found_;
    for (const Line& line : lines_)
        if (!line.verified)
            left &= ~line.noise;
    for (const Line& line : lines_) {
        const tape::Header& header = line.statement.header();
        const unsigned events = line.verified ? 0 : meaning(header, left) & exact_events(header);
        if ((events & line.events) != 0)
            report(line, events & line.events, false, nullptr, 0);
        left &= ~flags_of(header, events);
    }
}

}  // namespace

void find_who_raised(tape::Tape& tape, unsigned flags, bool memory_is_true) {
    try {
        Replay(tape, flags, memory_is_true).run();
    } catch (const MemoryError&) {
        return;  // the values are there: only the report is lost
    }
}

}  // namespace tenon::engine
