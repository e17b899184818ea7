// SPDX-License-Identifier: MIT
/// Buffers of the CPU. Fresh memory costs a page fault for each page it touches, which is several
/// times the price of filling it: buffers are kept and handed out again, last in, first out, while
/// they are still in a cache.
///
///   up to 32 KiB    a list of each thread, without a lock; refilled from slabs
///   up to 256 KiB   slabs: runs of blocks of one size
///   above           a mapping of its own; from 2 MiB on aligned to 2 MiB, huge pages asked for
#pragma once

#include <cstddef>
#include <memory>

#include "runtime/cpu/size_classes.hpp"
#include "runtime/fork_guard.hpp"

namespace tenon::runtime::cpu {

class MemoryPool {
public:
    struct Settings {
        std::size_t total = 0;       ///< a larger request is refused; 0: what this machine has
        std::size_t idle_limit = 0;  ///< of mapped blocks kept; 0: half of `total`
    };
    explicit MemoryPool(Settings settings);
    MemoryPool() : MemoryPool(Settings{}) {}
    /// Buffers still in use become invalid only when every thread that used the pool has left it.
    ~MemoryPool();
    MemoryPool(const MemoryPool&) = delete;
    MemoryPool& operator=(const MemoryPool&) = delete;

    /// 64-byte aligned, not cleared; never null. @throws MemoryError
    void* allocate(std::size_t bytes);
    /// `bytes` as asked for; any thread.
    void release(void* address, std::size_t bytes) noexcept;

    std::size_t bytes_in_use() const;  ///< whole blocks
    std::size_t bytes_idle() const;
    /// Gives back idle memory, but for what other threads keep in their lists.
    void trim();

    class Central;
    struct ThreadLists;

private:
    ThreadLists* bind_this_thread();
    void* allocate_slowly(std::size_t bytes);
    void release_slowly(void* address, std::size_t bytes) noexcept;

    std::shared_ptr<Central> central_;
    ForkRegistration fork_registration_;
};

}  // namespace tenon::runtime::cpu
