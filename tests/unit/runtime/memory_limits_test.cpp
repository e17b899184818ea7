// SPDX-License-Identifier: MIT
#include "runtime/cpu/memory_limits.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "scratch_folder.hpp"

namespace tenon::runtime::cpu {
namespace {

constexpr std::size_t gibibyte = std::size_t{1} << 30;

class MemoryLimitsFiles : public testing::Test {
protected:
    void put(const std::string& path, const std::string& text) {
        const std::filesystem::path full = folder_.path() + path;
        std::filesystem::create_directories(full.parent_path());
        std::ofstream(full) << text;
    }
    void put_machine() {
        put("/proc/meminfo", "MemTotal:       8388608 kB\nMemFree:  1024 kB\n"
                             "MemAvailable:   4194304 kB\n");
    }
    MemoryLimits read() { return memory_limits(folder_.path()); }

private:
    ScratchFolder folder_;
};

TEST_F(MemoryLimitsFiles, AreTheMachinesWithoutGroups) {
    put_machine();
    EXPECT_EQ(read().total, 8 * gibibyte);
    EXPECT_EQ(read().available, 4 * gibibyte);
}

TEST_F(MemoryLimitsFiles, AreLoweredByAControlGroupAndByThoseAroundIt) {
    put_machine();
    put("/proc/self/cgroup", "0::/outer/inner\n");
    put("/sys/fs/cgroup/outer/inner/memory.max", "max\n");
    put("/sys/fs/cgroup/outer/memory.max", std::to_string(2 * gibibyte) + "\n");
    put("/sys/fs/cgroup/outer/memory.current", std::to_string(gibibyte) + "\n");
    put("/sys/fs/cgroup/outer/memory.stat", "anon 1\ninactive_file " +
                                                std::to_string(gibibyte / 4) + "\nactive_file " +
                                                std::to_string(gibibyte / 4) + "\n");
    EXPECT_EQ(read().total, 2 * gibibyte);
    EXPECT_EQ(read().available, gibibyte + gibibyte / 2);
}

TEST_F(MemoryLimitsFiles, KnowTheOldLayoutOfControlGroups) {
    put_machine();
    put("/proc/self/cgroup", "4:cpu,cpuacct:/x\n5:memory:/docker/1\n");
    put("/sys/fs/cgroup/memory/docker/1/memory.limit_in_bytes", std::to_string(gibibyte) + "\n");
    put("/sys/fs/cgroup/memory/docker/1/memory.usage_in_bytes", "0\n");
    put("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    EXPECT_EQ(read().total, gibibyte);
    EXPECT_EQ(read().available, gibibyte);
}

TEST_F(MemoryLimitsFiles, DoNotLimitWhenNothingCanBeRead) {
    EXPECT_EQ(read().total, SIZE_MAX);
    EXPECT_EQ(read().available, SIZE_MAX);
}

TEST(MemoryLimits, OfThisMachineAreSensible) {
    const MemoryLimits limits = memory_limits();
    EXPECT_GT(limits.total, gibibyte / 4);
    EXPECT_LE(limits.available, limits.total);
    EXPECT_GT(limits.available, 0u);
}

}  // namespace
}  // namespace tenon::runtime::cpu
