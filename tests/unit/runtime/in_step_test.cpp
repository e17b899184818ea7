// SPDX-License-Identifier: MIT
// Launches that threads take in step, next to the same launches one after the other.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cfenv>
#include <chrono>
#include <mutex>
#include <numeric>
#include <random>
#include <set>
#include <thread>
#include <vector>

#include <tenon/error.hpp>

#include "runtime/cpu/threads.hpp"
#include "runtime/device.hpp"
#include "runtime/interrupt.hpp"

namespace tenon::runtime {
namespace {

class InStep : public testing::TestWithParam<int> {
protected:
    void SetUp() override { set(GetParam()); }
    void TearDown() override { set(0); }

private:
    static void set(int threads) {
        cpu::ThreadSettings settings = cpu::thread_settings();
        settings.threads = threads;
        cpu::set_thread_settings(settings);
    }
};

/// args: from, to, columns, elements. Sums over neighbours in one dimension, round the ends.
void sum_neighbours(const void*, const std::int64_t* args, std::int64_t outer,
                    std::int64_t outer_end, std::int64_t inner, std::int64_t inner_end) {
    const auto* from = reinterpret_cast<const std::uint64_t*>(args[0]);
    auto* to = reinterpret_cast<std::uint64_t*>(args[1]);
    const std::int64_t columns = args[2], size = args[3];
    for (std::int64_t o = outer; o < outer_end; ++o)
        for (std::int64_t k = inner; k < inner_end; ++k) {
            const std::int64_t i = o * columns + k;
            to[i] = from[i] + 3 * from[(i + 1) % size] + 5 * from[(i + size - 1) % size] +
                    7 * from[(i + columns) % size];
        }
}

/// Sweeps between two arrays.
class Sweeps {
public:
    Sweeps(std::int64_t rows, std::int64_t columns, std::int64_t grain, int sweeps)
        : u_(static_cast<std::size_t>(rows * columns)), v_(u_.size()) {
        std::iota(u_.begin(), u_.end(), 1);
        for (int t = 0; t < sweeps; ++t)
            args_.push_back({address(t % 2 == 0 ? u_ : v_), address(t % 2 == 0 ? v_ : u_), columns,
                             rows * columns});
        for (const auto& args : args_)
            launches_.push_back(
                {&program_,
                 args.data(),
                 {.outer = rows, .inner = columns, .grain = grain, .cost_ns = 1000}});
    }
    std::vector<PlainLaunch>& launches() { return launches_; }
    const std::vector<std::uint64_t>& u() const { return u_; }
    const std::vector<std::uint64_t>& v() const { return v_; }

private:
    static std::int64_t address(const std::vector<std::uint64_t>& field) {
        return reinterpret_cast<std::int64_t>(field.data());
    }
    std::vector<std::uint64_t> u_, v_;
    std::vector<std::array<std::int64_t, 4>> args_;
    std::vector<PlainLaunch> launches_;
    Program program_{Entry{sum_neighbours, nullptr, nullptr, true}};
};

TEST_P(InStep, launches_give_what_they_give_one_after_the_other) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const auto below = [&](std::int64_t end) {
        return std::uniform_int_distribution<std::int64_t>(0, end - 1)(random);
    };
    for (int i = 0; i < 60; ++i) {
        const std::int64_t rows = 1 + below(12), columns = 1 + below(300);
        const std::int64_t grain = std::array{1, 3, 16}[static_cast<std::size_t>(below(3))];
        const auto sweeps = static_cast<int>(1 + below(40));
        Sweeps together(rows, columns, grain, sweeps), plain(rows, columns, grain, sweeps);
        cpu_device().run_in_step(together.launches(), static_cast<double>(500 * below(200)));
        cpu_device().Device::run_in_step(plain.launches(), 0);
        ASSERT_EQ(together.u(), plain.u()) << rows << " rows of " << columns;
        ASSERT_EQ(together.v(), plain.v()) << rows << " rows of " << columns;
    }
}

/// Who ran what.
struct Witness {
    std::mutex mutex;
    std::set<std::thread::id> threads;
    std::int64_t calls = 0, elements = 0;
    std::int64_t slow_call = -1;  ///< that is not the first thread's and takes long
};

void witness(const void* context, const std::int64_t* args, std::int64_t outer,
             std::int64_t outer_end, std::int64_t inner, std::int64_t inner_end) {
    auto& seen = *const_cast<Witness*>(static_cast<const Witness*>(context));
    if (args[0] == seen.slow_call && outer > 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const std::lock_guard lock(seen.mutex);
    seen.threads.insert(std::this_thread::get_id());
    ++seen.calls;
    seen.elements += (outer_end - outer) * (inner_end - inner);
}

class Watched {
public:
    explicit Watched(std::int64_t launches) : numbers_(static_cast<std::size_t>(launches)) {
        std::iota(numbers_.begin(), numbers_.end(), 0);
        for (const std::int64_t& number : numbers_)
            launches_.push_back({&program_, &number, {.outer = 8, .inner = 10, .cost_ns = 1000}});
    }
    Witness seen;
    bool run(double small_ns) { return cpu_device().run_in_step(launches_, small_ns); }

private:
    std::vector<std::int64_t> numbers_;
    std::vector<PlainLaunch> launches_;
    Program program_{Entry{witness, &seen, nullptr, true}};
};

TEST_P(InStep, threads_share_every_launch) {
    Watched watched(30);
    watched.run(100);
    EXPECT_EQ(watched.seen.elements, 30 * 80);
    EXPECT_LE(watched.seen.threads.size(), static_cast<std::size_t>(GetParam()));
    if (GetParam() > 1) {
        EXPECT_GT(watched.seen.threads.size(), 1U);
    }
}

TEST_P(InStep, small_launches_are_one_threads) {
    Watched watched(300);
    watched.run(81'000);
    EXPECT_EQ(watched.seen.calls, 300);
    EXPECT_EQ(watched.seen.threads.size(), 1U);
}

TEST_P(InStep, a_thread_that_is_kept_waiting_goes_on_alone) {
    Watched watched(100);
    watched.seen.slow_call = 10;
    const bool kept_up = watched.run(100);
    EXPECT_EQ(watched.seen.elements, 100 * 80);
    if (GetParam() == 1) {
        EXPECT_TRUE(kept_up);
        return;
    }
    EXPECT_FALSE(kept_up);
    EXPECT_LE(watched.seen.calls, 11 * GetParam() + 90) << "shared behind the slow one, too";
}

void fail(const void*, const std::int64_t* args, std::int64_t, std::int64_t outer_end, std::int64_t,
          std::int64_t) {
    if (args[2] == 7 && outer_end == 9)
        throw ValueError("the last rows");
}

TEST_P(InStep, an_error_is_passed_on) {
    const Program failing(Entry{fail, nullptr, nullptr, true});
    Sweeps sweeps(9, 7, 1, 50);
    sweeps.launches()[20].program = &failing;
    EXPECT_THROW(cpu_device().run_in_step(sweeps.launches(), 100), ValueError);
}

TEST_P(InStep, launches_begin_after_no_interrupt) {
    Sweeps sweeps(9, 7, 1, 50);
    const std::vector<std::uint64_t> before = sweeps.v();
    request_interrupt();
    EXPECT_THROW(cpu_device().run_in_step(sweeps.launches(), 100), Interrupted);
    EXPECT_EQ(sweeps.v(), before);
    EXPECT_FALSE(interrupt_requested());
}

void overflow_in_the_last_row(const void*, const std::int64_t*, std::int64_t,
                              std::int64_t outer_end, std::int64_t, std::int64_t) {
    volatile double large = 1e308;
    if (outer_end == 9)
        large = large * 10;
}

TEST_P(InStep, flags_of_every_thread_are_collected) {
    const Program program(Entry{overflow_in_the_last_row, nullptr, nullptr, true});
    Sweeps sweeps(9, 7, 1, 30);
    std::atomic<unsigned> flags{0};
    for (PlainLaunch& launch : sweeps.launches()) {
        launch.program = &program;
        launch.space.float_flags = &flags;
    }
    cpu_device().run_in_step(sweeps.launches(), 100);
    EXPECT_NE(flags.load() & FE_OVERFLOW, 0U);
}

INSTANTIATE_TEST_SUITE_P(threads, InStep, testing::Values(1, 2, 4));

}  // namespace
}  // namespace tenon::runtime
