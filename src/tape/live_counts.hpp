// SPDX-License-Identifier: MIT
/// How many storages and exports there are, so that tests see what is kept for too long; and the
/// blocks of storages that ended, for those that come.
#pragma once

#include <atomic>
#include <cstdint>
#include <new>
#include <utility>

#if defined(__has_feature)
#define TENON_HAS_ADDRESS_SANITIZER __has_feature(address_sanitizer)
#else
#define TENON_HAS_ADDRESS_SANITIZER 0
#endif

namespace tenon::tape {

/// Blocks of ended storages that a thread keeps for its next ones; none where a sanitizer is to see
/// the use of an ended one.
#if defined(__SANITIZE_ADDRESS__) || TENON_HAS_ADDRESS_SANITIZER
inline constexpr unsigned most_spare_storages = 0;
#else
inline constexpr unsigned most_spare_storages = 256;
#endif

/// A thread counts in a block of its own, so that counting costs no locked instruction: small
/// operations make and end a storage each. What a thread ends that another one made is negative in
/// its block; the sum is right.
struct LiveCounts {
    std::atomic<std::int64_t> storages{0};
    std::atomic<std::int64_t> exports{0};
    bool own = false;  ///< one thread writes it; else all that have ended do

    struct Spare {
        Spare* next = nullptr;
    };
    Spare* spare = nullptr;  ///< of the thread that owns it, or will; whichever thread made them
    unsigned spare_count = 0;

    /// Null: there is none.
    void* take_spare() noexcept {
        if (spare == nullptr || !own)
            return nullptr;
        --spare_count;
        return std::exchange(spare, spare->next);
    }
    /// False: the caller keeps the block.
    bool keep_spare(void* block) noexcept {
        if (!own || spare_count >= most_spare_storages)
            return false;
        ++spare_count;
        spare = new (block) Spare{spare};
        return true;
    }

    using Count = std::atomic<std::int64_t> LiveCounts::*;
    void add(Count count, std::int64_t change) noexcept {
        std::atomic<std::int64_t>& value = this->*count;
        if (own)
            value.store(value.load(std::memory_order_relaxed) + change, std::memory_order_relaxed);
        else
            value.fetch_add(change, std::memory_order_relaxed);
    }
};

/// Null before the thread counted. Read without a call, as engine::thread_state is.
extern constinit thread_local LiveCounts* live_counts_block [[gnu::tls_model("initial-exec")]];
LiveCounts& take_live_counts() noexcept;
/// This thread's block.
inline LiveCounts& live_counts() noexcept {
    LiveCounts* block = live_counts_block;
    return block != nullptr ? *block : take_live_counts();
}
/// Over all threads; exact when no other thread is at work.
std::int64_t total_of(LiveCounts::Count count) noexcept;

}  // namespace tenon::tape
