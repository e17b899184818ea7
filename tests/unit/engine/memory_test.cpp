// SPDX-License-Identifier: MIT
// The memory rule: what is held and promised passes the peak of eager evaluation by 64 MiB at most.
// And what is left of arrays when there is no memory.
#include <functional>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "engine/shared_blocks.hpp"
#include "engine/test_hooks.hpp"
#include "runtime/device.hpp"
#include "tape/storage.hpp"

namespace tenon::engine {
namespace {

constexpr std::int64_t slack = 64 << 20;
constexpr std::int64_t mebi = 1 << 20;

std::int64_t held() {
    const runtime::Device& cpu = runtime::cpu_device();
    return static_cast<std::int64_t>(cpu.bytes_in_use() + cpu.bytes_idle());
}

/// Forgets what earlier tests held, runs the body so many times, and compares the most that was
/// held between statements (idle memory keeps it visible) with what eager evaluation held.
class MemoryRule : public testing::Test {
protected:
    MemoryRule() {
        synchronize();
        runtime::cpu_device().trim();
        tape::MemoryAccount& account = tape::memory_account();
        account.peak = account.live.load();
        start_ = held();
        eager_start_ = account.live;
    }
    ~MemoryRule() override { runtime::cpu_device().trim(); }

    void note() { most_ = std::max(most_, held() - start_); }
    void repeat(int times, const std::function<void(int)>& body) {
        for (int i = 0; i < times; ++i) {
            body(i);
            note();
        }
        synchronize();
        note();
    }
    std::int64_t most() const { return most_; }
    std::int64_t eager() const { return tape::memory_account().peak - eager_start_; }
    std::string text() const {
        return std::to_string(most_ / mebi) + " MiB held, eagerly " +
               std::to_string(eager() / mebi) + " MiB";
    }

private:
    std::int64_t start_ = 0;
    std::int64_t eager_start_ = 0;
    std::int64_t most_ = 0;
};

TEST_F(MemoryRule, holds_for_fused_temporaries) {
    Array x = ones({mebi});
    repeat(220, [&](int) { x = sqrt(x * 2.0 + 1.0); });
    EXPECT_LE(most(), eager() + slack) << text();
}

TEST_F(MemoryRule, holds_for_temporaries_that_must_be_stored) {
    Array x = ones({1024, 1024});
    repeat(200, [&](int) { x = (x.T() + 1.0) * 0.5; });
    EXPECT_LE(most(), eager() + slack) << text();
}

TEST_F(MemoryRule, holds_for_temporaries_of_different_sizes) {
    Array total = zeros({1});
    repeat(200, [&](int i) {
        const Array scanned = cumulative_sum(full({mebi + 8 * i}, 1.0));
        total += scanned(-1);
    });
    EXPECT_LE(most(), eager() + slack) << text();
    EXPECT_EQ(total.item<double>(), 200.0 * mebi + 8 * 199 * 100);
}

TEST_F(MemoryRule, holds_for_large_arrays_made_anew_each_time) {
    Array x = ones({6 * mebi});  // 48 MiB
    repeat(12, [&](int) { x = cumulative_sum(x) * 1e-3; });
    EXPECT_LE(most(), eager() + slack) << text();
}

TEST_F(MemoryRule, holds_for_results_that_are_dropped_unseen) {
    const Array x = ones({2 * mebi});
    std::vector<Array> window(3);
    repeat(60,
           [&](int i) { window[static_cast<std::size_t>(i % 3)] = x + static_cast<double>(i); });
    EXPECT_LE(most(), eager() + slack) << text();
    EXPECT_EQ(window[0](0).item<double>(), 58);
}

TEST_F(MemoryRule, keeps_the_block_that_a_large_result_left) {
    const Array x = ones({10 * mebi}), y = ones({10 * mebi});
    sync();
    const void* block = nullptr;
    for (int i = 0; i < 4; ++i) {
        Array out = 2.0 * x + 3.0 * y;
        out.eval();
        if (i == 0)
            block = out.data<double>();
        else
            EXPECT_EQ(out.data<double>(), block) << "fresh pages cost four times the work";
        out = Array();
        note();
    }
    EXPECT_LE(most(), eager() + slack) << text();
}

TEST_F(MemoryRule, does_not_let_promises_grow_without_end) {
    std::vector<Array> results;
    const Array x = ones({mebi});
    x.eval();
    const std::uint64_t before = statistics().evaluations;
    for (int i = 0; i < 20; ++i)
        results.push_back(x + static_cast<double>(i));
    EXPECT_EQ(statistics().evaluations, before) << "eager evaluation would hold them too";
    results.clear();
    synchronize();
}

TEST(SharedBlocks, are_used_in_turns_and_grow) {
    SharedBlocks shared;
    const std::size_t a = shared.take(100);
    const std::size_t b = shared.take(1000);
    EXPECT_NE(a, b);
    shared.give_back(a);
    shared.give_back(b);
    EXPECT_EQ(shared.take(900), b) << "the closest";
    EXPECT_EQ(shared.take(2000), a) << "it grows";
    EXPECT_EQ(shared.bytes(a), 2000);
    EXPECT_EQ(shared.bytes(b), 1000);
    EXPECT_EQ(shared.take(10), 2U);
}

TEST(SharedBlocks, that_exist_do_not_grow_and_results_keep_only_their_own_size) {
    SharedBlocks shared;
    const std::size_t there = shared.add(1000);
    EXPECT_NE(shared.take(2000), there);
    EXPECT_FALSE(shared.take_exactly(900));
    EXPECT_EQ(shared.take_exactly(1000), there);
    EXPECT_FALSE(shared.take_exactly(1000)) << "it is kept";
    shared.give_back(there);
    EXPECT_EQ(shared.take(900), there);
    EXPECT_EQ(shared.count(), 2U);
}

/// Loops are recorded in full while it lives.
class InFull {
public:
    InFull() { TestHooks::roll = TestHooks::Roll::never; }
    ~InFull() { TestHooks::roll = TestHooks::Roll::as_it_pays; }
    InFull(const InFull&) = delete;
    InFull& operator=(const InFull&) = delete;
};

TEST_F(MemoryRule, lets_the_memory_of_values_read_for_the_last_time_serve_again) {
    const InFull in_full;
    const Array y = ones({mebi});
    Array x = y * 2.0;
    const Array kept = y * 3.0;
    Array z = kept;
    synchronize();
    runtime::cpu_device().trim();
    const std::int64_t before = held();
    double expected_x = 2;
    double expected_z = 3;
    for (int i = 0; i < 90; ++i) {  // more than one kernel takes
        x = x * 0.75 + y;
        z = z * 0.75 + y;
        expected_x = expected_x * 0.75 + 1;
        expected_z = expected_z * 0.75 + 1;
    }
    reset_statistics();
    x.eval();
    ASSERT_GT(statistics().launches, 2U);
    EXPECT_LE(held() - before, 8 * mebi + mebi / 2)
        << "z is one block more, and kernels write in place of what they read for the last time";
    EXPECT_EQ(x(7).item<double>(), expected_x);
    EXPECT_EQ(z(mebi - 1).item<double>(), expected_z);
    EXPECT_EQ(kept(5).item<double>(), 3) << "somebody can look at it";
}

TEST_F(MemoryRule, cuts_a_long_loop_where_no_temporary_is_alive) {
    const InFull in_full;
    const Array y = ones({200'000});
    Array x = y * 2.0;
    synchronize();
    reset_statistics();
    double expected = 2;
    for (int i = 0; i < 300; ++i) {  // seven statements, no divisor of any length of tape
        const Array half = x * 0.5;
        const Array moved = half + y;
        const Array turned = moved * moved - half;
        x = turned / (turned + y + 1.0);
        const double m = expected * 0.5 + 1;
        const double t = m * m - expected * 0.5;
        expected = t / (t + 1 + 1.0);
    }
    synchronize();
    EXPECT_GT(statistics().evaluations, 5U);
    EXPECT_LE(statistics().plans_made, 4U) << "iterations end up on the same places of a tape";
    EXPECT_EQ(x(199'999).item<double>(), expected);
}

TEST(Account, comes_out_even_when_all_arrays_are_gone) {
    synchronize();
    const tape::MemoryAccount& account = tape::memory_account();
    const std::int64_t live = account.live;
    const std::int64_t planned = account.planned;
    const std::size_t in_use = runtime::cpu_device().bytes_in_use();
    {
        const Array a = ones({300, 300});
        const Array b = cumulative_sum(a.T() + 1.0, 0);
        Array c = (b.T() + a) * 2.0;
        sum(c).eval();
        c = from_bytes(c.values<double>().data(), {300, 300}, DType::float64);
        const Array never_looked_at = c + 1;
        EXPECT_GT(account.planned, planned);
    }
    synchronize();
    EXPECT_EQ(account.live, live);
    EXPECT_EQ(account.planned, planned);
    EXPECT_EQ(runtime::cpu_device().bytes_in_use(), in_use);
}

}  // namespace
}  // namespace tenon::engine
