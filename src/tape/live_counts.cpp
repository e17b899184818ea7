// SPDX-License-Identifier: MIT
#include "tape/live_counts.hpp"

#include <memory>
#include <mutex>
#include <vector>

namespace tenon::tape {

constinit thread_local LiveCounts* live_counts_block = nullptr;

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

struct Leaver {
    ~Leaver() {
        const std::scoped_lock lock(blocks().mutex);
        blocks().free.push_back(live_counts_block);
        live_counts_block = &blocks().of_ended_threads;
    }
};

void take_block() {
    const std::scoped_lock lock(blocks().mutex);
    if (blocks().free.empty()) {
        blocks().all.push_back(std::make_unique<LiveCounts>());
        blocks().free.push_back(blocks().all.back().get());
    }
    live_counts_block = blocks().free.back();
    blocks().free.pop_back();
    live_counts_block->own = true;
}

}  // namespace

LiveCounts& take_live_counts() noexcept {
    take_block();
    thread_local const Leaver leaver;
    return *live_counts_block;
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
