// SPDX-License-Identifier: MIT
#include "runtime/cpu/cpu_info.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "scratch_folder.hpp"

namespace tenon::runtime::cpu {
namespace {

TEST(CpuInfo, OfThisMachineIsSensible) {
    const CpuInfo& info = cpu_info();
    EXPECT_FALSE(info.vendor.empty());
    EXPECT_FALSE(info.model.empty());
    EXPECT_TRUE(info.vector_bits == 128 || info.vector_bits == 256 || info.vector_bits == 512);
    EXPECT_GE(info.logical, info.physical);
    EXPECT_GE(info.usable, 1);
    EXPECT_GT(info.memory_bytes, std::size_t{1} << 28);
}

TEST(CpuInfo, ReadsCachesAndCoresFromTheSystem) {
    const ScratchFolder folder;
    const auto put = [&folder](const std::string& path, const std::string& text) {
        const std::filesystem::path full = folder.path() + "/sys/devices/system/cpu/cpu0/" + path;
        std::filesystem::create_directories(full.parent_path());
        std::ofstream(full) << text << "\n";
    };
    for (const auto& [index, level, type, size, shared] :
         {std::tuple{"0", "1", "Instruction", "32K", "0"},
          {"1", "1", "Data", "48K", "0"},
          {"2", "2", "Unified", "2048K", "0,64"},
          {"3", "3", "Unified", "480M", "0-31,64-95"}}) {
        const std::string cache = std::string("cache/index") + index + "/";
        put(cache + "level", level);
        put(cache + "type", type);
        put(cache + "size", size);
        put(cache + "shared_cpu_list", shared);
    }
    put("topology/thread_siblings_list", "0,64");
    const CpuInfo info = read_cpu_info(folder.path());
    ASSERT_EQ(info.caches.size(), 4u);
    EXPECT_EQ(info.cache_bytes(1), std::size_t{48} << 10);
    EXPECT_EQ(info.cache_bytes(2), std::size_t{2} << 20);
    EXPECT_EQ(info.cache_bytes(3), std::size_t{480} << 20);
    EXPECT_EQ(info.cache_bytes(4), 0u);
    EXPECT_EQ(info.caches[2].shared_by, 2);
    EXPECT_EQ(info.caches[3].shared_by, 64);
    EXPECT_EQ(info.physical, 1);
}

TEST(CpuInfo, HasNoCachesWhenTheSystemTellsNonsense) {
    const ScratchFolder folder;
    const std::string cache = folder.path() + "/sys/devices/system/cpu/cpu0/cache/index0";
    std::filesystem::create_directories(cache);
    std::ofstream(cache + "/level") << "x\n";
    EXPECT_TRUE(read_cpu_info(folder.path()).caches.empty());
}

TEST(MeasureBandwidth, FindsSomePlausibleSpeed) {
    const double gigabytes = measure_bandwidth(std::size_t{4} << 20);
    EXPECT_GT(gigabytes, 0.01);
    EXPECT_LT(gigabytes, 1e5);
}

}  // namespace
}  // namespace tenon::runtime::cpu
