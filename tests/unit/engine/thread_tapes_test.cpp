// SPDX-License-Identifier: MIT
// Arrays that several threads use: what is pending on another thread's tape is run first; what is
// pending when a thread ends is run then; a forked child goes on with a copy.
#include <atomic>
#include <barrier>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "unit/runtime/child.hpp"

namespace tenon::engine {
namespace {

using runtime::succeeds_in_child;

/// Runs the body on a thread that stays until `done`, so that its tape stays too.
class OtherThread {
public:
    template <class Body>
    explicit OtherThread(Body body) {
        thread_ = std::thread([this, body] {
            body();
            ready_.arrive_and_wait();
            ready_.arrive_and_wait();
        });
        ready_.arrive_and_wait();
    }
    ~OtherThread() {
        ready_.arrive_and_wait();
        thread_.join();
    }

private:
    std::barrier<> ready_{2};
    std::thread thread_;
};

TEST(OtherTapes, are_run_when_their_arrays_are_looked_at) {
    Array a;
    const OtherThread other([&] { a = arange(10) * 3; });
    EXPECT_EQ(sum(a).item<int>(), 135);
}

TEST(OtherTapes, are_run_before_their_arrays_are_changed_here) {
    Array a = zeros({10});
    Array seen_there;
    const OtherThread other([&] {
        a(all) = 5.0;
        seen_there = a * 2.0;
    });
    a += 1.0;
    EXPECT_EQ(sum(a).item<double>(), 60);
    EXPECT_EQ(sum(seen_there).item<double>(), 100) << "as it was when that thread read it";
}

TEST(OtherTapes, see_what_is_pending_here) {
    Array a = full({10}, 2.0);
    a *= 3.0;
    double total = 0;
    const OtherThread other([&] { total = sum(a).item<double>(); });
    EXPECT_EQ(total, 60);
}

TEST(OtherTapes, are_explained_from_here) {
    Array a;
    const OtherThread other([&] { a = sqrt(arange(10) * 1.0); });
    EXPECT_NE(explain(a).find("sqrt"), std::string::npos);
    EXPECT_EQ(a(9).item<double>(), 3);
    EXPECT_EQ(explain(a), "nothing is pending: the array's values are there\n");
}

TEST(OtherTapes, with_an_array_that_ends_here_keep_their_results) {
    Array result;
    {
        Array a = ones({100, 100});
        const OtherThread other([&] { result = cumulative_sum(a, 0) + 1.0; });
        a = Array();
        EXPECT_EQ(sum(result).item<double>(), 100 * 5050 + 10000);
    }
}

TEST(ThreadEnd, runs_what_is_pending) {
    Array a;
    std::thread([&] { a = arange(5) * 2 + 1; }).join();
    EXPECT_EQ(a.values<int>(), (std::vector<int>{1, 3, 5, 7, 9}));
}

TEST(ThreadEnd, runs_what_is_pending_after_earlier_evaluations_too) {
    for (int round = 0; round < 5; ++round) {
        Array a;
        std::thread([&] {
            const Array x = arange(5) + 0;
            EXPECT_EQ(sum(x).item<int>(), 10);
            a = cumulative_sum(x * 2 + 1);
        }).join();
        EXPECT_EQ(a.values<int>(), (std::vector<int>{1, 4, 9, 16, 25}));
    }
}

TEST(ThreadEnd, also_when_a_thread_local_array_goes_after_the_tape) {
    Array a;
    std::thread([&] {
        thread_local Array late;
        late = ones({10});  // made before the tape, so it goes after it
        a = late * 4.0;
    }).join();
    EXPECT_EQ(sum(a).item<double>(), 40);
}

TEST(ThreadEnd, with_nothing_wanted_is_quiet) {
    Array a = ones({10});
    std::thread([&] { static_cast<void>(a + 1.0); }).join();
    EXPECT_EQ(sum(a).item<double>(), 10);
}

TEST(ManyThreads, may_read_one_array_and_drop_what_others_compute) {
    const Array shared = arange(20000) * 1.0;  // large enough to be counted
    constexpr int count = 4;
    std::vector<std::thread> threads;
    std::mutex mutex;
    std::vector<Array> made;
    std::atomic<int> wrong{0};
    for (int t = 0; t < count; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 40; ++i) {
                const double factor = t * 100 + i + 1;
                Array mine = shared * factor;
                Array others;
                {
                    const std::lock_guard lock(mutex);
                    made.push_back(mine);
                    others = made[made.size() / 2];
                    if (made.size() > 10)
                        made.erase(made.begin());
                }
                const auto first = others(1).item<double>();
                wrong += others(2).item<double>() == 2 * first ? 0 : 1;
                wrong += sum(mine).item<double>() == factor * (20000.0 * 19999 / 2) ? 0 : 1;
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(wrong, 0);
}

TEST(ManyThreads, may_take_turns_at_changing_one_array) {
    Array a = zeros({1000});
    std::mutex turn;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 100; ++i) {
                const std::lock_guard lock(turn);
                a += 1.0;
                if (i % 10 == 0)
                    a(slice(0, 500)) = a(slice(500, 1000));
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(sum(a).item<double>(), 400 * 1000);
}

#if TENON_TEST_THREADS_AFTER_FORK
TEST(Fork, a_child_goes_on_with_what_was_pending) {
    Array a = arange(100000) * 1.0;
    a.eval();
    Array b = a + 1.0;
    EXPECT_TRUE(succeeds_in_child([&] {
        b += 1.0;
        return sum(b).item<double>() == 100000.0 * 99999 / 2 + 200000;
    }));
    EXPECT_EQ(sum(b).item<double>(), 100000.0 * 99999 / 2 + 100000) << "the parent's own";
}

TEST(Fork, a_child_finds_no_lock_held_by_threads_it_does_not_have) {
    // What is made at first use is there: a fork in the middle of that cannot be helped.
    ASSERT_EQ(sum(arange(5) * 2).item<int>(), 20);
    std::atomic<bool> stop{false};
    std::thread busy([&] {
        for (int i = 1; !stop; ++i)
            static_cast<void>(sum(arange(i % 100 + 2) * 2).item<int>());
    });
    for (int i = 0; i < 10; ++i)
        EXPECT_TRUE(succeeds_in_child(
            [&] { return sum(arange(1000 + i) * 1).item<int>() == (1000 + i) * (999 + i) / 2; }));
    stop = true;
    busy.join();
}
#endif

}  // namespace
}  // namespace tenon::engine
