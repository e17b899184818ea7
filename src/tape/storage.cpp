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

Storage* Storage::make_block() {
    tape::LiveCounts& counts = tape::live_counts();
    void* block = counts.take_spare();
    if (block == nullptr)
        block = ::operator new(sizeof(Storage));
    counts.add(&tape::LiveCounts::storages, 1);
    return new (block) Storage;
}

void Storage::end(Storage* storage) noexcept {
    storage->release_bytes();
    storage->~Storage();
    tape::LiveCounts& counts = tape::live_counts();
    counts.add(&tape::LiveCounts::storages, -1);
    if (!counts.keep_spare(storage))
        ::operator delete(storage);
}

Storage* Storage::make(std::int64_t bytes, tape::Place* place, std::uint64_t counts) {
    Storage* const storage = make_block();
    storage->counts.store(counts, std::memory_order_relaxed);
    storage->bytes = bytes;
    storage->place = place;
    if (bytes >= MemoryAccount::counted_from) {
        memory_account().add(bytes);
        storage->promise();
    }
    return storage;
}

Storage* Storage::adopt(void* address, std::int64_t bytes, tape::Place* place, MemoryOwner* owner) {
    Storage* const storage = make_block();
    storage->bytes = bytes;
    storage->place = place;
    storage->address = address;
    storage->owner = owner;
    if (bytes >= MemoryAccount::counted_from)
        memory_account().add(bytes);
    return storage;
}

void Storage::promise() noexcept {
    if (!promised.exchange(true, std::memory_order_relaxed))
        memory_account().planned.fetch_add(bytes, std::memory_order_relaxed);
}

void Storage::end_promise() noexcept {
    if (promised.load(std::memory_order_relaxed) &&
        promised.exchange(false, std::memory_order_relaxed))
        memory_account().planned.fetch_sub(bytes, std::memory_order_relaxed);
}

bool Storage::owner_shares() const noexcept { return owner->shared(); }

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
        end(storage);  // nobody else can find it any more
        return;
    }
    if (what == handle && storage->bytes >= MemoryAccount::counted_from)
        release_handle_of_large(storage);
    else if (storage->counts.fetch_sub(what, std::memory_order_acq_rel) == what)
        end(storage);
}

void Storage::release_handle_of_large(Storage* storage) noexcept {
    // Held until it is accounted for: where it is released without handles, another thread that
    // releases the last holder ends it.
    const std::uint64_t before =
        storage->counts.fetch_add(holder - handle, std::memory_order_acq_rel);
    if ((before & (holder - 1)) == handle) {
        memory_account().live.fetch_sub(storage->bytes, std::memory_order_relaxed);
        storage->end_promise();
    }
    release(storage, holder);
}

}  // namespace tenon::detail
