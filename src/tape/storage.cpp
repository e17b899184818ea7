// SPDX-License-Identifier: MIT
#include "tape/storage.hpp"

#include <utility>

#include <tenon/memory.hpp>

#include "tape/live_counts.hpp"

namespace tenon::tape {

MemoryAccount& memory_account() {
    static MemoryAccount account;
    return account;
}

void MemoryAccount::add(std::int64_t bytes) noexcept {
    const std::int64_t now = live.fetch_add(bytes, std::memory_order_relaxed) + bytes;
    std::int64_t before = peak.load(std::memory_order_relaxed);
    while (now > before && !peak.compare_exchange_weak(before, now, std::memory_order_relaxed)) {
    }
}

}  // namespace tenon::tape

namespace tenon::detail {

using tape::memory_account;
using tape::MemoryAccount;

Storage* Storage::make(std::int64_t bytes, tape::Place* place) {
    auto* storage = new Storage;
    tape::live_counts().add(&tape::LiveCounts::storages, 1);
    storage->bytes = bytes;
    storage->place = place;
    if (bytes >= MemoryAccount::counted_from) {
        memory_account().add(bytes);
        memory_account().planned.fetch_add(bytes, std::memory_order_relaxed);
    }
    return storage;
}

Storage* Storage::adopt(void* address, std::int64_t bytes, tape::Place* place, MemoryOwner* owner) {
    auto* storage = new Storage;
    tape::live_counts().add(&tape::LiveCounts::storages, 1);
    storage->bytes = bytes;
    storage->place = place;
    storage->address = address;
    storage->owner = owner;
    if (bytes >= MemoryAccount::counted_from)
        memory_account().add(bytes);
    return storage;
}

bool Storage::owner_shares() const noexcept { return owner->shared(); }

void* Storage::operator new(std::size_t size) {
    void* const block = tape::live_counts().take_spare();
    return block != nullptr ? block : ::operator new(size);
}

void Storage::operator delete(void* block) noexcept {
    if (!tape::live_counts().keep_spare(block))
        ::operator delete(block);
}

void Storage::release_bytes() noexcept {
    if (address == nullptr)
        return;
    if (owner != nullptr)
        delete std::exchange(owner, nullptr);
    else
        place->release(address, bytes);
    address = nullptr;
}

void Storage::release(Storage* storage, std::uint64_t what) noexcept {
    if (storage == nullptr)
        return;
    if (storage->counts.load(std::memory_order_acquire) == holder && what == holder) {
        delete storage;  // nobody else can find it any more
        return;
    }
    const std::uint64_t left = storage->counts.fetch_sub(what, std::memory_order_acq_rel) - what;
    const bool last_handle = what == handle && (left & (holder - 1)) == 0;
    if (last_handle && storage->bytes >= MemoryAccount::counted_from) {
        memory_account().live.fetch_sub(storage->bytes, std::memory_order_relaxed);
        if (storage->address == nullptr)
            memory_account().planned.fetch_sub(storage->bytes, std::memory_order_relaxed);
    }
    if (left == 0)
        delete storage;
}

Storage::~Storage() {
    tape::live_counts().add(&tape::LiveCounts::storages, -1);
    release_bytes();
}

}  // namespace tenon::detail
