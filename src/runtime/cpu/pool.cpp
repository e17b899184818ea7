// SPDX-License-Identifier: MIT
#include "runtime/cpu/pool.hpp"

#include <atomic>
#include <new>
#include <utility>

#include <tenon/error.hpp>

#include "base/text.hpp"
#include "runtime/cpu/poison.hpp"
#include "runtime/cpu/pool_central.hpp"

namespace tenon::runtime::cpu {
namespace {

/// The lists of this thread, for the pool it used last: one pool serves a process, others are made
/// by tests. A plain pointer, so that reading it needs no check of initialisation.
[[gnu::tls_model("initial-exec")]] constinit thread_local MemoryPool::ThreadLists* current =
    nullptr;
/// Blocks may still be released while the thread's other objects are destroyed.
constinit thread_local bool thread_ends = false;

void leave_current() noexcept {
    if (current == nullptr)
        return;
    MemoryPool::ThreadLists* lists = std::exchange(current, nullptr);
    lists->owner->leave(lists);
    delete lists;
}

struct Leaver {
    ~Leaver() {
        leave_current();
        thread_ends = true;
    }
    bool armed = false;
};
thread_local Leaver leaver;

}  // namespace

MemoryPool::MemoryPool(Settings settings)
    : central_(std::make_shared<Central>(settings)),
      fork_registration_(ForkStage::locks, hold_during_fork(central_->mutex)) {}

MemoryPool::~MemoryPool() {
    if (current != nullptr && current->owner == central_)
        leave_current();
}

void* MemoryPool::allocate(std::size_t bytes) {
    ThreadLists* lists = current;
    if (bytes <= thread_limit && lists != nullptr && lists->owner == central_) [[likely]] {
        const std::size_t number = size_class(bytes);
        ThreadLists::List& list = lists->lists[number];
        if (list.count > 0) [[likely]] {
            void* address = list.blocks[--list.count];
            lists->count_in_use(static_cast<std::int64_t>(class_bytes(number)));
            unpoison(address, class_bytes(number));
            return address;
        }
    }
    return allocate_slowly(bytes);
}

void MemoryPool::release(void* address, std::size_t bytes) noexcept {
    ThreadLists* lists = current;
    if (bytes <= thread_limit && lists != nullptr && lists->owner == central_) [[likely]] {
        const std::size_t number = size_class(bytes);
        ThreadLists::List& list = lists->lists[number];
        if (list.count < capacity_of(number)) [[likely]] {
            poison(address, class_bytes(number));
            list.blocks[list.count++] = address;
            lists->count_in_use(-static_cast<std::int64_t>(class_bytes(number)));
            return;
        }
    }
    release_slowly(address, bytes);
}

/// Null when the thread is ending.
MemoryPool::ThreadLists* MemoryPool::bind_this_thread() {
    if (thread_ends)
        return nullptr;
    if (current == nullptr || current->owner != central_) {
        auto lists = std::make_unique<ThreadLists>();
        lists->owner = central_;
        leave_current();
        leaver.armed = true;  // makes sure that it is constructed, and so destroyed
        central_->enter(lists.get());
        current = lists.release();
    }
    return current;
}

void* MemoryPool::allocate_slowly(std::size_t bytes) try {
    ThreadLists* lists = bytes <= thread_limit ? bind_this_thread() : nullptr;
    if (lists == nullptr)
        return central_->allocate(bytes);
    const std::size_t number = size_class(bytes);
    if (lists->lists[number].count == 0)
        central_->refill(number, lists->lists[number]);
    return allocate(bytes);
} catch (const std::bad_alloc&) {
    throw MemoryError("cannot allocate " + base::format_bytes(bytes) + ": no memory is left");
}

void MemoryPool::release_slowly(void* address, std::size_t bytes) noexcept {
    ThreadLists* lists = current;
    if (bytes > thread_limit || lists == nullptr || lists->owner != central_)
        return central_->release(address, bytes);
    const std::size_t number = size_class(bytes);
    ThreadLists::List& list = lists->lists[number];
    central_->spill(number, list, list.count / 2);
    release(address, bytes);
}

std::size_t MemoryPool::bytes_in_use() const { return central_->bytes_in_use(); }

std::size_t MemoryPool::bytes_idle() const { return central_->bytes_idle(); }

void MemoryPool::trim() {
    if (current != nullptr && current->owner == central_)
        for (std::size_t number = 0; number < thread_classes; ++number)
            central_->spill(number, current->lists[number], current->lists[number].count);
    central_->trim();
}

}  // namespace tenon::runtime::cpu
