// SPDX-License-Identifier: MIT
// Processes: the cache on disk, many at once, and forks in the middle of work.
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tenon/tenon.hpp>

#include "support/child.hpp"
#include "support/ended_process.hpp"

namespace {

using namespace tenon;
namespace fs = std::filesystem;

double compiled_work() {
    const Array x = linspace(0, 1, 5000);
    const Array y = exp(x) * sin(x) + sqrt(x);
    return sum(y(slice(0, end, 2)) - cumulative_sum(y)(slice(1, end, 2))).item<double>();
}

class Processes : public ::testing::Test {
protected:
    static std::string child_in(const std::string& cache) {
        const support::ChildResult child = support::run_child(
            "Processes.child", {{"TENON_CACHE_DIR", cache}, {"TENON_EXECUTION", "compiled"}});
        EXPECT_EQ(child.status, 0) << child.output;
        return child.said;
    }
    /// What a child said: the value, and how many kernels came from where.
    struct Said {
        double value = 0;
        std::uint64_t compiled = 0, cached = 0;
    };
    static Said parse(const std::string& text) {
        Said said;
        std::sscanf(text.c_str(), "%la %lu %lu", &said.value, &said.compiled, &said.cached);
        return said;
    }
    static std::vector<fs::path> objects(const std::string& cache) {
        std::vector<fs::path> files;
        for (const auto& entry : fs::recursive_directory_iterator(cache))
            if (entry.is_regular_file())
                files.push_back(entry.path());
        return files;
    }
};

TEST_F(Processes, child) {
    if (!support::is_child())
        return;
    char text[100];
    const double value = compiled_work();
    const Statistics counts = statistics();
    std::snprintf(text, sizeof text, "%a %lu %lu", value, counts.kernels_compiled,
                  counts.kernels_cached);
    support::say(text);
}

TEST_F(Processes, the_second_process_compiles_nothing) {
    const support::TemporaryFolder cache;
    const Said first = parse(child_in(cache.path())), second = parse(child_in(cache.path()));
    EXPECT_GT(first.compiled, 0U);
    EXPECT_EQ(first.cached, 0U);
    EXPECT_EQ(second.compiled, 0U);
    EXPECT_EQ(second.cached, first.compiled);
    EXPECT_EQ(second.value, first.value);
}

TEST_F(Processes, cut_or_scribbled_files_in_the_cache_are_made_anew) {
    const support::TemporaryFolder cache;
    const Said first = parse(child_in(cache.path()));
    int which = 0;
    for (const fs::path& file : objects(cache.path())) {
        if (which++ % 2)
            fs::resize_file(file, fs::file_size(file) / 2);
        else
            std::ofstream(file, std::ios::in | std::ios::out | std::ios::binary)
                << std::string(200, 'x');
    }
    ASSERT_GT(which, 0);
    const Said second = parse(child_in(cache.path()));
    EXPECT_EQ(second.value, first.value);
    EXPECT_GT(second.compiled, 0U);
    EXPECT_EQ(parse(child_in(cache.path())).compiled, 0U);
}

TEST_F(Processes, many_at_once_share_a_cache) {
    const support::TemporaryFolder cache;
    std::vector<std::string> said(4);
    std::vector<std::thread> parents;
    for (std::string& one : said)
        parents.emplace_back([&] { one = child_in(cache.path()); });
    for (std::thread& parent : parents)
        parent.join();
    for (const std::string& one : said)
        EXPECT_EQ(parse(one).value, parse(said[0]).value);
    EXPECT_EQ(parse(child_in(cache.path())).compiled, 0U);
}

TEST_F(Processes, the_cache_belongs_to_its_user_only) {
    const support::TemporaryFolder folder;
    const std::string cache = folder.path() + "/cache";
    child_in(cache);
    for (const fs::path& file : objects(cache))
        EXPECT_EQ(fs::status(file).permissions() &
                      (fs::perms::group_write | fs::perms::others_write),
                  fs::perms::none)
            << file;
    EXPECT_EQ(fs::status(cache).permissions() & (fs::perms::group_write | fs::perms::others_write),
              fs::perms::none);
}

/// Forks; the child's exit status tells whether `work` gave `expected`.
template <class Work>
void expect_in_child(Work work, double expected) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0)
        _exit(work() == expected ? 0 : 1);
    int status = -1;
    waitpid(child, &status, 0);
    support::clean_up_after(child);
    EXPECT_EQ(status, 0) << "the child had another value, or died";
}

TEST_F(Processes, fork_in_the_middle_of_recorded_work) {
    set_threads(2);
    const std::int64_t n = 200000;
    Array a = ones({n}) * 2.0;
    a.eval();  // threads are running
    const Array pending = sum(a * 3.0 + 1.0);
    expect_in_child([&] { return pending.item<double>(); }, 7.0 * n);
    EXPECT_EQ(pending.item<double>(), 7.0 * n);
    set_threads(0);
}

TEST_F(Processes, a_forked_child_writes_its_own_memory) {
    Array a = zeros({1000});
    a.eval();
    expect_in_child(
        [&] {
            a += 1.0;
            return sum(a).item<double>();
        },
        1000);
    EXPECT_EQ(sum(a).item<double>(), 0);
}

TEST_F(Processes, fork_while_kernels_are_compiled_in_the_background) {
    if (support::is_child())
        return;
    set_execution(Execution::automatic);
    const Array x = linspace(0, 1, 2000000);
    Array y = exp(x) * x + cos(x * 3.0);
    y.eval();  // large enough to be queued for the compiler
    expect_in_child(
        [&] {
            const Array z = exp(x) * x + cos(x * 3.0);
            wait_for_compiler();
            return sum(z - y).item<double>();
        },
        0);
    wait_for_compiler();
    EXPECT_EQ(sum(exp(x) * x + cos(x * 3.0) - y).item<double>(), 0);
    set_execution(Execution::interpreter);
}

}  // namespace
