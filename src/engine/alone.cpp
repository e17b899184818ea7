// SPDX-License-Identifier: MIT
#include "engine/alone.hpp"

#include <algorithm>

namespace tenon::engine {

using detail::Storage;
using tape::OperandWord;

void Alone::take(const tape::WordReader& statement, std::size_t& scalars) {
    forget();
    tape::Header header = statement.header();
    take_body(header);
    one_.words.push_back(header.pack());
    one_.words.insert(one_.words.end(), statement.key_words().begin(), statement.key_words().end());
    for (std::size_t i = 0; i < statement.operands().size(); ++i) {
        OperandWord word = OperandWord::unpack(statement.operands()[i]);
        if (word.form == tape::Input::Form::scalar)
            one_.scalars.push_back(whole_.scalars[scalars++]);
        if (word.form == tape::Input::Form::view)
            word.view = view_number(word.view, i >= header.inputs);
        one_.words.push_back(word.pack());
    }
}

void Alone::take_body(tape::Header& header) {
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

std::uint32_t Alone::view_number(std::uint32_t of_whole, bool written) {
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

void Alone::add_view(const tape::ViewEntry& from, std::uint32_t number) {
    tape::ViewEntry& view = one_.views.emplace_back();
    view.slot = slot_number(storage_of(from.slot));
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

Storage* Alone::storage_of(std::uint32_t slot) const {
    if (!instead_.empty() && instead_[slot] != nullptr)
        return instead_[slot];
    return whole_.slots[slot].storage;
}

std::uint32_t Alone::slot_number(Storage* storage) {
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

std::uint32_t Alone::layout_number(const tape::LayoutRef& layout) {
    const auto known = std::ranges::find(one_.layouts, layout.get(), &tape::LayoutRef::get);
    const auto number = static_cast<std::uint32_t>(known - one_.layouts.begin());
    if (known == one_.layouts.end())
        one_.layouts.push_back(layout);
    return number;
}

void Alone::forget() noexcept {
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

}  // namespace tenon::engine
