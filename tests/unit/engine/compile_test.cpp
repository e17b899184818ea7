// SPDX-License-Identifier: MIT
// How kernels come to run: on the interpreter while they are cold, compiled in the background when
// they are hot, from disk when they were compiled before.
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "codegen/codegen.hpp"
#include "engine/test_hooks.hpp"
#include "unit/runtime/child.hpp"

namespace tenon::engine {
namespace {

/// A folder of compiled kernels for this process alone, set before anybody asks for it.
class OwnCache : public testing::Environment {
public:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("tenon_engine_test_" + std::to_string(getpid()));
        setenv("TENON_CACHE_DIR", folder_.c_str(), 1);
    }
    void TearDown() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

private:
    std::filesystem::path folder_;
};
[[maybe_unused]] const testing::Environment* const own_cache =
    testing::AddGlobalTestEnvironment(new OwnCache);

class Compiling : public testing::Test {
protected:
    void SetUp() override {
        std::string why;
        ASSERT_TRUE(codegen::available(&why)) << why;
        synchronize();
        TestHooks::forget_everything();
        clear_kernel_cache();
        before_ = execution();
        reset_statistics();
    }
    ~Compiling() override {
        wait_for_compiler();
        set_execution(before_);
    }
    static std::uint64_t compiled() { return statistics().kernels_compiled; }

    /// A few operations on many elements, so that interpreting it counts.
    static std::vector<double> work(std::int64_t size = 40000) {
        return (sqrt(arange(size) * 1.0) * 3.0 + 1.0).values<double>();
    }

private:
    Execution before_ = Execution::automatic;
};

TEST_F(Compiling, never_happens_on_the_interpreter) {
    set_execution(Execution::interpreter);
    for (int i = 0; i < 20; ++i)
        work();
    wait_for_compiler();
    EXPECT_EQ(compiled(), 0U);
    EXPECT_EQ(statistics().kernels_cached, 0U);
    EXPECT_GE(statistics().kernels_interpreted, 20U);
}

TEST_F(Compiling, comes_before_the_first_run_when_that_is_asked_for) {
    set_execution(Execution::interpreter);
    const auto expected = work();
    reset_statistics();
    set_execution(Execution::compiled);
    EXPECT_EQ(work(), expected);
    EXPECT_EQ(compiled(), 1U);
    EXPECT_EQ(statistics().kernels_interpreted, 0U);
    EXPECT_GT(statistics().compile_seconds, 0);
    EXPECT_EQ(work(), expected);
    EXPECT_EQ(compiled(), 1U);
}

TEST_F(Compiling, goes_on_beside_hot_kernels_and_is_swapped_in) {
    set_execution(Execution::automatic);
    const auto expected = work();
    for (int i = 0; i < 200 && compiled() == 0; ++i) {
        EXPECT_EQ(work(), expected);
        if (i > 50)
            wait_for_compiler();
    }
    wait_for_compiler();
    EXPECT_GE(compiled(), 1U);
    work();
    const std::uint64_t interpreted = statistics().kernels_interpreted;
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(work(), expected);
    EXPECT_EQ(statistics().kernels_interpreted, interpreted) << "compiled code runs now";
}

TEST_F(Compiling, is_not_worth_it_for_small_work_done_a_few_times) {
    set_execution(Execution::automatic);
    for (int i = 0; i < 20; ++i)
        work(50);
    wait_for_compiler();
    EXPECT_EQ(compiled(), 0U);
    EXPECT_GE(statistics().kernels_interpreted, 20U);
}

TEST_F(Compiling, is_done_once_for_all_processes) {
    set_execution(Execution::compiled);
    const auto expected = work();
    EXPECT_EQ(compiled(), 1U);
    TestHooks::forget_everything();  // as a new process would begin
    reset_statistics();
    set_execution(Execution::automatic);
    EXPECT_EQ(work(), expected);
    EXPECT_EQ(compiled(), 0U);
    EXPECT_EQ(statistics().kernels_cached, 1U);
    EXPECT_EQ(statistics().kernels_interpreted, 0U);
}

#if TENON_TEST_THREADS_AFTER_FORK
TEST_F(Compiling, that_was_asked_for_before_a_fork_happens_after_it) {
    set_execution(Execution::automatic);
    const Array x = arange(3000000) * 1.0;
    x.eval();
    wait_for_compiler();
    reset_statistics();
    // Different kernels, each large enough to be asked for at once.
    sqrt(x * 2.0).eval();
    (x * 2.0 + x).eval();
    (x - x * 3.0).eval();
    EXPECT_TRUE(runtime::succeeds_in_child([&] {
        wait_for_compiler();
        return (x * 2.0)(10).item<double>() == 20;
    }));
    wait_for_compiler();
    EXPECT_EQ(statistics().kernels_compiled + statistics().kernels_cached, 3U);
}
#endif

TEST_F(Compiling, gives_reductions_the_interpreters_bits) {
    const Array a = Generator(4).uniform({70, 90}) - 0.5;
    a.eval();
    const auto results = [&](Execution how) {
        set_execution(how);
        std::vector<double> list = sum(a * a + 1.0, 1).values<double>();
        list.push_back(sum(a).item<double>());
        for (const double one : cumulative_sum(a * 3.0, 0).values<double>())
            list.push_back(one);
        return list;
    };
    EXPECT_EQ(results(Execution::compiled), results(Execution::interpreter));
    EXPECT_GT(compiled(), 0U);
}

}  // namespace
}  // namespace tenon::engine
