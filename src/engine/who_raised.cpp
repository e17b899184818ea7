// SPDX-License-Identifier: MIT
// Kernels are fused, so a flag names no statement. The statements in question are run again, each
// by itself on the interpreter; where what they read has been overwritten, what is known about the
// operations decides.
#include "engine/who_raised.hpp"

#include <utility>

#include <tenon/error.hpp>

#include "engine/alone.hpp"
#include "engine/counters.hpp"
#include "engine/float_events.hpp"
#include "engine/float_reports.hpp"
#include "engine/plan_cache.hpp"
#include "engine/replay_memory.hpp"
#include "engine/run.hpp"
#include "engine/thread_tape.hpp"

namespace tenon::engine {

namespace {

using tape::Input;
using tape::OperandWord;
using tape::StatementKind;
using tape::ViewEntry;

struct Line {
    tape::WordReader statement;
    std::int64_t number;
    std::size_t first_scalar;
    unsigned modes;
    unsigned events = 0;  ///< in question
    unsigned noise = 0;   ///< see noise_of
    bool exact = false;   ///< its flags say what they mean; others mean that something happened
    bool needed = false;  ///< to be run again
    bool verified = false;
};

class Replay {
public:
    Replay(tape::Tape& tape, unsigned flags, bool memory_is_true)
        : tape_(tape), flags_(flags), memory_(tape, memory_is_true),
          alone_(tape, thread_scratch().statement, thread_scratch().statement_views,
                 memory_.instead()) {}

    void run() {
        read_lines();
        if (find_needed())
            count(counters().looked_again);
        for (Line& line : lines_)
            if (line.needed)
                run_line(line);
        blame_unknown();
    }
    void blame() {
        read_lines();
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
    void put_in_question(Line& line);
    bool find_needed();
    bool readable(const Line& line) const;
    void run_line(Line& line);
    unsigned flags_alone(const Line& line);
    unsigned convict(Line& line, unsigned raised);
    void report(const Line& line, unsigned events, bool operands_known);
    void add_operands(FloatReport& report, const Line& line) const;
    void blame_unknown();

    tape::Tape& tape_;
    const unsigned flags_;
    unsigned found_ = 0;
    std::vector<Line> lines_;
    ReplayMemory memory_;
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
        Line line{statement, number, scalars, modes};
        for (const std::uint64_t packed : statement.operands())
            scalars += OperandWord::unpack(packed).form == Input::Form::scalar ? 1U : 0U;
        put_in_question(line);
        lines_.push_back(line);
    }
}

void Replay::put_in_question(Line& line) {
    const tape::Header& header = line.statement.header();
    visit_outputs(line, [&](const ViewEntry& view) {
        memory_.note_write(view.slot, line.number);
        const DType result = tape_.layouts[view.layout]->dtype;
        const DType operand = OperandWord::unpack(line.statement.operands()[0]).dtype;
        line.events = events_of(header, operand, result);
        line.exact = exact_events(header) != 0;
        line.noise = noise_of(header, operand, result);
    });
    line.events &= line.modes;
    if (line.exact)
        line.events &= meaning(header, flags_);
}

/// The lines in question, and those whose results they read and nobody has any more.
bool Replay::find_needed() {
    std::vector<bool> wanted(tape_.slots.size());
    bool any = false;
    for (std::size_t n = lines_.size(); n-- > 0;) {
        Line& line = lines_[n];
        line.needed = line.events != 0;
        any |= line.needed;
        visit_outputs(line, [&](const ViewEntry& view) { line.needed |= wanted[view.slot]; });
        if (!line.needed)
            continue;
        visit_outputs(line,
                      [&](const ViewEntry& view) { memory_.note_use(view.slot, line.number); });
        visit_inputs(line, [&](const ViewEntry& view) {
            if (memory_.still_there(view.slot, line.number))
                return;
            wanted[view.slot] = true;
            memory_.note_use(view.slot, line.number);
        });
    }
    return any;
}

bool Replay::readable(const Line& line) const {
    bool all = true;
    visit_inputs(line,
                 [&](const ViewEntry& view) { all &= memory_.readable(view.slot, line.number); });
    return all;
}

void Replay::run_line(Line& line) {
    if (readable(line)) {
        const unsigned events = convict(line, flags_alone(line));
        if (events != 0)
            report(line, events, true);
    } else {
        visit_outputs(line, [&](const ViewEntry& view) { memory_.lose(view.slot); });
    }
    const auto leave = [&](const ViewEntry& view) { memory_.leave(view.slot, line.number); };
    visit_inputs(line, leave);
    visit_outputs(line, leave);
}

/// Runs the statement by itself: the flags that it raises.
unsigned Replay::flags_alone(const Line& line) {
    memory_.begin();
    visit_outputs(line, [&](const ViewEntry& view) { memory_.make_room(view); });
    visit_inputs(line,
                 [&](const ViewEntry& view) { memory_.choose_input(view.slot, line.number); });
    visit_outputs(
        line, [&](const ViewEntry& view) { memory_.choose_output(view.slot, line.events != 0); });
    std::size_t scalars = line.first_scalar;
    alone_.take(line.statement, scalars);
    tape::Tape& one = thread_scratch().statement;
    const std::shared_ptr<const CachedPlan> plan = find_plan(one);
    Run run(one, *plan, Execution::interpreter);
    run.watch_floats();
    run.acquire();
    run.execute();
    return run.float_flags();
}

/// The events in question of which the line is guilty or, where it is not exact, may be.
unsigned Replay::convict(Line& line, unsigned raised) {
    line.verified = true;
    found_ |= raised;
    if (!line.exact)
        return suspicious_flags(raised, line.events) != 0 ? line.events : 0;
    const unsigned events = meaning(line.statement.header(), raised);
    found_ |= flags_of(line.statement.header(), events);
    return events & line.events;
}

void Replay::report(const Line& line, unsigned events, bool operands_known) {
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
    visit_outputs(line,
                  [&](const ViewEntry& view) { found.result = tape_.layouts[view.layout]->dtype; });
    if (operands_known)
        add_operands(found, line);
    add_report(std::move(found));
}

void Replay::add_operands(FloatReport& report, const Line& line) const {
    // A statement that is run at once may be followed by another of the same call, which overwrites
    // its operand.
    const bool copied = (line.modes & float_at_once) != 0 && !line.exact;
    std::size_t scalar = line.first_scalar;
    for (std::size_t i = 0; i < line.statement.header().inputs; ++i) {
        const OperandWord word = OperandWord::unpack(line.statement.operands()[i]);
        Input input{.form = word.form, .dtype = word.dtype, .view = {}, .scalar = {}};
        if (word.form == Input::Form::scalar)
            input.scalar = tape_.scalars[scalar++];
        if (word.form == Input::Form::view) {
            const ViewEntry& view = tape_.views[word.view];
            auto held = memory_.hold(view.slot, copied);
            input.view = {held.get(), tape_.layouts[view.layout].get(), view.offset};
            report.layouts.push_back(tape_.layouts[view.layout]);
            report.storages.push_back(std::move(held));
        }
        report.operands.push_back(input);
    }
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
            report(line, events & line.events, false);
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

void blame_for_flags(tape::Tape& tape, unsigned flags) { Replay(tape, flags, false).blame(); }

}  // namespace tenon::engine
