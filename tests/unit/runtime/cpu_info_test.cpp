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
    EXPECT_FALSE(info.model.empty());
    EXPECT_GE(info.usable, 1);
}

TEST(CpuInfo, ReadsCachesFromTheSystem) {
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
    const CpuInfo info = read_cpu_info(folder.path());
    ASSERT_EQ(info.caches.size(), 4u);
    EXPECT_EQ(info.caches[0].type, "Instruction");
    EXPECT_EQ(info.caches[1].bytes, std::size_t{48} << 10);
    EXPECT_EQ(info.caches[2].bytes, std::size_t{2} << 20);
    EXPECT_EQ(info.caches[3].bytes, std::size_t{480} << 20);
    EXPECT_EQ(info.caches[2].shared_by, 2);
    EXPECT_EQ(info.caches[3].shared_by, 64);
}

TEST(CpuInfo, HasNoCachesWhenTheSystemTellsNonsense) {
    const ScratchFolder folder;
    const std::string cache = folder.path() + "/sys/devices/system/cpu/cpu0/cache/index0";
    std::filesystem::create_directories(cache);
    std::ofstream(cache + "/level") << "x\n";
    EXPECT_TRUE(read_cpu_info(folder.path()).caches.empty());
}

}  // namespace
}  // namespace tenon::runtime::cpu
