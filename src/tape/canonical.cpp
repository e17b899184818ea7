// SPDX-License-Identifier: MIT
#include "tape/canonical.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "tape/word_reader.hpp"

namespace tenon::tape {

std::int64_t streaming_bytes = std::int64_t{1} << 62;

namespace {

/// Sizes seen so far; the number of a size is its symbol, 0 is the size one. The first few are kept
/// without allocating: most tapes have no more.
class Symbols {
public:
    std::uint32_t of(std::int64_t size) {
        if (size == 1)
            return 0;
        for (std::uint32_t i = count_; i-- > 0;)
            if (at(i) == size)
                return i + 1;
        if (count_ < few_.size())
            few_[count_] = size;
        else
            more_.push_back(size);
        return ++count_;
    }

private:
    std::int64_t at(std::uint32_t i) const {
        return i < few_.size() ? few_[i] : more_[i - few_.size()];
    }

    std::array<std::int64_t, 16> few_;
    std::vector<std::int64_t> more_;
    std::uint32_t count_ = 0;
};

AxisClass classify(const Layout& layout, int axis, Symbols& symbols) {
    AxisClass result;
    const std::int64_t size = layout.shape(axis);
    const std::int64_t stride = layout.stride(axis);
    result.size = symbols.of(size);
    if (size == 1)
        result.stride = StrideClass::contiguous;
    else if (stride == 0)
        result.stride = StrideClass::zero;
    else
        result.stride = stride == static_cast<std::int64_t>(size_of(layout.dtype))
                            ? StrideClass::contiguous
                            : StrideClass::other;
    // Axes of size one join anything, so the next axis that matters is what is compared.
    int next = axis + 1;
    while (next < layout.rank && layout.shape(next) == 1)
        ++next;
    result.joins_next = size == 1 || next >= layout.rank || axis + 1 < next ||
                        stride == layout.stride(next) * layout.shape(next);
    if (size != 1 && next < layout.rank && axis + 1 < next)
        result.joins_next = stride == layout.stride(next) * layout.shape(next);
    int previous = axis - 1;
    while (previous >= 0 && layout.shape(previous) == 1)
        --previous;
    result.joins_previous =
        size == 1 || previous < 0 || stride == layout.stride(previous) * layout.shape(previous);
    return result;
}

bool is_streaming(const Layout& layout) {
    return layout.size * static_cast<std::int64_t>(size_of(layout.dtype)) >= streaming_bytes;
}

void append_layout(const Layout& layout, Symbols& symbols, std::vector<std::uint64_t>& key) {
    key.push_back(static_cast<std::uint64_t>(layout.dtype) | std::uint64_t{layout.rank} << 8 |
                  std::uint64_t{layout.contiguous} << 16 |
                  std::uint64_t{is_streaming(layout)} << 17);
    for (int axis = 0; axis < layout.rank; ++axis) {
        const AxisClass c = classify(layout, axis, symbols);
        key.push_back(c.size | static_cast<std::uint64_t>(c.stride) << 32 |
                      std::uint64_t{c.joins_next} << 34 | std::uint64_t{c.joins_previous} << 35);
    }
}

template <class Visit>
void visit_disjoint(const Tape& tape, const Visit& visit) {
    for (const SlotEntry& slot : tape.slots) {
        if (!slot.written || slot.view_count < 2)
            continue;
        for (std::uint32_t a = slot.first_view; a != UINT32_MAX; a = tape.views[a].next_in_slot)
            for (std::uint32_t b = tape.views[a].next_in_slot; b != UINT32_MAX;
                 b = tape.views[b].next_in_slot) {
                const ViewEntry& x = tape.views[a];
                const ViewEntry& y = tape.views[b];
                if (!may_overlap(*tape.layouts[x.layout], x.offset, *tape.layouts[y.layout],
                                 y.offset))
                    visit(a, b);
            }
    }
}

/// Of a slot that is not live nobody else may hold the storage either.
bool is_sole(const Tape& tape, const SlotEntry& slot) {
    const Storage& storage = *slot.storage;
    if (storage.owner != nullptr || storage.shared())
        return false;
    for (std::uint32_t i = slot.first_view; i != UINT32_MAX; i = tape.views[i].next_in_slot) {
        const Layout& layout = *tape.layouts[tape.views[i].layout];
        const std::int64_t bytes = layout.size * static_cast<std::int64_t>(size_of(layout.dtype));
        if (!layout.contiguous || tape.views[i].offset != 0 || bytes != storage.bytes)
            return false;
    }
    return slot.live || storage.counts.load(std::memory_order_acquire) == Storage::holder;
}

}  // namespace

void note_live(Tape& tape) {
    const bool several = tape.statement_count() > 1;
    for (SlotEntry& slot : tape.slots) {
        slot.live = slot.storage->has_handles();
        slot.sole = several && is_sole(tape, slot);
    }
}

void make_key(const Tape& tape, std::vector<std::uint64_t>& key) {
    Symbols symbols;
    key.assign(tape.words.begin(), tape.words.end());
    for (const LayoutRef& layout : tape.layouts)
        append_layout(*layout, symbols, key);
    for (const ViewEntry& view : tape.views)
        key.push_back(view.slot | std::uint64_t{view.layout} << 32);
    std::uint64_t bits = 0;
    int used = 0;
    for (const SlotEntry& slot : tape.slots) {
        bits |= (std::uint64_t{slot.had_bytes} | std::uint64_t{slot.live} << 1 |
                 std::uint64_t{slot.sole} << 2)
                << used;
        used += 3;
        if (used == 63) {
            key.push_back(bits);
            bits = 0;
            used = 0;
        }
    }
    key.push_back(bits);
    visit_disjoint(
        tape, [&](std::uint32_t a, std::uint32_t b) { key.push_back(a | std::uint64_t{b} << 32); });
}

CanonicalTape canonical(const Tape& tape) {
    CanonicalTape result;
    Symbols symbols;
    for (const LayoutRef& layout : tape.layouts) {
        LayoutClass& made = result.layouts.emplace_back();
        made.dtype = layout->dtype;
        made.contiguous = layout->contiguous;
        made.streaming = is_streaming(*layout);
        for (int axis = 0; axis < layout->rank; ++axis)
            made.axes.push_back(classify(*layout, axis, symbols));
    }
    for (const ViewEntry& view : tape.views)
        result.views.push_back({view.slot, view.layout});
    for (const SlotEntry& slot : tape.slots)
        result.slots.push_back({slot.had_bytes, slot.live, slot.sole});
    std::uint32_t scalar = 0;
    for (WordReader reader(tape.words); reader.next();) {
        CanonicalStatement& statement = result.statements.emplace_back();
        statement.header = reader.header();
        statement.number = statement.header.extra;
        if (statement.header.kind == StatementKind::reduce)
            statement.axes = static_cast<std::uint32_t>(reader.key_words()[0]);
        for (std::size_t i = 0; i < reader.operands().size(); ++i) {
            const OperandWord word = OperandWord::unpack(reader.operands()[i]);
            CanonicalOperand operand{.form = word.form, .dtype = word.dtype, .view = word.view};
            if (word.form == Input::Form::scalar)
                operand.scalar = scalar++;
            (i < statement.header.inputs ? statement.in : statement.out).push_back(operand);
        }
    }
    visit_disjoint(tape, [&](std::uint32_t a, std::uint32_t b) {
        result.disjoint.emplace_back(std::min(a, b), std::max(a, b));
    });
    std::ranges::sort(result.disjoint);
    return result;
}

LayoutClass with_strides(LayoutClass known, const Layout& layout) {
    Symbols unused;
    known.contiguous = layout.contiguous;
    for (int axis = 0; axis < layout.rank; ++axis) {
        AxisClass& there = known.axes[static_cast<std::size_t>(axis)];
        const std::uint32_t size = there.size;
        there = classify(layout, axis, unused);
        there.size = size;
    }
    return known;
}

bool CanonicalTape::may_overlap(std::uint32_t a, std::uint32_t b) const {
    if (views[a].slot != views[b].slot)
        return false;
    return a == b ||
           !std::ranges::binary_search(disjoint, std::pair(std::min(a, b), std::max(a, b)));
}

void verify(const CanonicalTape& tape) {
    for (const CanonicalView& view : tape.views) {
        TENON_CHECK(view.slot < tape.slots.size(), "tape: a view names a slot that is not there");
        TENON_CHECK(view.layout < tape.layouts.size(),
                    "tape: a view names a layout that is not there");
    }
    std::vector<bool> filled(tape.slots.size());
    for (std::size_t i = 0; i < tape.slots.size(); ++i)
        filled[i] = tape.slots[i].had_bytes;
    for (const CanonicalStatement& statement : tape.statements) {
        for (const CanonicalOperand& in : statement.in)
            if (in.form == Input::Form::view) {
                TENON_CHECK(in.view < tape.views.size(), "tape: an operand names no view");
                TENON_CHECK(filled[tape.views[in.view].slot],
                            "tape: a storage is read before it is written");
            }
        for (const CanonicalOperand& out : statement.out) {
            TENON_CHECK(out.view < tape.views.size(), "tape: an output names no view");
            filled[tape.views[out.view].slot] = true;
        }
    }
}

}  // namespace tenon::tape
