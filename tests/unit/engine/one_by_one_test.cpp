// SPDX-License-Identifier: MIT
// Small tapes that are new: run statement by statement, planned when they come again and again.
#include "engine/one_by_one.hpp"

#include <functional>

#include <gtest/gtest.h>

#include <tenon/host.hpp>
#include <tenon/tenon.hpp>

#include "engine/test_hooks.hpp"
#include "runtime/device.hpp"
#include "runtime/interrupt.hpp"

namespace tenon::engine {
namespace {

class OneByOne : public testing::Test {
protected:
    OneByOne() {
        sync();
        TestHooks::forget_everything();
        set_execution(Execution::automatic);
    }
    ~OneByOne() override {
        runtime::clear_interrupt();
        set_execution(Execution::automatic);
    }

    static Statistics counted(const std::function<void()>& body) {
        sync();
        reset_statistics();
        body();
        return statistics();
    }
    static Array stored(std::int64_t n, double value) {
        Array made = full({n}, value);
        made.eval();
        return made;
    }
    static double chain(const Array& a, const Array& b) {
        return ((a + b) * a - sqrt(b))(-1).item<double>();
    }
};

TEST_F(OneByOne, a_small_new_tape_is_run_by_the_plans_of_its_statements) {
    const Array a = stored(100, 2), b = stored(100, 9);
    double result = 0;
    const Statistics first = counted([&] { result = chain(a, b); });
    EXPECT_EQ(result, 19);
    EXPECT_EQ(first.launches, 4U);
    EXPECT_EQ(first.evaluations, 1U);
    EXPECT_EQ(first.statements, 4U);
    // Another tape of the same statements needs no plan.
    const Statistics other = counted([&] { EXPECT_EQ((sqrt(b) - a * b)(0).item<double>(), -15); });
    EXPECT_EQ(other.plans_made, 0U);
    EXPECT_EQ(other.launches, 3U);
}

TEST_F(OneByOne, a_tape_that_comes_again_and_again_is_planned_as_a_whole) {
    const Array a = stored(100, 2), b = stored(100, 9);
    counted([&] { chain(a, b); });
    int fused_at = 0;
    for (int i = 2; i < 50 && fused_at == 0; ++i)
        if (counted([&] { EXPECT_EQ(chain(a, b), 19); }).launches == 1)
            fused_at = i;
    EXPECT_GT(fused_at, 2);
    EXPECT_LT(fused_at, 20);
    const Statistics later = counted([&] { EXPECT_EQ(chain(a, b), 19); });
    EXPECT_EQ(later.plans_made, 0U);
    EXPECT_EQ(later.launches, 1U);
}

TEST_F(OneByOne, large_arrays_are_fused_the_first_time) {
    const Array a = stored(50'000, 2), b = stored(50'000, 9);
    EXPECT_EQ(counted([&] { chain(a, b); }).launches, 1U);
}

TEST_F(OneByOne, other_modes_always_plan_the_whole) {
    const Array a = stored(100, 2), b = stored(100, 9);
    set_execution(Execution::interpreter);
    EXPECT_EQ(counted([&] { chain(a, b); }).launches, 1U);
}

TEST_F(OneByOne, dead_temporaries_serve_the_next_statements) {
    const Array a = stored(1000, 2);
    const runtime::Device& cpu = runtime::cpu_device();
    const auto before = cpu.bytes_in_use() + cpu.bytes_idle();
    Array b = a;
    counted([&] {
        for (int i = 0; i < 100; ++i)
            b = b * 0.5 + static_cast<double>(i);
        b.eval();
    });
    EXPECT_LE(cpu.bytes_in_use() + cpu.bytes_idle(), before + 64 * 1024);
    EXPECT_NEAR(b(0).item<double>(), 196, 1e-9);
}

TEST_F(OneByOne, dead_temporaries_do_so_where_floating_point_events_are_watched_too) {
    const Array a = stored(1000, 2);
    const runtime::Device& cpu = runtime::cpu_device();
    const auto before = cpu.bytes_in_use() + cpu.bytes_idle();
    set_float_modes([]() noexcept -> unsigned { return float_invalid | float_overflow; });
    Array b = a;
    counted([&] {
        for (int i = 0; i < 100; ++i)
            b = b * 0.3 + static_cast<double>(i);  // inexact, which is no event
        b.eval();
    });
    set_float_modes(nullptr);
    EXPECT_LE(cpu.bytes_in_use() + cpu.bytes_idle(), before + 64 * 1024);
    EXPECT_TRUE(take_float_reports().empty());
}

TEST_F(OneByOne, every_kind_of_statement_has_the_values_of_the_fused_plan) {
    const auto program = [] {
        Array u = (arange(60.0) * 0.25).reshape({6, 10});
        u(slice(1, -1), all) = (u(slice(0, -2), all) + u(slice(2, end), all)) / 2;
        const auto growth = vectorize([](Float64 x, Int64 limit) {
            Var<Float64> y = x;
            Var<Int64> n = 0;
            while_([&] { return n < limit && y < 100.0; },
                   [&] {
                       y = y * y + 1.0;
                       n += 1;
                   });
            return n;
        });
        const Array steps = growth(u, 7);
        const Array taken = take(u, array(std::vector<std::int64_t>{5, 0, 3}), 0);
        const Array product = matmul(taken, u.T());
        const Array scanned = cumulative_sum(u, 1);
        Array out = sum(u, 0) + where(u > 3.0, u, -u)(2, all) + steps(1, all);
        out(slice(0, 6)) += max(product, 0) + scanned(all, -1);
        out += mean(u);
        return out.values<double>();
    };
    const std::vector<double> alone = program();
    set_execution(Execution::interpreter);
    EXPECT_EQ(alone, program());
}

TEST_F(OneByOne, an_interrupt_keeps_what_arrays_held_before) {
    Array a = stored(10, 1);
    const Array b = stored(10, 5);
    Array c = a + b;
    a(all) = c * 2.0;
    runtime::request_interrupt();
    EXPECT_THROW(a.eval(), Interrupted);
    EXPECT_EQ(a(0).item<double>(), 1);
    EXPECT_THROW(c.eval(), DeviceError);
    EXPECT_EQ(counted([&] { EXPECT_EQ((a + b)(0).item<double>(), 6); }).evaluations, 1U);
}

}  // namespace
}  // namespace tenon::engine
