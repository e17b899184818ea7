// SPDX-License-Identifier: MIT
/// A storage: the bytes that views stand for, present or promised.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace tenon {
class MemoryOwner;
}

namespace tenon::tape {

class Tape;

/// Where storages have their bytes; the engine provides one for each device.
class Place {
public:
    virtual ~Place() = default;
    virtual void release(void* address, std::int64_t bytes) noexcept = 0;
};

}  // namespace tenon::tape

namespace tenon::detail {

/// Counts: an array handle adds `handle`, the engine (tapes, queued work) adds `holder`. Without
/// handles nobody can look at the value again, so a pending statement need not store it.
struct Storage {
    static constexpr std::uint64_t handle = 1;
    static constexpr std::uint64_t holder = std::uint64_t{1} << 32;

    std::atomic<std::uint64_t> counts{handle};
    /// The tape whose statements touch it, or are about to: it is claimed before it gets a slot.
    std::atomic<tape::Tape*> tape{nullptr};
    static constexpr std::uint32_t no_slot = 0xffffffff;
    static constexpr std::uint32_t in_loop = 0xfffffffe;  ///< it is the tape's loop that has it
    std::uint32_t slot = no_slot;                         ///< its number on that tape
    std::uint32_t last_view = 0;  ///< the view through which it was touched last
    /// How many ways there are for code outside the engine to reach the bytes.
    std::atomic<std::uint32_t> exports{0};
    bool pending = false;  ///< that tape will write it
    bool lost = false;     ///< its device failed: the bytes are gone
    /// Counted in MemoryAccount::planned. It may be placed by one thread while another lets go of
    /// it.
    std::atomic<bool> promised{false};
    std::int64_t bytes = 0;
    void* address = nullptr;  ///< null until the first statement that writes it has been placed
    tape::Place* place = nullptr;
    std::uint64_t ticket = 0;      ///< of the last queued work that writes it
    MemoryOwner* owner = nullptr;  ///< whose memory it is, if not the place's

    static Storage* make(std::int64_t bytes, tape::Place* place, std::uint64_t counts = handle);
    /// Memory that is there already; the storage deletes `owner` when nobody needs it any more.
    static Storage* adopt(void* address, std::int64_t bytes, tape::Place* place,
                          MemoryOwner* owner);
    /// Whether code outside the engine can reach the bytes: then nothing stays pending.
    bool shared() const noexcept {
        return exports.load(std::memory_order_acquire) != 0 || (owner != nullptr && owner_shares());
    }
    /// Whether statements of the tape, not of its loop, touch it.
    bool has_slot() const noexcept { return slot < in_loop; }
    /// Counts a large storage among what is promised until it is placed or nobody needs it.
    void promise() noexcept;
    void end_promise() noexcept;
    /// Gives the bytes back early: nobody can look at the values again.
    void release_bytes() noexcept;
    bool has_handles() const noexcept {
        return (counts.load(std::memory_order_acquire) & (holder - 1)) != 0;
    }
    static void retain(Storage* storage, std::uint64_t what) noexcept {
        if (storage != nullptr)
            storage->counts.fetch_add(what, std::memory_order_relaxed);
    }
    static void release(Storage* storage, std::uint64_t what) noexcept;
    /// The same for a handle, where the caller has locked the tape whose loop holds the storage: if
    /// it is the only one, nobody else can count.
    static void release_in_loop(Storage* storage) noexcept;

private:
    Storage() = default;
    ~Storage() = default;
    /// In blocks that the thread has let go of lately: each operation makes a storage.
    static Storage* make_block();
    static void end(Storage* storage) noexcept;
    /// Of a large storage, whose handles the account has to know of.
    static void release_handle_of_large(Storage* storage) noexcept;
    bool owner_shares() const noexcept;
};

}  // namespace tenon::detail

namespace tenon::tape {

using detail::Storage;

/// What eager evaluation would hold and has held at most, over all threads; storages below
/// `counted_from` bytes are left out. `planned` is promised and not yet placed.
struct MemoryAccount {
    static constexpr std::int64_t counted_from = 64 << 10;
    /// How far held and promised memory may pass what eager evaluation would have held at its peak.
    static constexpr std::int64_t slack = 64 << 20;
    std::atomic<std::int64_t> live{0};
    std::atomic<std::int64_t> peak{0};
    std::atomic<std::int64_t> planned{0};
    /// Blocks in use that eager evaluation would not have: a loop works in them for a while.
    std::atomic<std::int64_t> aside{0};
    /// Idle memory that such loops will come back for.
    std::atomic<std::int64_t> spare{0};
    void add(std::int64_t bytes) noexcept;
    /// What counts of a device's memory: blocks in use, and idle ones or what they will serve for.
    std::int64_t held(std::size_t in_use, std::size_t idle, std::int64_t promised) const noexcept {
        const std::int64_t more =
            static_cast<std::int64_t>(idle) - spare.load(std::memory_order_relaxed);
        return static_cast<std::int64_t>(in_use) - aside.load(std::memory_order_relaxed) +
               std::max(more, promised);
    }
    bool allows(std::int64_t held) const noexcept {
        const std::int64_t eager = peak.load(std::memory_order_relaxed);
        return held <= eager + eager / 8 + slack;  // blocks are up to an eighth larger than asked
    }
};
MemoryAccount& memory_account();

}  // namespace tenon::tape

namespace tenon::detail {

inline void Storage::release_in_loop(Storage* storage) noexcept {
    if (storage->bytes < tape::MemoryAccount::counted_from &&
        storage->counts.load(std::memory_order_acquire) == handle + holder)
        storage->counts.store(holder, std::memory_order_release);
    else
        release(storage, handle);
}

}  // namespace tenon::detail
