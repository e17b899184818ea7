// SPDX-License-Identifier: MIT
#include "engine/replay_memory.hpp"

#include <algorithm>
#include <cstring>

#include "engine/run.hpp"

namespace tenon::engine {

namespace {

using detail::Storage;

void let_go(Storage* storage) { Storage::release(storage, Storage::handle); }

}  // namespace

ReplayMemory::ReplayMemory(const tape::Tape& tape, bool is_true)
    : tape_(tape), is_true_(is_true), last_write_(tape.slots.size(), -1),
      last_use_(tape.slots.size(), -1), instead_(tape.slots.size()), copies_(tape.slots.size()),
      broken_(tape.slots.size()) {}

void ReplayMemory::note_use(std::uint32_t slot, std::int64_t statement) {
    last_use_[slot] = std::max(last_use_[slot], statement);
}

bool ReplayMemory::still_there(std::uint32_t slot, std::int64_t statement) const {
    const Storage& storage = *tape_.slots[slot].storage;
    return is_true_ && statement > last_write_[slot] && storage.address != nullptr && !storage.lost;
}

bool ReplayMemory::readable(std::uint32_t slot, std::int64_t statement) const {
    return still_there(slot, statement) || (copies_[slot] != nullptr && !broken_[slot]);
}

ReplayMemory::StorageRef ReplayMemory::new_storage(std::int64_t bytes) const {
    auto* place = static_cast<DevicePlace*>(tape_.slots[0].storage->place);
    void* address = place->allocate(bytes);
    return {Storage::adopt(address, bytes, place, nullptr), let_go};
}

ReplayMemory::StorageRef ReplayMemory::copy_of(const Storage& storage) const {
    StorageRef copy = new_storage(storage.bytes);
    std::memcpy(copy->address, storage.address, static_cast<std::size_t>(storage.bytes));
    return copy;
}

void ReplayMemory::begin() {
    before_ = nullptr;
    std::ranges::fill(instead_, nullptr);
}

/// Of an array that had values before, what the view leaves out is lost.
void ReplayMemory::make_room(const tape::ViewEntry& written) {
    StorageRef& copy = copies_[written.slot];
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

void ReplayMemory::choose_input(std::uint32_t slot, std::int64_t statement) {
    if (!still_there(slot, statement))
        instead_[slot] = copies_[slot].get();
}

void ReplayMemory::choose_output(std::uint32_t slot, bool keep) {
    if (instead_[slot] != nullptr && keep) {
        before_slot_ = slot;
        before_ = copy_of(*copies_[slot]);
    }
    instead_[slot] = copies_[slot].get();
}

ReplayMemory::StorageRef ReplayMemory::hold(std::uint32_t slot, bool copied) const {
    if (before_ != nullptr && slot == before_slot_)
        return before_;
    if (instead_[slot] != nullptr)
        return copies_[slot];
    Storage& storage = *tape_.slots[slot].storage;
    if (copied)
        return copy_of(storage);
    Storage::retain(&storage, Storage::handle);
    return {&storage, let_go};
}

void ReplayMemory::leave(std::uint32_t slot, std::int64_t statement) {
    if (last_use_[slot] <= statement)
        copies_[slot] = nullptr;
}

}  // namespace tenon::engine
