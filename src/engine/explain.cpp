// SPDX-License-Identifier: MIT
#include "engine/explain.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.hpp"
#include "dist/partition.hpp"
#include "engine/bind.hpp"
#include "engine/engine.hpp"
#include "engine/prepare_loop.hpp"
#include "engine/roll.hpp"
#include "engine/time_tiles.hpp"
#include "schedule/plan.hpp"
#include "tape/canonical.hpp"

namespace tenon::engine {

namespace {

std::string statement_name(const tape::CanonicalStatement& s, const tape::Tape& tape) {
    using tape::StatementKind;
    switch (s.header.kind) {
    case StatementKind::elementwise: {
        const auto op = static_cast<ops::Op>(s.header.op);
        return op == ops::Op::positive ? "copy" : std::string(ops::name(op));
    }
    case StatementKind::select: return "where";
    case StatementKind::function: return "kernel";
    case StatementKind::reduce:
        return std::string(ops::name(static_cast<ops::ReduceOp>(s.header.op)));
    case StatementKind::scan:
        return "cumulative " + std::string(ops::name(static_cast<ops::ReduceOp>(s.header.op)));
    case StatementKind::gather: return "take";
    case StatementKind::call: return tape.calls[s.number]->name;
    }
    return "?";
}

std::string shape_text(const detail::Layout& layout) {
    std::string text = std::string(name(layout.dtype)) + " (";
    for (int axis = 0; axis < layout.rank; ++axis)
        text += (axis == 0 ? "" : ", ") + std::to_string(layout.shape(axis));
    return text + (layout.rank == 1 ? ",)" : ")");
}

std::string array_line(const char* verb, const tape::Tape& tape, std::uint32_t view,
                       std::optional<std::uint32_t> in_place_of = {}) {
    const tape::ViewEntry& entry = tape.views[view];
    std::string text = std::string("    ") + verb + " s" + std::to_string(entry.slot) + " " +
                       shape_text(*tape.layouts[entry.layout]) + ", " +
                       base::format_bytes(static_cast<std::size_t>(view_bytes(tape, view)));
    if (in_place_of)
        text += ", in place of s" + std::to_string(tape.views[*in_place_of].slot);
    return text + "\n";
}

std::string step_text(const schedule::Step& step, const tape::CanonicalTape& form,
                      const tape::Tape& tape) {
    std::string text;
    for (const std::uint32_t s : step.statements)
        text += " " + statement_name(form.statements[s], tape);
    text += "\n";
    if (!step.why_not_fused.empty())
        text += "    not fused with the one before: " + step.why_not_fused + "\n";
    std::int64_t bytes = 0;
    for (std::size_t p = 0; p < step.params.size(); ++p) {
        const bool written = step.kernel->params[p].written;
        const bool read = step.param_is_read[p];
        bytes +=
            view_bytes(tape, step.params[p]) * (static_cast<int>(written) + static_cast<int>(read));
        const auto in_place = std::ranges::find(step.in_place, p, &schedule::InPlaceParam::param);
        if (in_place != step.in_place.end()) {
            text += array_line("reads  ", tape, in_place->read);
            text += array_line("writes ", tape, step.params[p], in_place->read);
            continue;
        }
        text +=
            array_line(written ? (read ? "updates" : "writes ") : "reads  ", tape, step.params[p]);
    }
    for (std::size_t i = 0; i < step.operands.size(); ++i) {
        bytes += view_bytes(tape, step.operands[i]);
        text += array_line(i < step.output_count ? "writes " : "reads  ", tape, step.operands[i]);
    }
    for (const schedule::ReduceResult& result : step.reductions)
        text += array_line("reduces to", tape, result.result_view);
    return text + "    moves " + base::format_bytes(static_cast<std::size_t>(bytes)) + "\n";
}

}  // namespace

namespace {

std::string plural(std::size_t n, const char* what) {
    return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

/// Gives storages without bytes addresses of their own for as long as it is there: where steps
/// touch the same elements is told by addresses.
class PretendedMemory {
public:
    explicit PretendedMemory(tape::Tape& tape) {
        std::uintptr_t next = std::uintptr_t{1} << 46;
        for (const tape::SlotEntry& slot : tape.slots) {
            if (slot.storage->address != nullptr)
                continue;
            slot.storage->address = reinterpret_cast<void*>(next);
            pretended_.push_back(slot.storage);
            next += (static_cast<std::uintptr_t>(slot.storage->bytes) | 4095) + 1;
        }
    }
    ~PretendedMemory() {
        for (detail::Storage* const storage : pretended_)
            storage->address = nullptr;
    }
    PretendedMemory(const PretendedMemory&) = delete;
    PretendedMemory& operator=(const PretendedMemory&) = delete;

private:
    std::vector<detail::Storage*> pretended_;
};

std::string explain_tiles(tape::Tape& tape, const schedule::Plan& plan) {
    const auto* place = static_cast<const DevicePlace*>(tape.slots[0].storage->place);
    if (plan.steps.size() < 3 || !place->device().host_accessible())
        return {};
    const PretendedMemory memory(tape);
    std::vector<BoundStep> bound(plan.steps.size());
    for (std::size_t i = 0; i < plan.steps.size(); ++i)
        if (plan.steps[i].kind == schedule::StepKind::kernel)
            bind_kernel(plan.steps[i], tape, bound[i]);
    std::string why_not, text;
    for (const TilePass& pass : find_tile_passes(plan, bound, tile_limits(), &why_not)) {
        std::string size;
        for (const std::int64_t width : pass.width)
            size += (size.empty() ? "" : " x ") + std::to_string(width);
        text += "kernels " + std::to_string(pass.first) + " to " + std::to_string(pass.last - 1) +
                " run together, in tiles of " + size + " elements\n";
    }
    if (text.empty())
        text = "no kernels run together in tiles: " + why_not + "\n";
    return text;
}

/// A loop whose statements are all there, and why they are not counted instead.
std::string explain_loop_on(const tape::Tape& tape) {
    const auto text = [](std::size_t period, const std::string& why_not) {
        return "its last statements are a loop of " + plural(period, "statement") +
               ", recorded in full: " + why_not + "\n";
    };
    if (const std::size_t period = tape::find_uncounted_loop(tape, longest_loop); period > 0)
        return text(period, "scans, library calls and elements at positions that arrays tell are "
                            "not counted");
    const std::optional<tape::FoundLoop> found = tape::find_loop(tape, longest_loop);
    if (!found || found->wait > 0 || found->held)
        return {};
    const std::string why_not = why_not_rolled(tape, *found);
    return why_not.empty() ? why_not : text(found->period, why_not);
}

std::string explain_local(tape::Tape& tape) {
    tape::note_live(tape);
    const tape::CanonicalTape form = tape::canonical(tape);
    const schedule::Plan plan = schedule::schedule(form, tape.functions);
    std::size_t temporaries = 0;
    for (const schedule::SlotPlan& slot : plan.slots)
        temporaries += slot.temporary ? 1 : 0;
    std::string text = plural(tape.statement_count(), "statement") + ", " +
                       plural(plan.steps.size(), "step") + ", " +
                       plural(temporaries, "temporary array") + "\n";
    std::map<std::string, std::size_t> seen;  // a loop leaves the same kernels many times
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const std::string one = step_text(plan.steps[i], form, tape);
        const auto [same, is_new] = seen.emplace(one, i);
        text += plan.steps[i].kind == schedule::StepKind::kernel ? "kernel " : "step ";
        text += std::to_string(i) + ":";
        text += is_new ? one : " the same as " + std::to_string(same->second) + "\n";
    }
    return text + explain_tiles(tape, plan) + explain_loop_on(tape);
}

/// What dist makes of a tape; when it goes, the storages are the tape's again.
class LocalTape {
public:
    explicit LocalTape(tape::Tape& global)
        : global_(global), local_(dist::partition(global, scratch_)) {}
    ~LocalTape() {
        if (&local_ != &global_)
            scratch_.hand_back(global_);
    }
    LocalTape(const LocalTape&) = delete;
    LocalTape& operator=(const LocalTape&) = delete;
    tape::Tape& tape() { return local_; }

private:
    tape::Tape& global_;
    tape::Tape scratch_;
    tape::Tape& local_;
};

}  // namespace

std::string explain_tape(tape::Tape& tape) {
    if (tape.loop != nullptr && tape.loop->pending())
        return explain_loop(*tape.loop);
    LocalTape local(tape);
    const std::size_t statements = tape.statement_count();
    std::string text;
    if (dist::part_count() > 1)
        text = plural(statements, "statement") + " split into " +
               plural(static_cast<std::size_t>(dist::part_count()), "part") + "\n";
    return text + explain_local(local.tape());
}

}  // namespace tenon::engine
