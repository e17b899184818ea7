// SPDX-License-Identifier: MIT
/// The part of the memory pool that all threads share. One lock guards all of it.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <vector>

#include "runtime/cpu/pool.hpp"

namespace tenon::runtime::cpu {

inline constexpr std::size_t thread_limit = std::size_t{32} << 10;  ///< in lists of the threads
inline constexpr std::size_t slab_limit = std::size_t{256} << 10;   ///< carved from slabs
inline constexpr std::size_t thread_classes = size_class(thread_limit) + 1;
inline constexpr std::size_t list_capacity = 32;

/// Fewer of the larger blocks: a thread keeps 64 KiB of each size.
constexpr std::uint32_t capacity_of(std::size_t size_class) {
    const std::size_t fit = (std::size_t{64} << 10) / class_bytes(size_class);
    return static_cast<std::uint32_t>(fit > list_capacity ? list_capacity : fit < 4 ? 4 : fit);
}

/// Idle blocks of one thread, of one size each; the last is the one freed last.
struct MemoryPool::ThreadLists {
    struct List {
        std::uint32_t count = 0;
        std::array<void*, list_capacity> blocks;
    };
    std::shared_ptr<Central> owner;
    std::atomic<std::int64_t> in_use = 0;  ///< taken less given back here; others only read it
    std::array<List, thread_classes> lists;

    void count_in_use(std::int64_t bytes) {
        in_use.store(in_use.load(std::memory_order_relaxed) + bytes, std::memory_order_relaxed);
    }
};

class MemoryPool::Central {
public:
    explicit Central(Settings settings);
    ~Central();

    void* allocate(std::size_t bytes);
    void release(void* address, std::size_t bytes) noexcept;
    void refill(std::size_t size_class, ThreadLists::List& list);
    void spill(std::size_t size_class, ThreadLists::List& list, std::uint32_t count) noexcept;
    void enter(ThreadLists* lists);
    void leave(ThreadLists* lists) noexcept;

    std::size_t bytes_in_use() const;
    std::size_t bytes_idle() const;
    void trim() noexcept;

    mutable std::mutex mutex;  ///< also held during a fork

private:
    struct Slab {
        std::byte* begin;
        std::size_t bytes;
    };
    struct Class {
        std::vector<void*>
            free;  ///< has room for all blocks there are, so that release cannot fail
        std::size_t blocks = 0;
        std::vector<Slab> slabs;
        std::byte* fresh = nullptr;  ///< blocks of the last slab that were never handed out
        std::byte* fresh_end = nullptr;
    };
    void* take(std::size_t size_class);
    void* carve(std::size_t size_class);
    void* map_or_throw(std::size_t mapped, std::size_t asked);
    [[noreturn]] void throw_memory_error(std::size_t asked);
    std::size_t total();
    bool surpass_total(std::size_t bytes);
    std::size_t in_use_locked() const;
    void trim_locked() noexcept;
    void trim_slabs(std::size_t size_class) noexcept;
    void* oldest_of_largest(std::size_t* bytes) noexcept;

    std::size_t idle_limit_;          ///< 0: half of what there is
    std::atomic<std::size_t> total_;  ///< 0: not read yet, since little was asked for
    std::array<Class, class_count> classes_;
    std::vector<ThreadLists*> threads_;
    std::int64_t in_use_ = 0;      ///< without what the threads count
    std::size_t existing_ = 0;     ///< bytes of all blocks there are
    std::size_t idle_mapped_ = 0;  ///< bytes of idle blocks with a mapping of their own
};

}  // namespace tenon::runtime::cpu
