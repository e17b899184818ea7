// SPDX-License-Identifier: MIT
#include "tape/live_counts.hpp"

#include <memory>
#include <mutex>
#include <vector>

namespace tenon::tape {

namespace {

/// All blocks, for the process's life: a thread that ends leaves its block, with its counts, to a
/// later one.
struct Blocks {
    std::mutex mutex;
    std::vector<std::unique_ptr<LiveCounts>> all;
    std::vector<LiveCounts*> free;
    LiveCounts of_ended_threads;
};

Blocks& blocks() {
    static auto& found = *new Blocks;  // used by destructors of thread-local objects
    return found;
}

thread_local LiveCounts* mine = nullptr;

struct Leaver {
    ~Leaver() {
        const std::scoped_lock lock(blocks().mutex);
        blocks().free.push_back(mine);
        mine = &blocks().of_ended_threads;
    }
};

void take_block() {
    const std::scoped_lock lock(blocks().mutex);
    if (blocks().free.empty()) {
        blocks().all.push_back(std::make_unique<LiveCounts>());
        blocks().free.push_back(blocks().all.back().get());
    }
    mine = blocks().free.back();
    blocks().free.pop_back();
    mine->own = true;
}

}  // namespace

LiveCounts& live_counts() noexcept {
    if (mine == nullptr) [[unlikely]] {
        take_block();
        thread_local const Leaver leaver;
    }
    return *mine;
}

std::int64_t total_of(LiveCounts::Count count) noexcept {
    const std::scoped_lock lock(blocks().mutex);
    const auto read = [&](const LiveCounts& block) {
        return (block.*count).load(std::memory_order_relaxed);
    };
    std::int64_t total = read(blocks().of_ended_threads);
    for (const auto& block : blocks().all)
        total += read(*block);
    return total;
}

}  // namespace tenon::tape
