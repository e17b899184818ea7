// SPDX-License-Identifier: MIT
#include "runtime/test_device/test_device.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <tenon/error.hpp>

#include "child.hpp"

namespace tenon::runtime {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// args[0][i] += args[1]
void add_entry(const void*, const std::int64_t* args, std::int64_t, std::int64_t,
               std::int64_t begin, std::int64_t end) {
    auto* data = reinterpret_cast<std::int64_t*>(args[0]);
    for (std::int64_t i = begin; i < end; ++i)
        data[i] += args[1];
}

void double_entry(const void*, const std::int64_t* args, std::int64_t, std::int64_t,
                  std::int64_t begin, std::int64_t end) {
    auto* data = reinterpret_cast<std::int64_t*>(args[0]);
    for (std::int64_t i = begin; i < end; ++i)
        data[i] *= 2;
}

void throw_entry(const void*, const std::int64_t*, std::int64_t, std::int64_t, std::int64_t,
                 std::int64_t) {
    throw std::runtime_error("the kernel broke");
}

class TestDeviceTest : public testing::Test {
protected:
    static constexpr std::size_t bytes = 10 * sizeof(std::int64_t);

    TestDeviceTest() {
        values_ = device_.allocate(bytes);
        std::vector<std::int64_t> numbers(10);
        std::iota(numbers.begin(), numbers.end(), 0);
        device_.copy_from_host(values_, numbers.data(), bytes);
    }
    ~TestDeviceTest() override { device_.release(values_, bytes); }

    Launch launch(EntryFn function, std::int64_t number = 0, std::int64_t first = 0) {
        Launch one;
        one.program = std::make_shared<Program>(Entry{function, nullptr, nullptr, true});
        one.args = {reinterpret_cast<std::int64_t>(values_) + first * 8, number};
        one.address_words = {0};
        one.space.inner = 10 - first;
        return one;
    }
    std::int64_t value(std::size_t index) {
        std::int64_t number = 0;
        device_.copy_to_host(&number, static_cast<std::int64_t*>(values_) + index, sizeof number);
        return number;
    }

    TestDevice device_;
    void* values_ = nullptr;
};

TEST_F(TestDeviceTest, RunsLaunchesInOrder) {
    device_.set_delay(milliseconds(5));
    device_.submit(launch(add_entry, 100));
    device_.submit(launch(double_entry));
    device_.submit(launch(add_entry, 1));
    EXPECT_EQ(value(3), (3 + 100) * 2 + 1);
    EXPECT_EQ(device_.launches(), 3u);
}

TEST_F(TestDeviceTest, RunsLater) {
    device_.set_delay(milliseconds(100));
    const auto start = steady_clock::now();
    const Ticket ticket = device_.submit(launch(add_entry, 1));
    EXPECT_LT(steady_clock::now() - start, milliseconds(90));
    EXPECT_LT(device_.completed(), ticket.sequence);
    device_.wait(ticket);
    EXPECT_GE(device_.completed(), ticket.sequence);
    EXPECT_GE(steady_clock::now() - start, milliseconds(100));
}

TEST_F(TestDeviceTest, TranslatesAddressesInsideABlock) {
    device_.submit(launch(add_entry, 50, 4));
    EXPECT_EQ(value(3), 3);
    EXPECT_EQ(value(4), 54);
}

TEST_F(TestDeviceTest, HandsOutAddressesThatTheHostCannotTouch) {
    EXPECT_FALSE(device_.host_accessible());
    const pid_t child = fork();
    if (child == 0) {
        std::signal(SIGSEGV, SIG_DFL);
        std::signal(SIGBUS, SIG_DFL);
        const int number = *static_cast<volatile int*>(values_);
        _exit(number == 0 ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status));
}

TEST_F(TestDeviceTest, FillsFreshMemoryWithJunk) {
    void* fresh = device_.allocate(16);
    unsigned char data[16] = {};
    device_.copy_to_host(data, fresh, 16);
    EXPECT_EQ(data[0], 0xa5);
    EXPECT_EQ(data[15], 0xa5);
    device_.release(fresh, 16);
}

TEST_F(TestDeviceTest, CountsItsMemory) {
    EXPECT_EQ(device_.bytes_in_use(), bytes);
    void* more = device_.allocate(1000);
    EXPECT_EQ(device_.bytes_in_use(), bytes + 1000);
    device_.release(more, 1000);
    EXPECT_EQ(device_.bytes_in_use(), bytes);
    EXPECT_EQ(device_.bytes_idle(), 0u);
}

TEST_F(TestDeviceTest, KeepsReleasedMemoryForTheWorkQueuedBefore) {
    device_.set_delay(milliseconds(20));
    void* temporary = device_.allocate(bytes);
    Launch one = launch(add_entry, 1);
    one.args[0] = reinterpret_cast<std::int64_t>(temporary);
    device_.submit(one);
    device_.release(temporary, bytes);
    device_.synchronize();
    EXPECT_THROW(device_.submit(one), InternalError) << "released";
}

TEST_F(TestDeviceTest, RefusesAddressesThatAreNotItsOwn) {
    std::int64_t host = 0;
    Launch wrong = launch(add_entry);
    wrong.args[0] = reinterpret_cast<std::int64_t>(&host);
    EXPECT_THROW(device_.submit(wrong), InternalError);
    EXPECT_THROW(device_.copy_to_host(&host, &host, sizeof host), InternalError);
    EXPECT_THROW(device_.copy_to_host(&host, values_, bytes + 1), InternalError);
    Launch no_word = launch(add_entry);
    no_word.address_words = {7};
    EXPECT_THROW(device_.submit(no_word), InternalError);
    const Program program(Entry{add_entry, nullptr, nullptr, true});
    EXPECT_THROW(device_.submit_now(program, wrong.args.data(), Space{}), InternalError);
}

TEST_F(TestDeviceTest, IsLostAfterALaunchFails) {
    device_.set_failures({.launch = 2});
    const Ticket good = device_.submit(launch(add_entry, 1));
    device_.wait(good);
    device_.set_delay(milliseconds(10));
    const Ticket bad = device_.submit(launch(add_entry, 10));
    try {
        device_.wait(bad);
        FAIL() << "no error";
    } catch (const DeviceError& error) {
        EXPECT_NE(std::string(error.what()).find("lost"), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("launch 2"), std::string::npos) << error.what();
    }
    EXPECT_NO_THROW(device_.wait(good)) << "it ran before";
    EXPECT_THROW(device_.submit(launch(add_entry, 1)), DeviceError);
    EXPECT_THROW(device_.synchronize(), DeviceError);
    EXPECT_THROW(value(0), DeviceError);
    EXPECT_THROW(device_.allocate(8), DeviceError);
    device_.reset();
    EXPECT_EQ(value(3), 4) << "the failed launch did nothing";
}

TEST_F(TestDeviceTest, RunsNothingThatWasQueuedBehindAFailure) {
    device_.set_delay(milliseconds(100));
    device_.set_failures({.launch = 1});
    device_.submit(launch(add_entry, 1));
    const Ticket last = device_.submit(launch(add_entry, 1));
    EXPECT_THROW(device_.wait(last), DeviceError);
    EXPECT_EQ(device_.launches(), 1u);
    device_.reset();
    EXPECT_EQ(value(0), 0);
}

TEST_F(TestDeviceTest, IsLostWhenAKernelThrowsOrATestSaysSo) {
    const Ticket ticket = device_.submit(launch(throw_entry));
    try {
        device_.wait(ticket);
        FAIL() << "no error";
    } catch (const DeviceError& error) {
        EXPECT_NE(std::string(error.what()).find("the kernel broke"), std::string::npos);
    }
    device_.reset();
    EXPECT_NO_THROW(device_.synchronize());
    device_.lose("unplugged");
    EXPECT_THROW(device_.submit(launch(add_entry)), DeviceError);
    device_.reset();
}

TEST_F(TestDeviceTest, FailsTheAllocationAndTheCopyItIsToldTo) {
    device_.set_failures({.allocation = 2, .copy = 2});
    void* first = device_.allocate(64);
    try {
        device_.allocate(128);
        FAIL() << "no error";
    } catch (const MemoryError& error) {
        EXPECT_NE(std::string(error.what()).find("128 bytes"), std::string::npos) << error.what();
    }
    void* third = device_.allocate(64);
    EXPECT_NO_THROW(value(0));
    EXPECT_THROW(value(0), DeviceError);
    EXPECT_NO_THROW(value(0)) << "the device lives on";
    device_.release(first, 64);
    device_.release(third, 64);
}

TEST_F(TestDeviceTest, TakesWorkFromManyThreads) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([this] {
            for (int i = 0; i < 100; ++i)
                device_.wait(device_.submit(launch(add_entry, 1)));
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(value(0), 400);
}

#if TENON_TEST_THREADS_AFTER_FORK
TEST_F(TestDeviceTest, IsDrainedBeforeAForkAndWorksInTheChild) {
    device_.set_delay(milliseconds(5));
    for (int i = 0; i < 5; ++i)
        device_.submit(launch(add_entry, 1));
    EXPECT_TRUE(succeeds_in_child([this] {
        const bool drained = device_.completed() >= 5;
        device_.submit(launch(add_entry, 100));
        return drained && value(0) == 105;
    }));
    device_.submit(launch(add_entry, 1));
    EXPECT_EQ(value(0), 6);
}

TEST_F(TestDeviceTest, WorksInAChildForkedWhileAThreadSubmits) {
    std::atomic<bool> stop{false};
    std::thread busy([&] {
        while (!stop)
            device_.submit(launch(add_entry, 1));
    });
    for (int i = 0; i < 20; ++i)
        EXPECT_TRUE(succeeds_in_child([this] {
            device_.wait(device_.submit(launch(add_entry, 1)));
            return true;
        }));
    stop = true;
    busy.join();
}
#endif

}  // namespace
}  // namespace tenon::runtime
