// SPDX-License-Identifier: MIT
#include "tape/find_loop.hpp"

#include <algorithm>
#include <utility>

#include "tape/word_reader.hpp"

namespace tenon::tape {

namespace {

constexpr std::size_t rounds = rounds_of_loop;

struct Line {
    WordReader statement;
    std::size_t first_scalar = 0;
    std::size_t function = 0, call = 0;  ///< of the tape, should it be one
    std::uint32_t modes = 0;
    std::uint64_t hash = 0;  ///< of all but storages and numbers
};

bool may_be_in_loop(StatementKind kind) {
    return kind == StatementKind::elementwise || kind == StatementKind::select ||
           kind == StatementKind::function || kind == StatementKind::reduce;
}

class Finder {
public:
    Finder(const Tape& tape, std::size_t longest) : tape_(tape), longest_(longest) {
        read_lines();
        read_slots();
    }

    std::optional<FoundLoop> run(bool cut_here) {
        const std::size_t count = lines_.size();
        for (std::size_t period = 1; period <= longest_ && rounds * period <= count; ++period) {
            if (!repeats(period) || !all_may_be_counted(period))
                continue;
            FoundLoop found;
            found.period = period;
            found.wait = cut_here ? 0 : boundary(period);
            if (found.wait > 0 || (make_body(period, found) && shows(found)) || found.held)
                return found;
        }
        return std::nullopt;
    }

    std::size_t uncounted_period() const {
        for (std::size_t period = 1; period <= longest_ && rounds * period <= lines_.size();
             ++period)
            if (repeats(period))
                return all_may_be_counted(period) ? 0 : period;
        return 0;
    }

    std::optional<FoundLoop> run_told() {
        FoundLoop found;
        told_ = true;
        if (rounds * longest_ > lines_.size() || !repeats(longest_) || !make_body(longest_, found))
            return std::nullopt;
        return found;
    }

private:
    void read_lines() {
        WordReader statement(tape_.words);
        std::size_t scalars = 0, functions = 0, calls = 0;
        auto change = tape_.watches.begin();
        std::uint32_t modes = 0;
        while (statement.next()) {
            for (; change != tape_.watches.end() && change->statement <= lines_.size(); ++change)
                modes = change->modes;
            Line line{statement, scalars, functions, calls, modes};
            std::vector<std::uint64_t> words{LoopBody::packed(statement.header())};
            words.insert(words.end(), statement.key_words().begin(), statement.key_words().end());
            for (const std::uint64_t packed : statement.operands()) {
                OperandWord word = OperandWord::unpack(packed);
                scalars += word.form == Input::Form::scalar ? 1U : 0U;
                if (word.form == Input::Form::view) {
                    const ViewEntry& view = tape_.views[word.view];
                    words.push_back(static_cast<std::uint64_t>(view.offset));
                    word.view = view.layout;
                }
                words.push_back(word.pack());
            }
            functions += statement.header().kind == StatementKind::function ? 1U : 0U;
            calls += statement.header().kind == StatementKind::call ? 1U : 0U;
            line.hash = base::hash64(words.data(), words.size() * sizeof(words[0]));
            lines_.push_back(line);
        }
    }

    template <class Visit>
    void visit_views(std::size_t line, const Visit& visit) const {
        const WordReader& statement = lines_[line].statement;
        for (std::size_t i = 0; i < statement.operands().size(); ++i) {
            const OperandWord word = OperandWord::unpack(statement.operands()[i]);
            if (word.form == Input::Form::view)
                visit(word.view, i >= statement.header().inputs);
        }
    }

    /// Where each storage comes up for the first time, and whether it is made there.
    void read_slots() {
        born_.assign(tape_.slots.size(), none);
        made_.assign(tape_.slots.size(), false);
        for (std::size_t line = 0; line < lines_.size(); ++line)
            visit_views(line, [&](std::uint32_t view, bool output) {
                const std::uint32_t slot = tape_.views[view].slot;
                if (born_[slot] != none)
                    return;
                born_[slot] = line;
                made_[slot] = output && !tape_.slots[slot].had_bytes;
            });
    }

    bool repeats(std::size_t period) const {
        const std::size_t count = lines_.size();
        for (std::size_t i = count - (rounds - 1) * period; i < count; ++i)
            if (lines_[i].hash != lines_[i - period].hash)
                return false;
        return true;
    }
    /// The first statement from which on each is like the one a period later.
    std::size_t first_alike(std::size_t period) const {
        std::size_t first = lines_.size() - period;
        while (first > 0 && lines_[first - 1].hash == lines_[first - 1 + period].hash)
            --first;
        return first;
    }
    /// Three rounds with the same operations, and numbers of any kind, are steps of a polynomial as
    /// well. A loop has more of them.
    bool shows(const FoundLoop& found) const {
        if (!found.body.lists_numbers())
            return true;
        constexpr std::size_t least = 48;  // statements
        return lines_.size() - found.period - first_alike(found.period) >= least;
    }
    bool all_may_be_counted(std::size_t period) const {
        return std::all_of(
            lines_.end() - static_cast<std::ptrdiff_t>(period), lines_.end(),
            [](const Line& line) { return may_be_in_loop(line.statement.header().kind); });
    }

    /// Storages that are made before the statement and used in the `period` statements from it on.
    std::size_t crossing(std::size_t first, std::size_t period) const {
        std::vector<std::uint32_t> slots;
        for (std::size_t line = first; line < first + period; ++line)
            visit_views(line, [&](std::uint32_t view, bool) {
                const std::uint32_t slot = tape_.views[view].slot;
                if (made_[slot] && born_[slot] < first &&
                    std::ranges::find(slots, slot) == slots.end())
                    slots.push_back(slot);
            });
        return slots.size();
    }

    /// Storages from before that an iteration from the statement on uses, and the one before it
    /// does not: of two that take turns, one was left out. Such iterations hand nothing on in the
    /// same way each time.
    std::size_t strangers(std::size_t first, std::size_t period) const {
        std::vector<std::uint32_t> before, now;
        const auto add = [&](std::size_t line, std::vector<std::uint32_t>& slots) {
            visit_views(line, [&](std::uint32_t view, bool) {
                const std::uint32_t slot = tape_.views[view].slot;
                if (std::ranges::find(slots, slot) == slots.end())
                    slots.push_back(slot);
            });
        };
        for (std::size_t i = 0; i < period; ++i) {
            add(first - period + i, before);
            add(first + i, now);
        }
        return static_cast<std::size_t>(std::ranges::count_if(now, [&](std::uint32_t slot) {
            return !(made_[slot] && born_[slot] >= first) &&
                   std::ranges::find(before, slot) == before.end();
        }));
    }

    /// How many statements there are to the next good place to cut at. Of equally good ones that is
    /// taken where the rounds begin: where the program's loop does, or where it goes on after a
    /// look at a value.
    std::size_t boundary(std::size_t period) const {
        const std::size_t count = lines_.size(), start = first_alike(period);
        std::size_t best = 0;
        std::pair<std::size_t, std::size_t> least{none, none};
        for (std::size_t ahead = 0; ahead < period; ++ahead) {
            // `ahead` statements on the loop will be where it was one period before.
            const std::size_t first = count + ahead - 2 * period;
            const std::pair here{strangers(first, period), crossing(first, period)};
            const bool at_start = (count + ahead - start) % period == 0;
            if (here < least || (here == least && at_start)) {
                least = here;
                best = ahead;
            }
        }
        return best;
    }

    bool make_body(std::size_t period, FoundLoop& found) {
        const std::size_t count = lines_.size();
        std::vector<std::uint32_t> slots[rounds];  // by role, the oldest round first
        for (std::size_t round = 0; round < rounds; ++round)
            if (!read_roles(count - (rounds - round) * period, period, slots[round],
                            round + 1 == rounds ? &found : nullptr))
                return false;
        if (!connect(slots, count - period, period, found.body, found.held))
            return false;
        found.first_statement = count - period;
        return read_statements(period, found.body);
    }

    /// The slots of a round in the order in which they come up. The last round, which fills
    /// `found`, is read after the others, with which its order must agree.
    bool read_roles(std::size_t first, std::size_t period, std::vector<std::uint32_t>& slots,
                    FoundLoop* found) {
        std::vector<std::uint32_t> roles;
        for (std::size_t line = first; line < first + period; ++line)
            visit_views(line, [&](std::uint32_t view, bool output) {
                const std::uint32_t slot = tape_.views[view].slot;
                auto known = std::ranges::find(slots, slot);
                const auto role = static_cast<std::uint32_t>(known - slots.begin());
                if (known == slots.end())
                    slots.push_back(slot);
                roles.push_back(role);
                if (found != nullptr)
                    add_view(view, role, output, *found);
            });
        const bool agrees = role_order_.empty() || roles == role_order_;
        role_order_ = std::move(roles);
        return agrees;
    }

    void add_view(std::uint32_t view, std::uint32_t role, bool output, FoundLoop& found) const {
        LoopBody& body = found.body;
        if (role == body.roles.size())
            body.roles.emplace_back();
        LoopRole& known = body.roles[role];
        known.written |= output;
        const LayoutRef& layout = tape_.layouts[tape_.views[view].layout];
        known.bytes = std::max(known.bytes, byte_range(*layout, tape_.views[view].offset).end);
        auto here = std::ranges::find(found.view_on_tape, view);
        auto number = static_cast<std::uint32_t>(here - found.view_on_tape.begin());
        if (here == found.view_on_tape.end()) {
            found.view_on_tape.push_back(view);
            body.views.push_back({role, layout, tape_.views[view].offset});
        }
        body.operands.push_back(
            {Input::Form::view, tape_.layouts[tape_.views[view].layout]->dtype, number});
    }

    /// Which role each storage had in the round before.
    bool connect(const std::vector<std::uint32_t> (&slots)[rounds], std::size_t first,
                 std::size_t period, LoopBody& body, bool& held) const {
        for (std::uint32_t role = 0; role < body.roles.size(); ++role) {
            const std::uint32_t slot = slots[2][role];
            const bool fresh = made_[slot] && born_[slot] >= first;
            const std::uint32_t before = slots[1][role];
            const bool was_fresh =
                made_[before] && born_[before] >= first - period && born_[before] < first;
            if (fresh != was_fresh)
                return false;
            if (fresh)
                continue;
            const auto here = std::ranges::find(slots[1], slot);
            const auto from = static_cast<std::uint32_t>(here - slots[1].begin());
            if (here == slots[1].end() || slots[0][from] != before)
                return false;
            body.roles[role].from = from;
            body.roles[from].next = role;
        }
        // What somebody keeps of every iteration cannot be forgotten by the next.
        for (std::uint32_t role = 0; role < body.roles.size(); ++role)
            held |= body.roles[role].next == LoopRole::none &&
                    tape_.slots[slots[1][role]].storage->has_handles();
        return !held;
    }

    bool read_statements(std::size_t period, LoopBody& body) const {
        std::vector<LoopOperand> operands;
        std::size_t view = 0;
        const std::size_t count = lines_.size();
        for (std::size_t i = count - period; i < count; ++i) {
            const Line& line = lines_[i];
            LoopStatement& made = body.statements.emplace_back();
            made.header = line.statement.header();
            std::ranges::copy(line.statement.key_words(), made.key);
            made.first_operand = static_cast<std::uint32_t>(operands.size());
            if (made.header.kind == StatementKind::function)
                made.parts.function = tape_.functions[line.function];
            if (made.header.kind == StatementKind::call)
                made.parts.call = tape_.calls[line.call];
            made.parts.axes = static_cast<std::uint32_t>(made.key[0]);
            made.parts.function_key = {made.key[0], made.key[1]};
            made.modes = line.modes;
            std::size_t scalar = 0;
            for (const std::uint64_t packed : line.statement.operands()) {
                const OperandWord word = OperandWord::unpack(packed);
                if (word.form == Input::Form::view) {
                    operands.push_back(body.operands[view++]);
                    operands.back().dtype = word.dtype;
                    continue;
                }
                operands.push_back({word.form, word.dtype, 0});
                if (word.form != Input::Form::scalar)
                    continue;
                operands.back().number = static_cast<std::uint32_t>(body.scalars.size());
                if (!add_scalar(i, period, scalar++, word.dtype, body))
                    return false;
            }
        }
        body.operands = std::move(operands);
        return true;
    }

    bool add_scalar(std::size_t line, std::size_t period, std::size_t number, DType type,
                    LoopBody& body) const {
        const ScalarBits* bits[rounds];
        std::int64_t value[rounds];
        bool whole = true;
        for (std::size_t round = 0; round < rounds; ++round) {
            const Line& here = lines_[line - (rounds - 1 - round) * period];
            bits[round] = &tape_.scalars[here.first_scalar + number];
            whole &= whole_number(type, *bits[round], &value[round]);
        }
        const auto equal = [](const ScalarBits& a, const ScalarBits& b) {
            return a.bits[0] == b.bits[0] && a.bits[1] == b.bits[1];
        };
        LoopScalar& scalar = body.scalars.emplace_back();
        scalar.dtype = type;
        scalar.varies = !equal(*bits[0], *bits[1]) || !equal(*bits[1], *bits[2]);
        scalar.first = scalar.now = *bits[rounds - 1];
        scalar.step = whole ? step_between(value[1], value[2]) : 0;
        if (!scalar.varies || (whole && step_between(value[0], value[1]) == scalar.step))
            return true;
        scalar.listed = true;
        return !told_;  // those of the iterations to come are not known
    }

    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    const Tape& tape_;
    const std::size_t longest_;
    bool told_ = false;
    std::vector<Line> lines_;
    std::vector<std::size_t> born_;  // by slot
    std::vector<bool> made_;
    std::vector<std::uint32_t> role_order_;
};

}  // namespace

std::optional<FoundLoop> find_told_loop(const Tape& tape, std::size_t period) {
    return Finder(tape, period).run_told();
}

std::size_t find_uncounted_loop(const Tape& tape, std::size_t longest) {
    return Finder(tape, longest).uncounted_period();
}

std::optional<FoundLoop> find_loop(const Tape& tape, std::size_t longest, bool cut_here) {
    return Finder(tape, longest).run(cut_here);
}

}  // namespace tenon::tape
