// SPDX-License-Identifier: MIT
#include "runtime/cpu/threads.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <tenon/error.hpp>

#include "child.hpp"
#include "random_space.hpp"
#include "runtime/interrupt.hpp"

namespace tenon::runtime::cpu {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// What one call of an entry was asked to run.
struct Call {
    std::int64_t outer_begin, outer_end, inner_begin, inner_end;
};
using Body = std::function<void(const Call&)>;

void call_body(const void* context, const std::int64_t*, std::int64_t outer_begin,
               std::int64_t outer_end, std::int64_t inner_begin, std::int64_t inner_end) {
    (*static_cast<const Body*>(context))({outer_begin, outer_end, inner_begin, inner_end});
}

Entry entry_of(Body body, bool compiled) {
    auto owner = std::make_shared<const Body>(std::move(body));
    return {call_body, owner.get(), owner, compiled};
}

Space space_of(std::int64_t outer, std::int64_t inner, double cost_ns) {
    Space space;
    space.outer = outer;
    space.inner = inner;
    space.cost_ns = cost_ns;
    return space;
}

void run(Body body, const Space& space, bool compiled = true) {
    const Program program(entry_of(std::move(body), compiled));
    run_parallel(program, nullptr, space);
}

void work_for(std::chrono::nanoseconds time) {
    const auto end = steady_clock::now() + time;
    while (steady_clock::now() < end) {
    }
}

class Threads : public testing::Test {
protected:
    Threads() {
        ThreadSettings settings;
        settings.threads = 3;  // more than some machines have: the cuts must be right all the same
        set_thread_settings(settings);
    }
    ~Threads() override {
        set_thread_settings({});
        clear_interrupt();
    }
};

/// Fails unless every element of the space is run once.
void expect_full_coverage(const Space& space, bool compiled) {
    std::vector<std::atomic<int>> counts(static_cast<std::size_t>(space.outer * space.inner));
    run(
        [&](const Call& call) {
            EXPECT_EQ(call.inner_begin % space.grain, 0);
            EXPECT_TRUE(call.inner_end % space.grain == 0 || call.inner_end == space.inner);
            for (std::int64_t o = call.outer_begin; o < call.outer_end; ++o)
                for (std::int64_t i = call.inner_begin; i < call.inner_end; ++i)
                    ++counts[static_cast<std::size_t>(o * space.inner + i)];
        },
        space, compiled);
    for (const std::atomic<int>& count : counts)
        ASSERT_EQ(count, 1) << space.outer << " x " << space.inner << " by " << space.grain;
}

TEST_F(Threads, RunEveryElementOnceForRandomSpacesAndSchedules) {
    std::mt19937_64 random(5);
    for (int i = 0; i < 400; ++i) {
        ThreadSettings settings;
        settings.threads = 1 + static_cast<int>(random() % 4);
        settings.schedule = static_cast<Schedule>(random() % 4);
        settings.chunk = random() % 2 == 0 ? 0 : static_cast<std::int64_t>(1 + random() % 500);
        set_thread_settings(settings);
        expect_full_coverage(random_space(random), random() % 2 == 0);
    }
}

TEST_F(Threads, DoNothingForAnEmptySpace) {
    run([](const Call&) { FAIL(); }, space_of(0, 5, 1e9));
    run([](const Call&) { FAIL(); }, space_of(5, 0, 1e9));
}

TEST_F(Threads, LeaveSmallWorkToTheCallerInOneCall) {
    const auto caller = std::this_thread::get_id();
    int calls = 0;
    run(
        [&](const Call& call) {
            EXPECT_EQ(std::this_thread::get_id(), caller);
            EXPECT_EQ(call.inner_end, 1000);
            ++calls;
        },
        space_of(1, 1000, 1.0), false);
    EXPECT_EQ(calls, 1);
}

TEST_F(Threads, CallASerialLaunchOnce) {
    Space space = space_of(1000, 1000, 1000.0);
    space.serial = true;
    int calls = 0;
    run([&](const Call&) { ++calls; }, space, false);
    EXPECT_EQ(calls, 1);
}

TEST_F(Threads, ShareOutLargeWork) {
    std::mutex mutex;
    std::set<std::thread::id> seen;
    run(
        [&](const Call&) {
            work_for(milliseconds(5));
            const std::lock_guard lock(mutex);
            seen.insert(std::this_thread::get_id());
        },
        space_of(1, 300, 100e3));
    EXPECT_EQ(seen.size(), 3u);
}

TEST_F(Threads, AskForTheEntryAnewForEveryChunk) {
    std::atomic<int> slow{0};
    std::atomic<int> fast{0};
    Program* running = nullptr;
    Program program(entry_of(
        [&](const Call& call) {
            work_for(std::chrono::nanoseconds(10) * (call.inner_end - call.inner_begin));
            if (++slow == 4)
                running->replace(entry_of([&](const Call&) { ++fast; }, true));
        },
        false));
    running = &program;
    run_parallel(program, nullptr, space_of(1, 1'000'000, 10.0));
    EXPECT_GE(slow, 4);
    EXPECT_LE(slow, 12);
    EXPECT_GE(fast, 1);
}

TEST_F(Threads, CutSlowCodeIntoShortChunksEvenWhenTheEstimateIsWrong) {
    // Claims 1 ns for an element, takes 100.
    std::atomic<std::int64_t> longest{0};
    run(
        [&](const Call& call) {
            const std::int64_t elements = call.inner_end - call.inner_begin;
            std::int64_t former = longest;
            while (elements > former && !longest.compare_exchange_weak(former, elements)) {
            }
            work_for(std::chrono::nanoseconds(100) * elements);
        },
        space_of(1, 1'000'000, 1.0), false);
    EXPECT_LE(longest, 60'000);
}

TEST_F(Threads, StopSoonWhenInterrupted) {
    std::atomic<int> calls{0};
    const Body slow = [&](const Call&) {
        if (++calls == 3)
            request_interrupt();
        work_for(milliseconds(2));
    };
    const auto start = steady_clock::now();
    EXPECT_THROW(run(slow, space_of(1, 100'000, 20'000.0)), Interrupted);
    EXPECT_LT(steady_clock::now() - start, milliseconds(500)) << "all of it takes 2 s";
    EXPECT_FALSE(interrupt_requested());
}

TEST_F(Threads, ThrowAPendingInterruptBeforeTheyStart) {
    request_interrupt();
    EXPECT_THROW(run([](const Call&) { FAIL(); }, space_of(1, 1, 1.0)), Interrupted);
    EXPECT_NO_THROW(run([](const Call&) {}, space_of(1, 1, 1.0)));
}

TEST_F(Threads, CarryAnExceptionOutToTheCaller) {
    for (const double cost : {1.0, 1000.0}) {
        std::atomic<int> calls{0};
        try {
            run(
                [&](const Call& call) {
                    if (++calls, call.inner_end > 50'000 || call.inner_end == 100)
                        throw std::out_of_range("from a thread");
                },
                space_of(1, cost == 1.0 ? 100 : 100'000, cost));
            FAIL() << "no exception";
        } catch (const std::out_of_range& error) {
            EXPECT_STREQ(error.what(), "from a thread");
        }
    }
    expect_full_coverage(space_of(10, 1000, 1000.0), true);
}

TEST_F(Threads, MayStartWorkOfTheirOwn) {
    std::atomic<std::int64_t> elements{0};
    run(
        [&](const Call& call) {
            for (std::int64_t i = call.inner_begin; i < call.inner_end; ++i)
                run([&](const Call& inner) { elements += inner.inner_end - inner.inner_begin; },
                    space_of(1, 1000, 1000.0));
        },
        space_of(1, 64, 1e6));
    EXPECT_EQ(elements, 64 * 1000);
}

TEST_F(Threads, ServeSeveralCallersAtOnce) {
    std::vector<std::thread> callers;
    for (int t = 0; t < 4; ++t)
        callers.emplace_back([] {
            for (int i = 0; i < 50; ++i)
                expect_full_coverage(space_of(20, 300, 500.0), i % 2 == 0);
        });
    for (std::thread& caller : callers)
        caller.join();
}

#if TENON_TEST_THREADS_AFTER_FORK
TEST_F(Threads, WorkInAForkedChild) {
    const auto sum = [] {
        std::atomic<std::int64_t> elements{0};
        run([&](const Call& call) { elements += call.inner_end - call.inner_begin; },
            space_of(1, 100'000, 100.0));
        return elements == 100'000;
    };
    ASSERT_TRUE(sum());
    EXPECT_TRUE(succeeds_in_child(sum));
    EXPECT_TRUE(succeeds_in_child([&] { return sum() && succeeds_in_child(sum); }));
    EXPECT_TRUE(sum());
}

TEST_F(Threads, WorkInAChildForkedWhileAnotherThreadUsesAllCores) {
    std::atomic<bool> stop{false};
    std::thread busy([&] {
        while (!stop)
            run([](const Call&) { work_for(std::chrono::microseconds(20)); },
                space_of(1, 10'000, 100.0));
    });
    for (int i = 0; i < 20; ++i)
        EXPECT_TRUE(succeeds_in_child([] {
            std::mutex mutex;
            std::set<std::thread::id> seen;
            run(
                [&](const Call&) {
                    work_for(milliseconds(1));
                    const std::lock_guard lock(mutex);
                    seen.insert(std::this_thread::get_id());
                },
                space_of(1, 300, 100e3));
            return seen.size() == 3;
        }));
    stop = true;
    busy.join();
}
#endif

TEST(ThreadSettings, AreKeptAndChecked) {
    set_thread_settings({2, Schedule::guided, 7});
    EXPECT_EQ(thread_settings().threads, 2);
    EXPECT_EQ(thread_settings().schedule, Schedule::guided);
    EXPECT_EQ(thread_settings().chunk, 7);
    EXPECT_EQ(max_threads(), 2);
    set_thread_settings({});
    EXPECT_GE(max_threads(), 1);
    EXPECT_THROW(set_thread_settings({-1}), ValueError);
    EXPECT_THROW(set_thread_settings({1, Schedule::dynamic, -1}), ValueError);
}

TEST(ThreadSettings, AreReadFromOpenMPsWords) {
    ThreadSettings base;
    base.threads = 5;
    EXPECT_EQ(parse_schedule("static", base).schedule, Schedule::static_);
    EXPECT_EQ(parse_schedule("static", base).threads, 5);
    EXPECT_EQ(parse_schedule("auto", base).schedule, Schedule::automatic);
    EXPECT_EQ(parse_schedule("dynamic,64", base).schedule, Schedule::dynamic);
    EXPECT_EQ(parse_schedule("dynamic,64", base).chunk, 64);
    EXPECT_EQ(parse_schedule("guided,1", base).chunk, 1);
    for (const char* wrong : {"", "fast", "dynamic,", "dynamic,0", "dynamic,-3", "dynamic,4x",
                              "automatic,4", "static 4"}) {
        try {
            parse_schedule(wrong, base);
            FAIL() << wrong;
        } catch (const ValueError& error) {
            EXPECT_NE(std::string(error.what()).find("guided"), std::string::npos);
        }
    }
}

}  // namespace
}  // namespace tenon::runtime::cpu
