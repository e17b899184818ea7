// SPDX-License-Identifier: MIT
#include "runtime/cpu/pool.hpp"

#include <sys/resource.h>

#include <cstring>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <tenon/error.hpp>

#include "child.hpp"
#include "runtime/cpu/mapping.hpp"
#include "runtime/cpu/memory_limits.hpp"

namespace tenon::runtime::cpu {
namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

struct Buffer {
    void* address;
    std::size_t bytes;
};

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

TEST(SizeClasses, HoldWhatIsAskedForAndLoseLittle) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 100000; ++i) {
        const std::size_t bytes = (random() >> 3) >> (random() % 61);
        const std::size_t block = class_bytes(size_class(bytes));
        ASSERT_GE(block, bytes);
        ASSERT_EQ(block % alignment, 0u);
        ASSERT_LE(block, bytes + bytes / 8 + alignment) << bytes;
        ASSERT_EQ(size_class(block), size_class(bytes));
    }
}

TEST(SizeClasses, AreNumberedWithoutGaps) {
    for (std::size_t number = 0; number < class_count; ++number) {
        ASSERT_EQ(size_class(class_bytes(number)), number);
        ASSERT_EQ(size_class(class_bytes(number) + 1), number + 1);
    }
}

TEST(MemoryPool, AlignsEverySizeTo64Bytes) {
    MemoryPool pool;
    for (std::size_t bytes :
         {std::size_t{0}, std::size_t{1}, std::size_t{64}, std::size_t{65}, std::size_t{5000},
          std::size_t{40000}, std::size_t{300000}, mebibyte, 5 * mebibyte + 3}) {
        void* address = pool.allocate(bytes);
        ASSERT_NE(address, nullptr);
        EXPECT_EQ(number(address) % alignment, 0u) << bytes;
        std::memset(address, 1, bytes);
        pool.release(address, bytes);
    }
}

TEST(MemoryPool, AlignsLargeBuffersToHugePages) {
    MemoryPool pool;
    for (std::size_t bytes : {2 * mebibyte, 3 * mebibyte + 64, 33 * mebibyte}) {
        void* address = pool.allocate(bytes);
        EXPECT_EQ(number(address) % huge_page, 0u);
        pool.release(address, bytes);
    }
}

TEST(MemoryPool, HandsOutTheBufferFreedLast) {
    MemoryPool pool;
    for (std::size_t bytes :
         {std::size_t{8}, std::size_t{8000}, std::size_t{100000}, mebibyte, 10 * mebibyte}) {
        void* first = pool.allocate(bytes);
        void* second = pool.allocate(bytes);
        pool.release(first, bytes);
        pool.release(second, bytes);
        EXPECT_EQ(pool.allocate(bytes), second) << bytes;
        EXPECT_EQ(pool.allocate(bytes), first) << bytes;
        pool.release(first, bytes);
        pool.release(second, bytes);
    }
}

TEST(MemoryPool, NeverHandsOutOverlappingBuffers) {
    MemoryPool pool;
    std::mt19937_64 random(2);
    std::vector<Buffer> live;
    for (int i = 0; i < 20000; ++i) {
        if (live.size() < 200 && random() % 2 == 0) {
            const std::size_t bytes = (random() % (4 * mebibyte)) >> (random() % 20);
            auto* address = static_cast<unsigned char*>(pool.allocate(bytes));
            if (bytes > 0)
                address[0] = address[bytes - 1] = static_cast<unsigned char>(live.size());
            live.push_back({address, bytes});
        } else if (!live.empty()) {
            const Buffer last = live.back();
            live.pop_back();
            if (last.bytes > 0) {
                const auto* bytes = static_cast<const unsigned char*>(last.address);
                ASSERT_EQ(bytes[0], static_cast<unsigned char>(live.size()));
                ASSERT_EQ(bytes[last.bytes - 1], static_cast<unsigned char>(live.size()));
            }
            pool.release(last.address, last.bytes);
        }
    }
    for (const Buffer& one : live)
        pool.release(one.address, one.bytes);
    EXPECT_EQ(pool.bytes_in_use(), 0u);
}

TEST(MemoryPool, CountsWhatIsInUseAndWhatIsIdle) {
    MemoryPool pool;
    EXPECT_EQ(pool.bytes_in_use(), 0u);
    EXPECT_EQ(pool.bytes_idle(), 0u);
    void* small = pool.allocate(1000);
    void* large = pool.allocate(8 * mebibyte);
    EXPECT_EQ(pool.bytes_in_use(), 1024 + 8 * mebibyte);
    pool.release(large, 8 * mebibyte);
    EXPECT_EQ(pool.bytes_in_use(), 1024u);
    EXPECT_GE(pool.bytes_idle(), 8 * mebibyte);
    pool.release(small, 1000);
    EXPECT_EQ(pool.bytes_in_use(), 0u);
}

TEST(MemoryPool, GivesIdleMemoryBackWhenTrimmed) {
    MemoryPool pool;
    std::vector<Buffer> live;
    for (std::size_t bytes : {std::size_t{100}, std::size_t{20000}, std::size_t{200000}, mebibyte})
        for (int i = 0; i < 300; ++i)
            live.push_back({pool.allocate(bytes), bytes});
    // One buffer of each size stays: its slab must survive, and its contents.
    std::vector<Buffer> kept;
    for (std::size_t i = 0; i < live.size(); ++i) {
        if (i % 300 == 150) {
            std::memset(live[i].address, 7, live[i].bytes);
            kept.push_back(live[i]);
        } else {
            pool.release(live[i].address, live[i].bytes);
        }
    }
    const std::size_t before = pool.bytes_idle();
    pool.trim();
    EXPECT_LT(pool.bytes_idle(), before / 4);
    for (const Buffer& one : kept) {
        EXPECT_EQ(static_cast<const char*>(one.address)[one.bytes - 1], 7);
        pool.release(one.address, one.bytes);
    }
    pool.trim();
    EXPECT_EQ(pool.bytes_idle(), 0u);
    // And it works as before.
    void* again = pool.allocate(100);
    std::memset(again, 1, 100);
    pool.release(again, 100);
}

TEST(MemoryPool, BoundsWhatItKeepsAndDropsTheOldest) {
    MemoryPool pool({std::size_t{1} << 40, 20 * mebibyte});
    std::vector<void*> blocks;
    for (int i = 0; i < 8; ++i)
        blocks.push_back(pool.allocate(4 * mebibyte));
    for (void* block : blocks)
        pool.release(block, 4 * mebibyte);
    EXPECT_EQ(pool.bytes_idle(), 20 * mebibyte);
    EXPECT_EQ(pool.allocate(4 * mebibyte), blocks.back());
    pool.release(blocks.back(), 4 * mebibyte);
    void* huge = pool.allocate(40 * mebibyte);
    pool.release(huge, 40 * mebibyte);
    EXPECT_LE(pool.bytes_idle(), 20 * mebibyte);
}

TEST(MemoryPool, RefusesMoreThanTheMachineHas) {
    MemoryPool pool;
    for (std::size_t bytes : {std::size_t{1} << 50, SIZE_MAX, SIZE_MAX - 64}) {
        try {
            pool.allocate(bytes);
            FAIL() << "no error";
        } catch (const MemoryError& error) {
            const std::string text = error.what();
            EXPECT_NE(text.find(std::to_string(bytes)), std::string::npos) << text;
            EXPECT_NE(text.find("available"), std::string::npos) << text;
        }
    }
}

TEST(MemoryPool, RefusesWhatTheSystemWouldPromiseButDoesNotHave) {
    MemoryPool pool({.total = SIZE_MAX / 2});
    EXPECT_THROW(pool.allocate(memory_limits().available + 1024 * mebibyte), MemoryError);
}

TEST(MemoryPool, GivesIdleMemoryBackBeforeItGrowsPastTheLimit) {
    MemoryPool pool({64 * mebibyte, 64 * mebibyte});
    void* first = pool.allocate(40 * mebibyte);
    pool.release(first, 40 * mebibyte);
    void* second = pool.allocate(60 * mebibyte);
    EXPECT_EQ(pool.bytes_idle(), 0u);
    pool.release(second, 60 * mebibyte);
}

#if TENON_TEST_LIMITED_ADDRESSES
std::size_t memory_mapped() {
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages * 4096;
}

TEST(MemoryPool, TrimsAndThenRefusesWhenTheSystemGivesNoMore) {
    EXPECT_TRUE(succeeds_in_child([] {
        MemoryPool pool;
        // What is mapped now cannot be taken back.
        const std::size_t limit = 1024 * mebibyte + memory_mapped();
        const rlimit addresses{limit, limit};
        if (setrlimit(RLIMIT_AS, &addresses) != 0)
            return false;
        void* idle = pool.allocate(500 * mebibyte);
        pool.release(idle, 500 * mebibyte);
        void* larger = pool.allocate(700 * mebibyte);  // fits only when the idle block goes
        std::memset(larger, 1, 100);
        try {
            pool.allocate(800 * mebibyte);
            return false;
        } catch (const MemoryError& error) {
            if (std::string(error.what()).find("available of") == std::string::npos)
                return false;
        }
        pool.release(larger, 700 * mebibyte);
        return pool.allocate(800 * mebibyte) != nullptr;
    }));
}
#endif

}  // namespace
}  // namespace tenon::runtime::cpu
