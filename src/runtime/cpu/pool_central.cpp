// SPDX-License-Identifier: MIT
#include "runtime/cpu/pool_central.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>

#include <tenon/error.hpp>

#include "base/text.hpp"
#include "runtime/cpu/mapping.hpp"
#include "runtime/cpu/memory_limits.hpp"
#include "runtime/cpu/poison.hpp"

namespace tenon::runtime::cpu {
namespace {

/// From this size on it is worth looking whether the memory is there.
constexpr std::size_t promise_limit = std::size_t{256} << 20;

/// Every machine has this much. Until more is asked for, the limits need not be read, which takes
/// ten system calls and more.
constexpr std::size_t surely_there = std::size_t{16} << 20;

/// Slabs grow with what a class already has: few small arrays should not map much.
std::size_t slab_bytes(std::size_t block_bytes, std::size_t blocks) {
    const std::size_t wanted =
        std::clamp(blocks * block_bytes, std::size_t{64} << 10, huge_page / 2);
    const std::size_t count = std::max(wanted / block_bytes, std::size_t{4});
    return count * block_bytes;
}

}  // namespace

MemoryPool::Central::Central(Settings settings)
    : idle_limit_(settings.idle_limit), total_(settings.total) {}

/// What this machine has; two threads that find it unknown read the same.
std::size_t MemoryPool::Central::total() {
    std::size_t known = total_.load(std::memory_order_relaxed);
    if (known == 0) {
        known = memory_limits().total;
        total_.store(known, std::memory_order_relaxed);
    }
    return known;
}

bool MemoryPool::Central::surpass_total(std::size_t bytes) {
    const bool known = total_.load(std::memory_order_relaxed) != 0;
    return (known || bytes > surely_there) && bytes > total();
}

MemoryPool::Central::~Central() {
    trim_locked();
    // What remains are slabs with blocks that nobody gave back.
    for (Class& one : classes_)
        for (const Slab& slab : one.slabs) {
            unpoison(slab.begin, slab.bytes);
            unmap_pages(slab.begin, slab.bytes);
        }
}

void* MemoryPool::Central::allocate(std::size_t bytes) {
    if (surpass_total(bytes))
        throw_memory_error(bytes);
    const std::size_t number = size_class(bytes);
    const std::size_t block = class_bytes(number);
    const std::lock_guard lock(mutex);
    Class& one = classes_[number];
    void* address = nullptr;
    if (block <= slab_limit) {
        address = take(number);
    } else if (!one.free.empty()) {
        address = one.free.back();
        one.free.pop_back();
        idle_mapped_ -= block;
    } else {
        one.free.reserve(one.blocks + 1);
        address = map_or_throw(block, bytes);
        ++one.blocks;
        existing_ += block;
    }
    in_use_ += static_cast<std::int64_t>(block);
    unpoison(address, block);
    return address;
}

void MemoryPool::Central::release(void* address, std::size_t bytes) noexcept {
    const std::size_t number = size_class(bytes);
    std::size_t block = class_bytes(number);
    {
        const std::lock_guard lock(mutex);
        poison(address, block);
        classes_[number].free.push_back(address);
        in_use_ -= static_cast<std::int64_t>(block);
        if (block > slab_limit)
            idle_mapped_ += block;
    }
    // Unmapping much memory takes long: outside the lock.
    while ((address = oldest_of_largest(&block)) != nullptr)
        unmap_pages(address, block);
}

/// A block to unmap because too much is idle, or null.
void* MemoryPool::Central::oldest_of_largest(std::size_t* bytes) noexcept {
    const std::lock_guard lock(mutex);
    // Where the total is not known, less than `surely_there` exists.
    const std::size_t known = total_.load(std::memory_order_relaxed);
    const std::size_t most = idle_limit_ != 0 ? idle_limit_ : known == 0 ? SIZE_MAX : known / 2;
    if (idle_mapped_ <= most)
        return nullptr;
    std::size_t largest = size_class(slab_limit) + 1;
    const auto idle = [this](std::size_t c) { return classes_[c].free.size() * class_bytes(c); };
    for (std::size_t number = largest; number < class_count; ++number)
        if (idle(number) > idle(largest))
            largest = number;
    Class& one = classes_[largest];
    void* address = one.free.front();
    one.free.erase(one.free.begin());
    --one.blocks;
    *bytes = class_bytes(largest);
    idle_mapped_ -= *bytes;
    existing_ -= *bytes;
    unpoison(address, *bytes);
    return address;
}

/// A block of a class that lives in slabs.
void* MemoryPool::Central::take(std::size_t number) {
    Class& one = classes_[number];
    if (one.free.empty())
        return carve(number);
    void* address = one.free.back();
    one.free.pop_back();
    return address;
}

void* MemoryPool::Central::carve(std::size_t number) {
    Class& one = classes_[number];
    const std::size_t block = class_bytes(number);
    if (one.fresh == one.fresh_end) {
        const std::size_t bytes = slab_bytes(block, one.blocks);
        one.free.reserve(one.blocks + bytes / block);
        one.slabs.reserve(one.slabs.size() + 1);
        one.fresh = static_cast<std::byte*>(map_or_throw(bytes, block));
        one.fresh_end = one.fresh + bytes;
        one.slabs.push_back({one.fresh, bytes});
        poison(one.fresh, bytes);
    }
    ++one.blocks;
    existing_ += block;
    one.fresh += block;
    return one.fresh - block;
}

void* MemoryPool::Central::map_or_throw(std::size_t mapped, std::size_t asked) {
    if (surpass_total(existing_ + mapped))
        trim_locked();
    // The system promises more than it has, and kills who takes it at its word.
    if (asked >= promise_limit && asked > memory_limits().available) {
        trim_locked();
        if (asked > memory_limits().available)
            throw_memory_error(asked);
    }
    void* address = map_pages(mapped);
    if (address == nullptr) {
        trim_locked();
        address = map_pages(mapped);
    }
    if (address == nullptr)
        throw_memory_error(asked);
    return address;
}

void MemoryPool::Central::throw_memory_error(std::size_t asked) {
    const MemoryLimits limits = memory_limits();
    const std::size_t most = std::min(limits.total, total());
    throw MemoryError("cannot allocate " + base::format_bytes(asked) + " (" +
                      std::to_string(asked) +
                      " bytes): " + base::format_bytes(std::min(limits.available, most)) +
                      " available of " + base::format_bytes(most) + " of memory");
}

void MemoryPool::Central::refill(std::size_t number, ThreadLists::List& list) {
    const std::lock_guard lock(mutex);
    const std::uint32_t wanted = capacity_of(number) / 2;
    // The list's last block is used first, so the best one is put there.
    while (list.count < wanted)
        list.blocks[list.count++] = take(number);
    std::reverse(list.blocks.begin(), list.blocks.begin() + list.count);
}

/// Takes back the `count` blocks that were freed longest ago.
void MemoryPool::Central::spill(std::size_t number, ThreadLists::List& list,
                                std::uint32_t count) noexcept {
    const std::lock_guard lock(mutex);
    std::vector<void*>& free = classes_[number].free;
    free.insert(free.end(), list.blocks.begin(), list.blocks.begin() + count);
    std::copy(list.blocks.begin() + count, list.blocks.begin() + list.count, list.blocks.begin());
    list.count -= count;
}

void MemoryPool::Central::enter(ThreadLists* lists) {
    const std::lock_guard lock(mutex);
    threads_.push_back(lists);
}

void MemoryPool::Central::leave(ThreadLists* lists) noexcept {
    for (std::size_t number = 0; number < thread_classes; ++number)
        spill(number, lists->lists[number], lists->lists[number].count);
    const std::lock_guard lock(mutex);
    in_use_ += lists->in_use.load(std::memory_order_relaxed);
    std::erase(threads_, lists);
}

std::size_t MemoryPool::Central::in_use_locked() const {
    std::int64_t bytes = in_use_;
    for (const ThreadLists* lists : threads_)
        bytes += lists->in_use.load(std::memory_order_relaxed);
    return bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
}

std::size_t MemoryPool::Central::bytes_in_use() const {
    const std::lock_guard lock(mutex);
    return in_use_locked();
}

std::size_t MemoryPool::Central::bytes_idle() const {
    const std::lock_guard lock(mutex);
    const std::size_t in_use = in_use_locked();
    return existing_ > in_use ? existing_ - in_use : 0;
}

void MemoryPool::Central::trim() noexcept {
    const std::lock_guard lock(mutex);
    trim_locked();
}

void MemoryPool::Central::trim_locked() noexcept {
    for (std::size_t number = 0; number <= size_class(slab_limit); ++number)
        trim_slabs(number);
    for (std::size_t number = size_class(slab_limit) + 1; number < class_count; ++number) {
        Class& one = classes_[number];
        const std::size_t block = class_bytes(number);
        for (void* address : one.free) {
            unpoison(address, block);
            unmap_pages(address, block);
        }
        one.blocks -= one.free.size();
        existing_ -= one.free.size() * block;
        one.free.clear();
    }
    idle_mapped_ = 0;
}

/// Gives back the slabs whose blocks are all idle.
void MemoryPool::Central::trim_slabs(std::size_t number) noexcept {
    Class& one = classes_[number];
    const std::size_t block = class_bytes(number);
    std::ranges::sort(one.free, std::less<>());
    std::erase_if(one.slabs, [&](const Slab& slab) {
        std::byte* end = slab.begin + slab.bytes;
        const bool growing = one.fresh_end == end;
        const auto carved = static_cast<std::size_t>((growing ? one.fresh : end) - slab.begin);
        const auto first = std::ranges::lower_bound(one.free, slab.begin, std::less<const void*>());
        const auto last = std::ranges::lower_bound(one.free, end, std::less<const void*>());
        if (static_cast<std::size_t>(last - first) * block != carved)
            return false;
        one.free.erase(first, last);
        if (growing)
            one.fresh = one.fresh_end = nullptr;
        one.blocks -= carved / block;
        existing_ -= carved;
        unpoison(slab.begin, slab.bytes);
        unmap_pages(slab.begin, slab.bytes);
        return true;
    });
}

}  // namespace tenon::runtime::cpu
