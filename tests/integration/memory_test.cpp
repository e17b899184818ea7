// SPDX-License-Identifier: MIT
// Recording must not hold more memory than eager evaluation would, but for 64 MiB.
#include <algorithm>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "runtime/device.hpp"

namespace {

using namespace tenon;

constexpr std::int64_t mebibyte = 1 << 20;
constexpr std::int64_t slack = 64 * mebibyte;

class Memory : public ::testing::Test {
protected:
    void SetUp() override {
        set_execution(Execution::interpreter);
        tenon::synchronize();
        runtime::cpu_device().trim();
        before_ = held();
    }
    static std::int64_t held() {
        runtime::Device& cpu = runtime::cpu_device();
        return static_cast<std::int64_t>(cpu.bytes_in_use() + cpu.bytes_idle());
    }
    void look() { most_ = std::max(most_, held() - before_); }
    std::int64_t most_ = 0;

private:
    std::int64_t before_ = 0;
};

TEST_F(Memory, of_a_long_loop_of_big_temporaries_is_bounded) {
    const std::int64_t size = 2 * mebibyte;  // elements: 16 MiB an array
    Array total = zeros({size});
    for (int i = 0; i < 60; ++i) {
        // Eager evaluation holds total, x, y and one intermediate at a time.
        const Array x = arange(size).astype(DType::float64) + static_cast<double>(i);
        const Array y = flip(cumulative_sum(x), 0);
        total = total + y * 2.0;
        look();
    }
    look();
    EXPECT_GT(total(0).item<double>(), 0);
    look();
    EXPECT_LE(most_, 6 * 16 * mebibyte + slack);
}

TEST_F(Memory, of_results_that_are_kept_is_theirs) {
    const std::int64_t size = mebibyte;  // 8 MiB an array
    std::vector<Array> kept;
    for (int i = 0; i < 20; ++i) {
        kept.push_back(ones({size}) * static_cast<double>(i));
        look();
    }
    for (const Array& one : kept)
        one.eval();
    look();
    EXPECT_GE(most_, 20 * 8 * mebibyte);
    EXPECT_LE(most_, 20 * 8 * mebibyte + slack);
}

TEST_F(Memory, of_dropped_names_is_given_back_or_used_again) {
    const std::int64_t size = 4 * mebibyte;  // 32 MiB an array
    for (int i = 0; i < 30; ++i) {
        Array a = ones({size});
        a += static_cast<double>(i);
        a.eval();
        look();
    }
    EXPECT_LE(most_, 2 * 32 * mebibyte + slack);
}

TEST_F(Memory, of_a_chain_without_looks_is_bounded) {
    const std::int64_t size = 2 * mebibyte;
    Array a = ones({size});
    for (int i = 0; i < 100; ++i) {
        a(slice(1, end)) = a(slice(0, -1)) * 0.5 + a(slice(1, end));
        look();
    }
    EXPECT_GT(sum(a).item<double>(), 0);
    look();
    EXPECT_LE(most_, 4 * 16 * mebibyte + slack);
}

TEST_F(Memory, of_pending_work_is_freed_with_its_names) {
    {
        const Array a = ones({2 * mebibyte});
        const Array b = a * 2.0;
        const Array c = cumulative_sum(b);
    }
    ones({10}).eval();  // runs what is pending: nothing of it is needed
    look();
    EXPECT_LE(most_, mebibyte);
}

}  // namespace
