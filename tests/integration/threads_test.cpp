// SPDX-License-Identifier: MIT
// Several threads of the user, hot kernels, shared memory, interruption.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/child.hpp"

namespace {

using namespace tenon;

template <class F>
void on_threads(int count, F body) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i)
        threads.emplace_back([&body, i] { body(i); });
    for (std::thread& thread : threads)
        thread.join();
}

class UserThreads : public ::testing::Test {
protected:
    void SetUp() override { set_execution(Execution::interpreter); }
};

TEST_F(UserThreads, record_and_run_side_by_side) {
    std::atomic<int> wrong = 0;
    on_threads(6, [&](int i) {
        for (int round = 0; round < 30; ++round) {
            const Array x = arange(1000).astype(DType::float64) + static_cast<double>(i);
            if (sum(x * 2.0).item<double>() != 999.0 * 1000 + 2000.0 * i)
                ++wrong;
        }
    });
    EXPECT_EQ(wrong, 0);
}

TEST_F(UserThreads, see_what_another_thread_has_recorded) {
    Array made;
    std::thread([&] { made = ones({500}) * 3.0; }).join();  // its tape ended with it
    EXPECT_EQ(sum(made).item<double>(), 1500);
    const Array mine = made + 1.0;  // pending here
    double seen = 0;
    std::thread([&] { seen = sum(mine * 2.0).item<double>(); }).join();
    EXPECT_EQ(seen, 4000);
    EXPECT_EQ(mine(0).item<double>(), 4);
}

TEST_F(UserThreads, read_one_array_together) {
    const Array table = arange(10000).astype(DType::float64);
    std::atomic<int> wrong = 0;
    on_threads(4, [&](int i) {
        for (int round = 0; round < 20; ++round)
            if (sum(table * static_cast<double>(i)).item<double>() != 9999.0 * 5000 * i)
                ++wrong;
    });
    EXPECT_EQ(wrong, 0);
}

TEST_F(UserThreads, keep_the_order_of_updates_handed_over) {
    Array a = zeros({100});
    for (int round = 0; round < 10; ++round) {
        a += 1.0;
        std::thread([&] { a *= 2.0; }).join();
    }
    double expected = 0;
    for (int round = 0; round < 10; ++round)
        expected = (expected + 1) * 2;
    EXPECT_EQ(a(0).item<double>(), expected);
}

TEST_F(UserThreads, choose_their_own_device) {
    const Array here = ones({10});
    std::thread([] {
        use_device("test");
        EXPECT_EQ(sum(ones({10}) * 2.0).item<double>(), 20);
    }).join();
    EXPECT_EQ((here + 1.0)(0).item<double>(), 2);
}

TEST(SharedMemory, is_complete_when_a_call_returns) {
    set_execution(Execution::interpreter);
    Array a = arange(100).astype(DType::float64) * 2.0;
    double* const raw = a.data<double>();
    EXPECT_EQ(raw[99], 198);
    a += 1.0;
    EXPECT_EQ(raw[0], 1);  // nobody asked for the value: the statement ran at once
    raw[5] = -1;
    EXPECT_EQ((a * 2.0)(5).item<double>(), -2);
    const Array view = a(slice(10, 20));
    view(all) = 7.0;
    EXPECT_EQ(raw[19], 7);
}

TEST(SharedMemory, of_a_view_starts_at_its_first_element) {
    const Array a = arange(100);
    EXPECT_EQ(a(slice(30, end)).data<std::int64_t>()[0], 30);
    EXPECT_EQ(a(slice(end, end, -1)).data<std::int64_t>()[0], 99);
}

TEST(HotKernels, move_to_compiled_code_in_the_background) {
    set_execution(Execution::automatic);
    const Array x = linspace(0, 1, 400000);
    x.eval();
    const auto run = [&] { return sum(exp(x) * 0.37 + x * x).item<double>(); };
    reset_statistics();
    const double first = run();
    for (int i = 0; i < 30; ++i)
        EXPECT_EQ(run(), first);
    wait_for_compiler();
    const Statistics counted = statistics();
    EXPECT_GT(counted.kernels_compiled + counted.kernels_cached, 0U);
    reset_statistics();
    EXPECT_EQ(run(), first);  // the same bits, from compiled code
    EXPECT_EQ(statistics().kernels_interpreted, 0U);
    set_execution(Execution::interpreter);
}

TEST(Interruption, stops_long_work_between_two_steps) {
    set_execution(Execution::interpreter);
    Array a = ones({1000});
    interrupt();
    a += 1.0;
    EXPECT_THROW(a.eval(), Interrupted);
    // What ran has run, what did not is said to be lost, and new work goes on.
    EXPECT_EQ(sum(ones({1000}) * 2.0).item<double>(), 2000);
}

}  // namespace
