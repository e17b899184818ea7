// SPDX-License-Identifier: MIT
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <tenon/error.hpp>

#include "runtime/device.hpp"

namespace tenon::runtime {
namespace {

void entry_of_context(const void* context, const std::int64_t* args, std::int64_t, std::int64_t,
                      std::int64_t, std::int64_t) {
    *reinterpret_cast<int*>(args[0]) = *static_cast<const int*>(context);
}

Entry entry_with(int value, bool compiled) {
    auto number = std::make_shared<const int>(value);
    return {entry_of_context, number.get(), number, compiled};
}

int run(const Entry& entry) {
    int result = 0;
    const std::int64_t args[] = {reinterpret_cast<std::int64_t>(&result)};
    entry.function(entry.context, args, 0, 1, 0, 1);
    return result;
}

TEST(Program, RunsTheLastEntry) {
    Program program(entry_with(1, false));
    EXPECT_EQ(run(program.entry()), 1);
    EXPECT_FALSE(program.entry().compiled);
    program.replace(entry_with(2, true));
    EXPECT_EQ(run(program.entry()), 2);
    EXPECT_TRUE(program.entry().compiled);
}

TEST(Program, KeepsFormerEntriesAliveAsLongAsItself) {
    std::weak_ptr<const void> owner;
    {
        Program program(entry_with(1, false));
        const Entry& first = program.entry();
        owner = first.owner;
        for (int i = 2; i < 100; ++i)
            program.replace(entry_with(i, true));
        EXPECT_EQ(run(first), 1);
        EXPECT_FALSE(owner.expired());
    }
    EXPECT_TRUE(owner.expired());
}

TEST(Program, RefusesAnEntryWithoutCode) { EXPECT_THROW(Program{Entry{}}, InternalError); }

TEST(Program, CanBeReplacedWhileOthersRunIt) {
    Program program(entry_with(1, false));
    std::atomic<bool> stop{false};
    std::vector<std::thread> runners;
    for (int i = 0; i < 2; ++i)
        runners.emplace_back([&] {
            while (!stop) {
                const int value = run(program.entry());
                ASSERT_TRUE(value >= 1 && value <= 100);
            }
        });
    for (int i = 2; i <= 100; ++i)
        program.replace(entry_with(i, true));
    stop = true;
    for (std::thread& runner : runners)
        runner.join();
    EXPECT_EQ(run(program.entry()), 100);
}

}  // namespace
}  // namespace tenon::runtime
