// SPDX-License-Identifier: MIT
// Loops that are one kernel, run in the background while more of them is recorded.
#include <chrono>
#include <cmath>
#include <set>
#include <string_view>

#include <gtest/gtest.h>

#include <tenon/host.hpp>
#include <tenon/tenon.hpp>

#include "api/apply.hpp"
#include "engine/counters.hpp"
#include "runtime/device.hpp"
#include "unit/engine/forked.hpp"
#include "unit/engine/rolled.hpp"
#include "unit/engine/watching.hpp"

namespace tenon::engine {
namespace {

class LoopAhead : public testing::Test {
protected:
    ~LoopAhead() override {
        synchronize();
        test_hooks().ahead = false;
        test_hooks().most_slabs_ahead = INT64_MAX;
    }
    /// Once it is found, the thread begins at the next iteration, and goes through so many slabs of
    /// 64 elements each time it is given more.
    static void hurry(std::int64_t slabs = INT64_MAX) {
        synchronize();
        reset_statistics();
        test_hooks().ahead = true;
        test_hooks().most_slabs_ahead = slabs;
    }
    static std::uint64_t slabs() { return counters().slabs_ahead.load(); }
    /// Records iterations until the thread has run so many slabs.
    template <class Body>
    static int record_until(std::uint64_t enough, const Body& body) {
        const auto late = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        int iterations = 0;
        for (; slabs() < enough && std::chrono::steady_clock::now() < late; ++iterations)
            body(iterations);
        EXPECT_GE(slabs(), enough);
        return iterations;
    }
    /// Statement by statement.
    template <class Body>
    static void repeat(int iterations, const Body& body) {
        TestHooks::roll = Roll::never;
        for (int i = 0; i < iterations; ++i)
            body(i);
        synchronize();
        TestHooks::roll = Roll::as_it_pays;
    }
};

TEST_F(LoopAhead, runs_what_is_counted_while_more_is_recorded) {
    for (const std::int64_t slabs : {std::int64_t{1}, std::int64_t{7}, INT64_MAX}) {
        hurry(slabs);
        Array x = numbers(1000), y = x;
        const int iterations = record_until(40, [&](int) { x = 3.9 * x * (1 - x); });
        const std::vector<double> got = x.values<double>();
        repeat(iterations, [&](int) { y = 3.9 * y * (1 - y); });
        EXPECT_EQ(got, y.values<double>());
    }
}

TEST_F(LoopAhead, goes_on_where_slabs_have_gone_through_different_iterations) {
    const auto both = [](Array& u, Array& v, Array& when, const Array& weight, int i) {
        v(in, in) = u(in, in) * 0.5 + v(in, in) * weight;
        when = where(v(in, in) > 0.25, when + i, when);
        swap(u, v);
    };
    for (const std::int64_t slabs : {3, 5, 11}) {
        hurry(slabs);
        Array u = field({9, 40}), v = field({9, 40}, 0.5), when = zeros({7, 38}, DType::int64);
        const Array weight = field({40}, 0.25)(in);
        Array a = copy(u), b = copy(v), c = copy(when);
        const int iterations = record_until(50, [&](int i) { both(u, v, when, weight, i); });
        const std::vector<double> got_u = u.values<double>(), got_v = v.values<double>();
        const std::vector<std::int64_t> got_when = when.values<std::int64_t>();
        repeat(iterations, [&](int i) { both(a, b, c, weight, i); });
        EXPECT_EQ(got_u, a.values<double>());
        EXPECT_EQ(got_v, b.values<double>());
        EXPECT_EQ(got_when, c.values<std::int64_t>());
    }
}

TEST_F(LoopAhead, writes_nothing_of_the_programs_before_somebody_looks) {
    hurry();
    Array x = numbers(1000);
    const auto* const bytes =
        static_cast<const double*>(detail::ArrayAccess::view(x, "").storage->address);
    for (int i = 0; i < 40; ++i)  // those by which it is found are run
        x *= 0.5;
    const double before = bytes[7];
    record_until(40, [&](int) { x *= 0.5; });
    EXPECT_EQ(bytes[7], before);
    synchronize();
    EXPECT_LT(bytes[7], before);
}

TEST_F(LoopAhead, gives_its_memory_back) {
    const auto loop = [] {
        Array x = numbers(100'000);
        record_until(40, [&](int) { x = 3.9 * x * (1 - x); });
        x.eval();
        EXPECT_EQ(tape::memory_account().aside.load(), 0);
        for (int i = 0; i < 100; ++i)
            x = 3.9 * x * (1 - x);
    };
    hurry();
    loop();  // and once where nobody looks any more
    synchronize();
    const std::size_t before = runtime::cpu_device().bytes_in_use();
    hurry();
    loop();
    synchronize();
    EXPECT_EQ(tape::memory_account().aside.load(), 0);
    EXPECT_EQ(runtime::cpu_device().bytes_in_use(), before);
}

TEST_F(LoopAhead, tells_of_events_that_nobody_was_there_to_see) {
    const Watching watching;
    for (const int when : {30, 200}) {
        hurry();
        Array x = full({500}, std::ldexp(1.0, 1023 - when)).eval(), y = ones({500}).eval();
        const int iterations = record_until(100, [&](int) {
            x += x;
            y = y * 0.5 + 0.25;
        });
        for (int i = iterations; i < 250; ++i) {
            x += x;
            y = y * 0.5 + 0.25;
        }
        EXPECT_TRUE(std::isinf(x.values<double>()[499]));
        std::set<std::string_view> told;
        for (const FloatReport& report : take_float_reports())
            told.insert(report.name);
        EXPECT_EQ(told, std::set<std::string_view>{"add"});
    }
}

#if TENON_TEST_THREADS_AFTER_FORK
TEST_F(LoopAhead, goes_on_in_a_child_that_was_forked_meanwhile) {
    hurry(1);
    Array x = numbers(1000);
    record_until(20, [&](int) { x = 3.9 * x * (1 - x); });
    expect_same_in_a_child([&] { return sum(x).item<double>(); });
}

TEST_F(LoopAhead, has_one_kernel_where_names_outlive_the_loop) {
    hurry();
    Array x = numbers(1000), done;
    record_until(40, [&](int) {
        Array next = 3.9 * x * (1 - x);
        done = next > 0.5;
        x = next;
    });
    const std::vector<double> got = x.values<double>();
    EXPECT_EQ(done.values<bool>()[3], got[3] > 0.5);
    EXPECT_LE(statistics().plans_made, 6U);
}
#endif

TEST_F(LoopAhead, is_not_begun_for_a_few_iterations) {
    synchronize();
    reset_statistics();
    for (int round = 0; round < 20; ++round) {
        Array x = numbers(1000);
        for (int i = 0; i < 100; ++i)
            x = 3.9 * x * (1 - x);
        x.eval();
    }
    EXPECT_EQ(slabs(), 0U);
}

}  // namespace
}  // namespace tenon::engine
