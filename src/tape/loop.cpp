// SPDX-License-Identifier: MIT
#include "tape/loop.hpp"

#include <algorithm>
#include <utility>

namespace tenon::tape {

namespace {

/// While a storage is in a loop its `last_view` is free: the first iteration reads it.
constexpr std::uint32_t read_first = 1;

}  // namespace

std::uint64_t LoopBody::packed(Header header) {
    if (header.kind == StatementKind::function || header.kind == StatementKind::call)
        header.extra = 0;
    return header.pack();
}

bool LoopBody::lists_numbers() const { return std::ranges::any_of(scalars, &LoopScalar::listed); }

void LoopBody::record(Tape& tape, const LoopStatement& statement,
                      std::span<Storage* const> storages,
                      std::span<const ScalarBits> numbers) const {
    std::vector<Input> in;
    std::vector<ViewRef> out;
    const std::span<const LoopOperand> all = operands_of(statement);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const LoopOperand& operand = all[i];
        Input input{.form = operand.form, .dtype = operand.dtype, .view = {}, .scalar = {}};
        if (operand.form == Input::Form::scalar)
            input.scalar = numbers[operand.number];
        if (operand.form == Input::Form::view) {
            const LoopView& view = views[operand.number];
            input.view = {storages[view.role], view.layout.get(), view.offset};
        }
        if (i < statement.header.inputs)
            in.push_back(input);
        else
            out.push_back(input.view);
    }
    tape.modes = statement.modes;
    tape.record(statement.header, statement.parts, out, in);
}

Loop::Loop(LoopBody body, std::unique_ptr<PreparedLoop> prepared)
    : body_(std::move(body)), prepared_(std::move(prepared)), calls_(body_.statements.size() + 1),
      first_(body_.roles.size()), before_(body_.roles.size()), now_(body_.roles.size()) {
    for (std::uint32_t role = 0; role < body_.roles.size(); ++role)
        if (body_.roles[role].next == LoopRole::none)
            left_.push_back(role);
    bound_.resize(body_.roles.size());
    calls_.back().what = LoopCall::end;
    for (LoopStatement& statement : body_.statements)
        statement.word = LoopBody::packed(statement.header);
}

Loop::~Loop() { give_up(); }

bool Loop::matches(const LoopStatement& statement, const Header& header,
                   std::span<const std::uint64_t> key, std::uint32_t modes) const {
    return statement.word == LoopBody::packed(header) &&
           std::equal(key.begin(), key.end(), statement.key) &&
           ((modes ^ modes_) & watched_modes) == 0;
}

bool Loop::take(Tape& tape, const Header& header, std::span<const std::uint64_t> key,
                std::span<const Input> in, std::span<const ViewRef> out) {
    if (cursor_ == body_.statements.size() && !fold())
        return false;
    if (!pending())
        modes_ = tape.modes;
    LoopStatement& statement = body_.statements[cursor_];
    if (!matches(statement, header, key, tape.modes))
        return false;
    if (!pending())
        place_ = out[0].storage->place;
    bound_count_ = 0;
    if (!see_all(tape, statement, in, out)) {
        undo();
        return false;
    }
    for (const ViewRef& view : out)
        view.storage->pending = true;
    statement.modes = tape.modes;
    ++cursor_;
    return true;
}

bool Loop::see_all(Tape& tape, const LoopStatement& statement, std::span<const Input> in,
                   std::span<const ViewRef> out) {
    const LoopOperand* operand = &body_.operands[statement.first_operand];
    for (const Input& input : in) {
        if (operand->form != input.form || operand->dtype != input.dtype)
            return false;
        if (input.form == Input::Form::view
                ? !see(tape, *operand, input.view)
                : input.form == Input::Form::scalar && !see(*operand, input.scalar))
            return false;
        ++operand;
    }
    for (const ViewRef& view : out)
        if (!see(tape, *operand++, view))
            return false;
    return true;
}

bool Loop::wants_array(std::size_t input) const {
    const LoopStatement& next = body_.statements[cursor_ % body_.statements.size()];
    return input < next.header.inputs &&
           body_.operands[next.first_operand + input].form == Input::Form::view;
}

inline bool Loop::see(Tape& tape, const LoopOperand& operand, const ViewRef& view) {
    const LoopView& known = body_.views[operand.number];
    if (view.offset != known.offset ||
        (view.layout != known.layout.get() && !known.layout->same_as(*view.layout)))
        return false;
    Storage* const here = now_[known.role];
    return here == nullptr ? bind(tape, known.role, *view.storage) : here == view.storage;
}

bool Loop::bind(Tape& tape, std::uint32_t role, Storage& storage) {
    const LoopRole& known = body_.roles[role];
    if (known.from == LoopRole::none) {
        if (storage.address != nullptr || storage.pending || storage.slot != Storage::no_slot ||
            storage.place != place_ ||
            (before_[role] != nullptr && before_[role]->bytes != storage.bytes))
            return false;
        // Fresh: see Tape::slot_number.
        storage.counts.store(storage.counts.load(std::memory_order_relaxed) + Storage::holder,
                             std::memory_order_relaxed);
        storage.last_view = 0;
    } else if (iterations_ > 0) {
        if (before_[known.from] != &storage)
            return false;
        now_[role] = &storage;
        bound_[bound_count_++] = role;
        return true;
    } else if (!bind_first(role, storage)) {
        return false;
    }
    storage.slot = Storage::in_loop;
    storage.tape.store(&tape, std::memory_order_release);
    now_[role] = &storage;
    bound_[bound_count_++] = role;
    return true;
}

/// In the first iteration: what was there before the loop.
bool Loop::bind_first(std::uint32_t role, Storage& storage) {
    const LoopRole& known = body_.roles[role];
    // What has an owner may be other storages' memory, too.
    if (storage.address == nullptr || storage.pending || storage.slot != Storage::no_slot ||
        storage.place != place_ || storage.bytes < known.bytes ||
        (storage.owner != nullptr && (known.written || known.from != role)))
        return false;
    Storage::retain(&storage, Storage::holder);
    storage.last_view = read_first;
    first_[role] = &storage;
    return true;
}

void Loop::undo() noexcept {
    for (const std::uint32_t role : std::span(bound_).first(bound_count_)) {
        Storage* const storage = std::exchange(now_[role], nullptr);
        if (body_.roles[role].from != LoopRole::none && iterations_ > 0)
            continue;
        first_[role] = nullptr;
        storage->slot = Storage::no_slot;  // still claimed for its statement
        Storage::release(storage, Storage::holder);
    }
    bound_count_ = 0;
}

inline bool Loop::see(const LoopOperand& operand, const ScalarBits& bits) {
    const LoopScalar& known = body_.scalars[operand.number];
    if (iterations_ > 0 && !known.varies)  // nor is it listed
        return bits.bits[0] == known.first.bits[0] && bits.bits[1] == known.first.bits[1];
    return see_varying(operand, bits);
}

bool Loop::take_number(const LoopCall::Given& given, const ScalarBits& bits) {
    return see(body_.operands[given.varying], bits);
}

bool Loop::see_varying(const LoopOperand& operand, const ScalarBits& bits) {
    LoopScalar& scalar = body_.scalars[operand.number];
    const auto is = [&](const ScalarBits& other) {
        return bits.bits[0] == other.bits[0] && bits.bits[1] == other.bits[1];
    };
    if (scalar.listed) {
        scalar.values.resize(static_cast<std::size_t>(iterations_) + 1);
        scalar.values.back() = scalar.now = bits;
        return true;
    }
    std::int64_t value = 0;
    if (scalar.varies && !whole_number(scalar.dtype, bits, &value))
        return false;
    if (iterations_ == 0) {
        if (!is(scalar.first))
            calls_[cursor_].what = LoopCall::unknown;  // it was another number's
        scalar.first = bits;
    } else if (iterations_ == 1) {
        std::int64_t first = 0;
        whole_number(scalar.dtype, scalar.first, &first);
        scalar.step = step_between(first, value);
    } else if (!is(scalar_at(operand.number, iterations_))) {
        return false;
    }
    scalar.now = bits;
    return true;
}

ScalarBits Loop::scalar_at(std::uint32_t number, std::int64_t iteration) const {
    const LoopScalar& scalar = body_.scalars[number];
    if (scalar.listed)
        return scalar.values[static_cast<std::size_t>(iteration)];
    if (!scalar.varies)
        return scalar.first;
    std::int64_t first = 0;
    whole_number(scalar.dtype, scalar.first, &first);
    return scalar_of(scalar.dtype, steps_on(first, iteration, scalar.step));
}

/// Where the storage comes from, or which number varies. False: the call is none that can be known
/// by that. `operand` is null where nothing of what was given is in the statement.
bool Loop::complete(LoopCall::Given& given, const LoopOperand* operand) const {
    const bool number = given.layout.get() == nullptr;
    given.varying = LoopCall::unknown;
    given.first = false;
    if (operand == nullptr)
        return number;
    if (operand->form != (number ? Input::Form::scalar : Input::Form::view))
        return false;
    if (number) {
        const LoopScalar& scalar = body_.scalars[operand->number];
        if (scalar.varies || scalar.listed)
            given.varying = static_cast<std::uint32_t>(operand - body_.operands.data());
        return given.free || given.varying == LoopCall::unknown;
    }
    const LoopView& view = body_.views[operand->number];
    const LoopRole& role = body_.roles[view.role];
    given.role = view.role;
    given.before = role.from;
    const auto bound_here = std::span(bound_).first(bound_count_);
    given.first = std::ranges::find(bound_here, view.role) != bound_here.end();
    return view.offset == given.offset && (!given.first || role.from != LoopRole::none);
}

void Loop::note_call(std::uint32_t what, std::span<LoopCall::Given> given, const Layout* result) {
    const LoopStatement& statement = body_.statements[cursor_ - 1];
    LoopCall& call = calls_[cursor_ - 1];
    call.what = LoopCall::unknown;
    const std::span<const LoopOperand> operands = body_.operands_of(statement);
    const std::size_t present = result == nullptr ? operands.size() : statement.header.inputs;
    for (std::size_t i = 0; i < given.size(); ++i)
        if (!complete(given[i], i < present ? &operands[i] : nullptr))
            return;
    std::ranges::copy(given, call.given);
    call.count = static_cast<std::uint32_t>(given.size());
    call.varies = std::ranges::any_of(
        given, [](const auto& number) { return number.varying != LoopCall::unknown; });
    call.first_count =
        static_cast<std::uint32_t>(std::ranges::count(given, true, &LoopCall::Given::first));
    call.result = result == nullptr ? LayoutRef() : LayoutRef::share(result);
    call.written_role = body_.views[operands.back().number].role;
    call.result_bytes = now_[call.written_role]->bytes;
    call.what = what;
}

/// Counts the iteration that has come, unless somebody can still look at what only the one before
/// had: the loop cannot tell its value then.
bool Loop::fold() {
    for (const std::uint32_t role : left_)
        if (before_[role] != nullptr && before_[role]->has_handles())
            return false;
    for (const std::uint32_t role : left_) {
        Storage* const storage = before_[role];
        if (storage == nullptr || storage->last_view == read_first)
            continue;
        storage->slot = Storage::no_slot;
        storage->pending = false;
        storage->tape.store(nullptr, std::memory_order_release);
        Storage::release(storage, Storage::holder);
    }
    std::swap(before_, now_);
    std::ranges::fill(now_, nullptr);
    ++iterations_;
    cursor_ = 0;
    return true;
}

void Loop::fill(Tape& tape, std::span<Storage* const> first, std::span<Storage* const> last,
                std::int64_t iterations) {
    first_.assign(first.begin(), first.end());
    before_.assign(last.begin(), last.end());
    for (const auto* storages : {&first_, &before_})
        for (Storage* const storage : *storages) {
            if (storage == nullptr || storage->slot == Storage::in_loop)
                continue;
            Storage::retain(storage, Storage::holder);
            storage->slot = Storage::in_loop;
            storage->pending = true;
            storage->tape.store(&tape, std::memory_order_release);
        }
    for (const LoopStatement& statement : body_.statements)
        modes_ |= statement.modes;
    for (LoopScalar& scalar : body_.scalars) {
        std::int64_t value = 0;
        if (!scalar.varies || !whole_number(scalar.dtype, scalar.now, &value))
            continue;
        scalar.first = scalar_of(scalar.dtype, steps_on(value, 1, scalar.step));
        scalar.now = scalar_of(scalar.dtype, steps_on(value, iterations, scalar.step));
    }
    iterations_ = iterations;
}

void Loop::stop() {
    if (cursor_ == body_.statements.size())
        fold();
}

void Loop::record(Tape& tape, std::int64_t iteration, std::span<Storage* const> storages) {
    std::vector<ScalarBits> numbers;
    for (std::uint32_t number = 0; number < body_.scalars.size(); ++number)
        numbers.push_back(scalar_at(number, iteration));
    record(tape, body_.statements.size(), storages, numbers);
}

void Loop::record(Tape& tape, std::size_t statements, std::span<Storage* const> storages,
                  std::span<const ScalarBits> numbers) {
    const std::uint32_t modes = tape.modes;
    ending_ = true;
    for (std::size_t i = 0; i < statements; ++i)
        body_.record(tape, body_.statements[i], storages, numbers);
    ending_ = false;
    tape.modes = modes;
}

void Loop::end(Tape& tape, std::span<Storage* const> claimed) {
    if (cursor_ > 0) {
        std::vector<ScalarBits> numbers;
        for (const LoopScalar& scalar : body_.scalars)
            numbers.push_back(scalar.varies ? scalar.now : scalar.first);
        record(tape, cursor_, now_, numbers);
        cursor_ = 0;
    }
    forget(claimed, &tape);
}

void Loop::give_up() noexcept {
    if (!pending())
        return;
    prepared_->abandon();
    for (const auto* storages : {&before_, &now_})
        for (Storage* const storage : *storages)
            if (storage != nullptr && storage->pending && storage->address == nullptr)
                storage->lost = true;
    cursor_ = 0;
    forget({}, nullptr);
}

/// Lets go of all storages, those that the tape has statements for meanwhile included.
void Loop::forget(std::span<Storage* const> claimed, Tape* tape) noexcept {
    std::vector<Storage*> held;
    for (const auto* storages : {&first_, &before_, &now_})
        for (Storage* const storage : *storages)
            if (storage != nullptr)
                held.push_back(storage);
    std::ranges::sort(held);
    held.erase(std::ranges::unique(held).begin(), held.end());
    for (Storage* const storage : held) {
        if (storage->slot == Storage::in_loop) {
            storage->slot = Storage::no_slot;
            storage->pending = false;
            const bool stays = std::ranges::find(claimed, storage) != claimed.end();
            storage->tape.store(stays ? tape : nullptr, std::memory_order_release);
        }
        Storage::release(storage, Storage::holder);
    }
    for (auto* storages : {&first_, &before_, &now_})
        std::ranges::fill(*storages, nullptr);
    iterations_ = 0;
}

}  // namespace tenon::tape
