// SPDX-License-Identifier: MIT
// The memory pool under many threads, and in forked children.
#include <atomic>
#include <cstring>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "child.hpp"
#include "runtime/cpu/pool.hpp"

namespace tenon::runtime::cpu {
namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

struct Buffer {
    void* address;
    std::size_t bytes;
};

TEST(MemoryPoolThreads, LetsThreadsFreeWhatOthersTook) {
    MemoryPool pool;
    constexpr int count = 2000;
    std::vector<Buffer> buffers(count);
    for (int i = 0; i < count; ++i)
        buffers[i] = {pool.allocate(static_cast<std::size_t>(i) * 20),
                      static_cast<std::size_t>(i) * 20};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = t; i < count; i += 4)
                pool.release(buffers[i].address, buffers[i].bytes);
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(pool.bytes_in_use(), 0u);
    pool.trim();
    EXPECT_EQ(pool.bytes_idle(), 0u) << "threads that ended have given their lists back";
}

TEST(MemoryPoolThreads, ServesManyThreadsAtOnce) {
    MemoryPool pool;
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < 4; ++t)
        threads.emplace_back([&pool, t] {
            std::mt19937 random(t);
            std::vector<Buffer> live;
            for (int i = 0; i < 5000; ++i) {
                const std::size_t bytes = (random() % 600000) >> (random() % 18);
                auto* address = static_cast<char*>(pool.allocate(bytes + 1));
                *address = static_cast<char>(t);
                live.push_back({address, bytes + 1});
                if (live.size() > 50) {
                    const std::size_t chosen = random() % live.size();
                    ASSERT_EQ(*static_cast<char*>(live[chosen].address), static_cast<char>(t));
                    pool.release(live[chosen].address, live[chosen].bytes);
                    live[chosen] = live.back();
                    live.pop_back();
                }
            }
            for (const Buffer& one : live)
                pool.release(one.address, one.bytes);
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(pool.bytes_in_use(), 0u);
}

TEST(MemoryPoolThreads, WorksInAChildForkedWhileThreadsUseIt) {
    MemoryPool pool;
    std::atomic<bool> stop{false};
    std::vector<std::thread> threads;
    for (int t = 0; t < 2; ++t)
        threads.emplace_back([&] {
            while (!stop)
                for (std::size_t bytes : {std::size_t{100000}, std::size_t{70000}, std::size_t{90}})
                    pool.release(pool.allocate(bytes), bytes);
        });
    for (int i = 0; i < 20; ++i)
        EXPECT_TRUE(succeeds_in_child([&pool] {
            for (std::size_t bytes : {std::size_t{90}, std::size_t{100000}, 3 * mebibyte}) {
                void* address = pool.allocate(bytes);
                std::memset(address, 1, bytes);
                pool.release(address, bytes);
            }
            return true;
        }));
    stop = true;
    for (std::thread& thread : threads)
        thread.join();
}

TEST(MemoryPoolThreads, MayDieBeforeTheThreadsThatUsedIt) {
    auto pool = std::make_unique<MemoryPool>();
    std::atomic<int> step{0};
    std::thread thread([&] {
        pool->release(pool->allocate(100), 100);
        step = 1;
        while (step != 2)
            std::this_thread::yield();
    });
    while (step != 1)
        std::this_thread::yield();
    pool.reset();
    MemoryPool other;
    other.release(other.allocate(100), 100);
    step = 2;
    thread.join();
}

}  // namespace
}  // namespace tenon::runtime::cpu
