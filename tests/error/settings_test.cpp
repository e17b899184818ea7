// SPDX-License-Identifier: MIT
// Settings, devices, and machines that lack something. What depends on the environment runs in a
// process of its own.
#include <cstdlib>

#include <tenon/tenon.hpp>

#include "support/errors.hpp"

namespace {

using namespace tenon;
using support::expect_error;

TEST(SettingErrors, list_what_can_be_chosen) {
    expect_error<DeviceError>([] { use_device("gpu7"); }, {"gpu7", "cpu", "test"});
    expect_error<ValueError>([] { set_schedule("eager"); },
                             {"eager", "static", "dynamic", "guided"});
    expect_error<ValueError>([] { set_schedule("dynamic,0"); }, {"dynamic,0"});
    expect_error<ValueError>([] { set_schedule("dynamic,many"); }, {"dynamic,many"});
    expect_error<ValueError>([] { set_threads(-1); }, {"set_threads", "-1", "all cores"});
}

TEST(SettingErrors, keep_the_setting_there_was) {
    set_threads(1);
    EXPECT_THROW(set_threads(-5), ValueError);
    EXPECT_EQ(threads(), 1);
    set_threads(0);
    EXPECT_THROW(use_device("nowhere"), Error);
    EXPECT_EQ((zeros({2}) + 1).values<double>(), (std::vector<double>{1, 1}));
}

TEST(ProgressErrors, say_what_a_total_and_a_label_are) {
    expect_error<ValueError>([] { const Progress bar("x", -1); },
                             {"progress", "-1", "not be negative"});
    expect_error<ValueError>([] { const Progress bar("a\nb"); }, {"progress", "label", "one line"});
}

TEST(DeviceErrors, say_where_an_array_lives) {
    use_device("test");
    const Array far = ones({3});
    expect_error<DeviceError>([&] { static_cast<void>(far.data<double>()); },
                              {"data", "test", "copy_to or values"});
    use_device("cpu");
    expect_error<DeviceError>([&] { far + 1; }, {"test", "cpu", "use_device"});
    EXPECT_EQ(far.values<double>(), (std::vector<double>{1, 1, 1}));
}

/// Runs the statement in a new process with a variable set; what it throws is its last word.
class Environment : public ::testing::Test {
protected:
    void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
    template <class F>
    [[noreturn]] static void run(const char* variable, const char* value, F body) {
        setenv(variable, value, 1);
        try {
            body();
            std::fputs("no error\n", stderr);
        } catch (const Error& error) {
            std::fputs(error.what(), stderr);
        }
        std::_Exit(0);
    }
};
using ::testing::ExitedWithCode;

TEST_F(Environment, without_the_compiler_says_why_and_runs_on) {
    EXPECT_EXIT(run("TENON_LLVM_PLUGIN", "/nonexistent",
                    [] {
                        if ((arange(5) + 1).values<std::int64_t>().back() != 5)
                            throw ValueError("wrong value");
                        set_execution(Execution::compiled);
                    }),
                ExitedWithCode(0), "cannot be compiled.*/nonexistent");
}

TEST_F(Environment, with_a_wrong_vector_width_lists_the_right_ones) {
    EXPECT_EXIT(run("TENON_VECTOR_BITS", "100", [] { static_cast<void>((ones({9}) + 1).eval()); }),
                ExitedWithCode(0), "TENON_VECTOR_BITS.*100.*128, 256 or 512");
}

TEST_F(Environment, with_a_wrong_number_of_parts_tells_the_bounds) {
    const auto run_with = [](const char* parts) {
        run("TENON_DIST_PARTS", parts, [] { static_cast<void>(ones({9})); });
    };
    for (const char* parts : {"two", "0", "-3", "2x", "9999999"})
        EXPECT_EXIT(run_with(parts), ExitedWithCode(0),
                    std::string("TENON_DIST_PARTS is .") + parts + ".; .* from 1 to 1024");
}

TEST_F(Environment, with_a_wrong_cache_limit_shows_right_ones) {
    EXPECT_EXIT(run("TENON_CACHE_LIMIT", "256MB", [] { static_cast<void>(ones({9})); }),
                ExitedWithCode(0), "TENON_CACHE_LIMIT is .256MB.; .*bytes, as in .*256M");
}

TEST_F(Environment, with_a_place_for_the_compiler_that_is_none_says_which_there_are) {
    EXPECT_EXIT(run("TENON_COMPILER", "elsewhere", [] { static_cast<void>(ones({9})); }),
                ExitedWithCode(0), "TENON_COMPILER is .elsewhere.; it must be process or library");
}

TEST_F(Environment, with_a_folder_for_code_that_does_not_exist_says_so) {
    EXPECT_EXIT(run("TENON_KEEP", "/nowhere/at/all", [] { static_cast<void>(ones({9})); }),
                ExitedWithCode(0), "TENON_KEEP is ./nowhere/at/all.; it must be a folder");
}

TEST_F(Environment, with_a_folder_for_the_compiler_that_does_not_exist_says_so) {
    EXPECT_EXIT(run("TENON_PLUGIN_DIR", "/nowhere/at/all", [] { static_cast<void>(ones({9})); }),
                ExitedWithCode(0), "TENON_PLUGIN_DIR is ./nowhere/at/all.; it must be a folder");
}

TEST_F(Environment, with_a_wrong_number_of_threads_says_so) {
    for (const char* threads : {"two", "0", "-3", "2x"})
        EXPECT_EXIT(run("OMP_NUM_THREADS", threads, [] { static_cast<void>(ones({9})); }),
                    ExitedWithCode(0), "OMP_NUM_THREADS is .*; it must be a whole number above");
}

TEST_F(Environment, with_a_wrong_way_to_wait_lists_the_right_ones) {
    EXPECT_EXIT(run("OMP_WAIT_POLICY", "sleep", [] { static_cast<void>(ones({9})); }),
                ExitedWithCode(0), "OMP_WAIT_POLICY is .sleep.; it must be active or passive");
}

TEST_F(Environment, that_is_empty_counts_as_not_set) {
    for (const char* name : {"TENON_EXECUTION", "TENON_VECTOR_BITS", "TENON_DIST_PARTS",
                             "TENON_CACHE_LIMIT", "TENON_KEEP", "OMP_NUM_THREADS"})
        EXPECT_EXIT(run(name, "", [] { static_cast<void>((ones({9}) + 1).eval()); }),
                    ExitedWithCode(0), "no error");
}

TEST_F(Environment, that_is_wrong_is_told_again_at_the_next_call) {
    EXPECT_EXIT(run("TENON_DIST_PARTS", "many",
                    [] {
                        EXPECT_THROW(ones({9}), ValueError);
                        static_cast<void>(zeros({9}));
                    }),
                ExitedWithCode(0), "TENON_DIST_PARTS is .many");
}

TEST_F(Environment, with_a_wrong_execution_lists_the_right_ones) {
    EXPECT_EXIT(run("TENON_EXECUTION", "slow", [] { static_cast<void>(execution()); }),
                ExitedWithCode(0), "TENON_EXECUTION.*slow.*interpreter");
}

TEST_F(Environment, with_an_unwritable_cache_still_runs) {
    EXPECT_EXIT(run("TENON_CACHE_DIR", "/proc/nowhere",
                    [] {
                        set_execution(Execution::compiled);
                        if (sum(arange(2000) * 2).item<std::int64_t>() != 1999 * 2000)
                            throw ValueError("wrong value");
                    }),
                ExitedWithCode(0), "no error");
}

}  // namespace
