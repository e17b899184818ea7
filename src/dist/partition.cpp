// SPDX-License-Identifier: MIT
#include "dist/partition.hpp"

#include <algorithm>
#include <atomic>

#include "base/environment.hpp"
#include "tape/canonical.hpp"

namespace tenon::dist {

namespace {

using tape::CanonicalOperand;
using tape::CanonicalStatement;
using tape::Input;
using tape::LayoutRef;
using tape::StatementKind;
using tape::Tape;
using tape::ViewRef;

/// Far more than any test needs; each part of a statement is a statement.
constexpr std::int64_t most_parts = 1024;

std::atomic<int>& parts() {
    static std::atomic<int> count =
        static_cast<int>(base::environment_number("TENON_DIST_PARTS", 1, most_parts).value_or(1));
    return count;
}

/// Positions [begin, end) of `axis` of a view. The layout is kept alive by `made`.
ViewRef cut(const ViewRef& view, int axis, std::int64_t begin, std::int64_t end,
            std::vector<LayoutRef>& made) {
    std::vector<std::int64_t> shape(view.layout->shape().begin(), view.layout->shape().end());
    shape[static_cast<std::size_t>(axis)] = end - begin;
    made.push_back(tape::make_layout(view.layout->dtype, shape, view.layout->strides()));
    return {view.storage, made.back().get(), view.offset + begin * view.layout->stride(axis)};
}

class Splitter {
public:
    Splitter(const Tape& from, Tape& to, int parts) : from_(from), to_(to), parts_(parts) {}

    void run() {
        for (const CanonicalStatement& s : tape::canonical(from_).statements) {
            const int axis = cut_axis(s);
            const std::int64_t size = axis < 0 ? 1 : space(s).layout->shape(axis);
            const std::int64_t count = axis < 0 ? 1 : parts_;
            for (std::int64_t part = 0; part < count; ++part)
                record(s, axis, part * size / count, (part + 1) * size / count);
        }
    }

private:
    ViewRef view(const CanonicalOperand& operand) const {
        const tape::ViewEntry& entry = from_.views[operand.view];
        return {from_.slots[entry.slot].storage, from_.layouts[entry.layout].get(), entry.offset};
    }
    ViewRef space(const CanonicalStatement& s) const {
        return view(s.header.kind == StatementKind::reduce ? s.in[0] : s.out[0]);
    }

    bool reads_what_it_writes(const CanonicalStatement& s) const {
        for (const auto& in : s.in) {
            if (in.form != Input::Form::view)
                continue;
            for (const auto& out : s.out)
                if (from_.views[in.view].slot == from_.views[out.view].slot && in.view != out.view)
                    return true;
        }
        return false;
    }

    /// The axis along which the statement may be cut, or -1.
    int cut_axis(const CanonicalStatement& s) const {
        const StatementKind kind = s.header.kind;
        if (kind == StatementKind::scan || kind == StatementKind::call || reads_what_it_writes(s))
            return -1;
        if (std::ranges::any_of(s.in, [](const auto& in) { return in.form == Input::Form::iota; }))
            return -1;
        const ViewRef whole = space(s);
        if (kind == StatementKind::reduce && view(s.out[0]).layout->rank != whole.layout->rank)
            return -1;
        for (int axis = 0; axis < whole.layout->rank; ++axis) {
            // A reduction's parts keep two positions at least: axes of size one are left out when
            // the form of its tree is chosen, and a part must have the form of the whole.
            const bool reduces = kind == StatementKind::reduce;
            if (reduces && (s.axes >> axis & 1) != 0)
                continue;
            const std::int64_t size = whole.layout->shape(axis);
            if (size >= (reduces ? 2 : 1) * parts_)
                return axis;
            // What a reduction writes is contiguous: only its first kept axis may be cut.
            if (reduces && size > 1)
                return -1;
        }
        return -1;
    }

    Input input(const CanonicalOperand& operand, int axis, std::int64_t begin, std::int64_t end) {
        if (operand.form == Input::Form::scalar)
            return Input::of(operand.dtype, from_.scalars[operand.scalar]);
        if (operand.form == Input::Form::iota)
            return Input::position();
        return Input::of(part(operand, axis, begin, end));
    }
    ViewRef part(const CanonicalOperand& operand, int axis, std::int64_t begin, std::int64_t end) {
        const ViewRef whole = view(operand);
        return axis < 0 ? whole : cut(whole, axis, begin, end, made_);
    }

    void record(const CanonicalStatement& s, int axis, std::int64_t begin, std::int64_t end) {
        std::vector<Input> in;
        std::vector<ViewRef> out;
        for (const auto& operand : s.in)
            in.push_back(input(operand, axis, begin, end));
        for (const auto& operand : s.out)
            out.push_back(part(operand, axis, begin, end));
        tape::StatementParts parts;
        parts.axes = s.axes;
        if (s.header.kind == StatementKind::function) {
            parts.function = from_.functions[s.number];
            parts.function_key = from_.function_keys[s.number];
        }
        if (s.header.kind == StatementKind::call)
            parts.call = from_.calls[s.number];
        to_.record(s.header, parts, out, in);
    }

    const Tape& from_;
    Tape& to_;
    int parts_;
    std::vector<LayoutRef> made_;
};

}  // namespace

int part_count() { return parts(); }
void set_part_count(int count) { parts() = count; }

tape::Tape& partition(tape::Tape& global, tape::Tape& scratch) {
    const int count = part_count();
    if (count == 1)
        return global;
    scratch.clear();
    tape::note_live(global);
    Splitter(global, scratch, count).run();
    return scratch;
}

}  // namespace tenon::dist
