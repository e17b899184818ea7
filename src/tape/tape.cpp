// SPDX-License-Identifier: MIT
#include "tape/tape.hpp"

#include <algorithm>
#include <thread>

#include "base/long_work.hpp"
#include "tape/loop.hpp"

namespace tenon::tape {

Header Header::unpack(std::uint64_t word) {
    return {.kind = static_cast<StatementKind>(word & 15),
            .op = static_cast<std::uint8_t>(word >> 4),
            .dtype = static_cast<DType>(word >> 12 & 255),
            .outputs = static_cast<std::uint8_t>(word >> 20 & 63),
            .inputs = static_cast<std::uint8_t>(word >> 26 & 63),
            .extra = static_cast<std::uint32_t>(word >> 32)};
}

std::uint64_t OperandWord::pack() const {
    return static_cast<std::uint64_t>(form) | static_cast<std::uint64_t>(dtype) << 4 |
           static_cast<std::uint64_t>(view) << 32;
}

OperandWord OperandWord::unpack(std::uint64_t word) {
    return {.form = static_cast<Input::Form>(word & 15),
            .dtype = static_cast<DType>(word >> 4 & 255),
            .view = static_cast<std::uint32_t>(word >> 32)};
}

Tape::Tape() = default;

Tape::~Tape() { clear(); }

/// Whether the loop takes the statement. A loop that was waiting for another one is at its end.
bool Tape::try_loop(const Header& header, std::span<const std::uint64_t> key,
                    std::span<const Input> in, std::span<const ViewRef> out) {
    if (!empty() || loop->ending())
        return false;
    if (may_roll && loop->take(*this, header, key, in, out))
        return true;
    if (loop->pending())
        end_loop(*this);
    return false;
}

void Tape::wait_for_lock() noexcept {
    const base::LongWork apart;  // its owner may wait for what this thread holds
    while (!try_lock())
        std::this_thread::yield();
}

std::uint32_t Tape::layout_number(const Layout* layout) {
    for (std::size_t i = layouts.size(); i-- > 0;)
        if (layouts[i].get() == layout)
            return static_cast<std::uint32_t>(i);
    // Equal layouts made separately get one number, so that keys do not depend on pointers.
    for (std::size_t i = layouts.size(); i-- > 0;)
        if (layouts[i]->same_as(*layout))
            return static_cast<std::uint32_t>(i);
    layouts.push_back(LayoutRef::share(layout));
    return static_cast<std::uint32_t>(layouts.size() - 1);
}

std::uint32_t Tape::slot_number(Storage* storage) {
    if (storage->tape.load(std::memory_order_relaxed) == this && storage->has_slot())
        return storage->slot;
    const auto number = static_cast<std::uint32_t>(slots.size());
    SlotEntry& made = slots.emplace_back();
    made.storage = storage;
    made.had_bytes = storage->address != nullptr;
    if (storage->address == nullptr && !storage->pending) {
        // Fresh: only the thread that made it knows it, so that no atomic addition is needed.
        storage->counts.store(storage->counts.load(std::memory_order_relaxed) + Storage::holder,
                              std::memory_order_relaxed);
    } else {
        Storage::retain(storage, Storage::holder);
    }
    storage->slot = number;
    storage->tape.store(this, std::memory_order_release);
    return number;
}

std::uint32_t Tape::view_number(const ViewRef& view) {
    Storage& storage = *view.storage;
    if (storage.tape.load(std::memory_order_relaxed) == this && storage.has_slot()) {
        const ViewEntry& last = views[storage.last_view];
        if (last.exact == view.layout && last.offset == view.offset)
            return storage.last_view;
    }
    return storage.last_view = other_view_number(view);
}

std::uint32_t Tape::other_view_number(const ViewRef& view) {
    const std::uint32_t slot = slot_number(view.storage);
    const std::uint32_t layout = layout_number(view.layout);
    SlotEntry& entry = slots[slot];
    for (std::uint32_t i = entry.first_view; i != UINT32_MAX; i = views[i].next_in_slot)
        if (views[i].offset == view.offset && views[i].layout == layout)
            return i;
    const auto number = static_cast<std::uint32_t>(views.size());
    ViewEntry& made = views.emplace_back();  // in place: see Input::set
    made.slot = slot;
    made.layout = layout;
    made.offset = view.offset;
    made.exact = layouts[layout].get();
    if (entry.last_view == UINT32_MAX)
        entry.first_view = number;
    else
        views[entry.last_view].next_in_slot = number;
    entry.last_view = number;
    ++entry.view_count;
    return number;
}

void Tape::leave_loop() {
    if (loop != nullptr && loop->pending())
        end_loop(*this);
}

void Tape::watch() {
    if (modes != (watches.empty() ? 0 : watches.back().modes))
        watches.push_back({static_cast<std::uint32_t>(statement_count_), modes});
}

void Tape::begin(const Header& header) {
    watch();
    words.push_back(header.pack());
    ++statement_count_;
}

void Tape::add_input(const Input& input) {
    OperandWord word{.form = input.form, .dtype = input.dtype};
    if (input.form == Input::Form::view)
        word.view = view_number(input.view);
    if (input.form == Input::Form::scalar)
        scalars.push_back(input.scalar);
    words.push_back(word.pack());
}

void Tape::add_output(const ViewRef& view) {
    const std::uint32_t number = view_number(view);
    slots[views[number].slot].written = true;
    view.storage->pending = true;
    words.push_back(
        OperandWord{.form = Input::Form::view, .dtype = view.layout->dtype, .view = number}.pack());
}

void Tape::elementwise(ops::Op op, DType compute, const ViewRef& out, std::span<const Input> in) {
    const Header header{.kind = StatementKind::elementwise,
                        .op = static_cast<std::uint8_t>(op),
                        .dtype = compute,
                        .inputs = static_cast<std::uint8_t>(in.size())};
    if (rolls(header, {}, in, {&out, 1}))
        return;
    begin(header);
    for (const Input& input : in)
        add_input(input);
    add_output(out);
}

void Tape::select(DType type, const ViewRef& out, std::span<const Input> in) {
    const Header header{.kind = StatementKind::select, .dtype = type, .inputs = 3};
    if (rolls(header, {}, in, {&out, 1}))
        return;
    begin(header);
    for (const Input& input : in)
        add_input(input);
    add_output(out);
}

void Tape::function(std::shared_ptr<const Function> function, const base::Hash128& key,
                    std::span<const ViewRef> out, std::span<const Input> in) {
    const Header header{.kind = StatementKind::function,
                        .outputs = static_cast<std::uint8_t>(out.size()),
                        .inputs = static_cast<std::uint8_t>(in.size()),
                        .extra = static_cast<std::uint32_t>(functions.size())};
    const std::uint64_t words_of_key[] = {key.low, key.high};
    if (rolls(header, words_of_key, in, out))
        return;
    begin(header);
    functions.push_back(std::move(function));
    function_keys.push_back(key);
    words.push_back(key.low);
    words.push_back(key.high);
    for (const Input& input : in)
        add_input(input);
    for (const ViewRef& view : out)
        add_output(view);
}

void Tape::reduce(ops::ReduceOp op, DType type, const ViewRef& out, const Input& in,
                  std::uint32_t axes, std::uint32_t row_start) {
    const Header header{.kind = StatementKind::reduce,
                        .op = static_cast<std::uint8_t>(op),
                        .dtype = type,
                        .inputs = 1,
                        .extra = row_start};
    const std::uint64_t key[] = {axes, 0};
    if (rolls(header, key, {&in, 1}, {&out, 1}))
        return;
    begin(header);
    words.push_back(axes);
    add_input(in);
    add_output(out);
}

void Tape::scan(ops::ReduceOp op, const ViewRef& out, const ViewRef& in, std::uint32_t axis) {
    leave_loop();
    begin({.kind = StatementKind::scan,
           .op = static_cast<std::uint8_t>(op),
           .dtype = out.layout->dtype,
           .inputs = 1,
           .extra = axis});
    add_input(Input::of(in));
    add_output(out);
}

void Tape::gather(const ViewRef& out, const ViewRef& table, const ViewRef& index,
                  std::int64_t stride) {
    leave_loop();
    begin({.kind = StatementKind::gather, .dtype = out.layout->dtype, .inputs = 3});
    add_input(Input::of(table));
    add_input(Input::of(index));
    add_input(Input::of(DType::int64, {{static_cast<std::uint64_t>(stride), 0}}));
    add_output(out);
}

void Tape::call(const Call* call, std::span<const ViewRef> out, std::span<const ViewRef> in) {
    leave_loop();
    begin({.kind = StatementKind::call,
           .outputs = static_cast<std::uint8_t>(out.size()),
           .inputs = static_cast<std::uint8_t>(in.size()),
           .extra = static_cast<std::uint32_t>(calls.size())});
    calls.push_back(call);
    words.push_back(base::hash64(call->name.data(), call->name.size()));
    for (const ViewRef& view : in)
        add_input(Input::of(view));
    for (const ViewRef& view : out)
        add_output(view);
}

void Tape::record(const Header& header, const StatementParts& parts, std::span<const ViewRef> out,
                  std::span<const Input> in) {
    const auto reduction = static_cast<ops::ReduceOp>(header.op);
    switch (header.kind) {
    case StatementKind::elementwise:
        return elementwise(static_cast<ops::Op>(header.op), header.dtype, out[0], in);
    case StatementKind::select: return select(header.dtype, out[0], in);
    case StatementKind::function: return function(parts.function, parts.function_key, out, in);
    case StatementKind::reduce:
        return reduce(reduction, header.dtype, out[0], in[0], parts.axes, header.extra);
    case StatementKind::scan: return scan(reduction, out[0], in[0].view, header.extra);
    case StatementKind::gather:
        return gather(out[0], in[0].view, in[1].view,
                      static_cast<std::int64_t>(in[2].scalar.bits[0]));
    case StatementKind::call: break;
    }
    std::vector<ViewRef> from;
    for (const Input& input : in)
        from.push_back(input.view);
    call(parts.call, out, from);
}

void Tape::clear() noexcept {
    if (loop != nullptr)
        loop->give_up();
    for (const SlotEntry& slot : slots) {
        slot.storage->pending = false;
        slot.storage->slot = Storage::no_slot;
        slot.storage->tape.store(nullptr, std::memory_order_release);
    }
    forget();
}

void Tape::forget() noexcept {
    for (const SlotEntry& slot : slots)
        Storage::release(slot.storage, Storage::holder);
    words.clear();
    views.clear();
    slots.clear();
    layouts.clear();
    scalars.clear();
    functions.clear();
    function_keys.clear();
    calls.clear();
    watches.clear();
    statement_count_ = 0;
    ends_here = false;
}

void Tape::hand_back(Tape& to) noexcept {
    for (std::uint32_t number = 0; number < to.slots.size(); ++number) {
        Storage& storage = *to.slots[number].storage;
        storage.slot = number;
        storage.last_view = to.slots[number].last_view;
        storage.pending = to.slots[number].written;
        storage.tape.store(&to, std::memory_order_release);
    }
    forget();
}

void Tape::hand_back_to_loop(Tape& to) noexcept {
    for (const SlotEntry& slot : slots) {
        slot.storage->slot = Storage::in_loop;
        slot.storage->tape.store(&to, std::memory_order_release);
    }
    forget();
}

}  // namespace tenon::tape
