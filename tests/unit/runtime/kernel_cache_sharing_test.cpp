// SPDX-License-Identifier: MIT
// Many processes, many threads, and disks that are full.
#include <sys/resource.h>

#include <csignal>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "kernel_cache_fixture.hpp"

namespace tenon::runtime {
namespace {

TEST_F(KernelCache, ServesEightProcessesAtOnce) {
    constexpr std::uint64_t shared = 20;
    std::vector<pid_t> children;
    for (unsigned child = 0; child < 8; ++child)
        children.push_back(start_child([this, child] {
            const ObjectCache cache(folder());
            std::mt19937 random(child);
            bool right = true;
            for (int i = 0; i < 300; ++i) {
                const std::uint64_t number = random() % shared;
                const std::size_t bytes = 500 + number * 100;
                if (random() % 2 == 0)
                    cache.store(key(number), object(bytes, static_cast<char>('a' + number)));
                else if (const auto found = cache.find(key(number)))
                    right &= found->bytes == std::string(bytes, static_cast<char>('a' + number));
                const std::uint64_t own = 1000 + child;
                cache.store(key(own), object(own));
                const auto mine = cache.find(key(own));
                right &= mine && mine->bytes.size() == own;
            }
            return right && warnings_.empty();
        }));
    for (const pid_t child : children)
        EXPECT_TRUE(succeeds(child));
    const ObjectCache cache(folder());
    EXPECT_EQ(cache.stats().files, shared + 8);
    EXPECT_EQ(files(), shared + 8) << "nothing half-written is left";
}

TEST_F(KernelCache, StaysBelowItsLimitUnderManyProcesses) {
    std::vector<pid_t> children;
    for (unsigned child = 0; child < 4; ++child)
        children.push_back(start_child([this, child] {
            const ObjectCache cache(folder(), 100'000);
            for (std::uint64_t i = 0; i < 200; ++i)
                cache.store(key(child * 1000 + i), object(1000));
            return warnings_.empty();
        }));
    for (const pid_t child : children)
        EXPECT_TRUE(succeeds(child));
    // Each process sees the others' files only every now and then.
    EXPECT_LE(ObjectCache(folder()).stats().bytes, 4u * 100'000u);
}

TEST_F(KernelCache, ServesManyThreadsAtOnce) {
    const ObjectCache cache(folder());
    std::vector<std::thread> threads;
    for (std::uint64_t t = 0; t < 4; ++t)
        threads.emplace_back([&cache, t] {
            for (std::uint64_t i = 0; i < 50; ++i) {
                cache.store(key(i % 5), object(100));
                cache.store(key(100 + t), object(200));
                EXPECT_TRUE(cache.find(key(100 + t)));
                EXPECT_TRUE(cache.find(key(i % 5)));
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(files(), 9u);
}

TEST_F(KernelCache, GivesUpQuietlyWhenTheDiskIsFull) {
    EXPECT_TRUE(succeeds_in_child([this] {
        const ObjectCache cache(folder());
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{2000, 2000};
        setrlimit(RLIMIT_FSIZE, &limit);
        for (std::uint64_t i = 0; i < 3; ++i)
            cache.store(key(i), object(50'000));
        cache.store(key(9), object(100));
        return files() == 1 && cache.find(key(9)) && warnings_.size() == 1;
    }));
}

TEST_F(KernelCache, RemovesWhatKilledProcessesLeft) {
    const ObjectCache cache(folder());
    const fs::path left = folder() + "/.new-123-1-5";
    const fs::path fresh = folder() + "/.new-124-1-5";
    write(left, "half");
    write(fresh, "half");
    make_old(left, std::chrono::hours(2));
    cache.store(key(1), object(10));
    EXPECT_FALSE(fs::exists(left));
    EXPECT_TRUE(fs::exists(fresh)) << "may be another process at work";
}

}  // namespace
}  // namespace tenon::runtime
