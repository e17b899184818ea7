// SPDX-License-Identifier: MIT
// A process may end at any time, also while a kernel is being compiled in the background.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>
#include <tenon/tenon.hpp>
#include <unistd.h>

namespace tenon::testing {

namespace {

/// Work that is new to the kernel cache, so that the compiler starts; then an exit after a moment.
void compute_and_exit(int round) {
    const Array x = linspace(0, 1, 100'000).eval();
    Array y = x;
    for (int i = 0; i < 20 + round; ++i)
        y = sin(y) * x + 0.1;
    y.eval();
    std::this_thread::sleep_for(std::chrono::milliseconds(2 * round));
    std::exit(0);
}

}  // namespace

TEST(ExitDeathTest, WhileCompiling) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const std::string folder = ::testing::TempDir() + "tenon_exit_" + std::to_string(getpid());
    const char* const before = std::getenv("TENON_CACHE_DIR");
    const std::string usual = before != nullptr ? before : "";
    setenv("TENON_CACHE_DIR", folder.c_str(), 1);
    for (int round = 0; round < 8; ++round)
        EXPECT_EXIT(compute_and_exit(round), ::testing::ExitedWithCode(0), "") << round;
    setenv("TENON_CACHE_DIR", usual.c_str(), 1);
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
}

}  // namespace tenon::testing
