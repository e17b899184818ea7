// SPDX-License-Identifier: MIT
// The bar: its text, when and where it is written, and what it leaves as it was.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <tenon/tenon.hpp>

#include "unit/runtime/child.hpp"

namespace tenon {
namespace {

TEST(ProgressLine, says_how_far_it_is_and_how_long_it_will_take) {
    EXPECT_EQ(progress_line({.label = "relaxing",
                             .iterations = 450,
                             .total = 1000,
                             .statements = 3600,
                             .seconds = 3}),
              "relaxing:  45 % [#########...........] 450/1000 iterations, 150/s, 0:03, 0:04 left");
    EXPECT_EQ(progress_line({.iterations = 1000, .total = 1000, .statements = 1, .seconds = 8000}),
              "100 % [####################] 1000/1000 iterations, 0.125/s, 2:13:20");
    EXPECT_EQ(progress_line({.iterations = 999, .total = 1000, .statements = 1, .seconds = 60}),
              " 99 % [###################.] 999/1000 iterations, 16.6/s, 1:00, 0:01 left");
}

TEST(ProgressLine, has_no_bar_where_nobody_knows_the_end) {
    EXPECT_EQ(
        progress_line({.label = "steps", .iterations = 450, .statements = 3600, .seconds = 0.25}),
        "steps: 450 iterations, 1800/s, 0:00");
}

TEST(ProgressLine, counts_statements_as_long_as_no_loop_is_found) {
    EXPECT_EQ(progress_line({.statements = 90, .seconds = 61}), "90 statements, 1.48/s, 1:01");
    EXPECT_EQ(progress_line({.total = 10, .statements = 90, .seconds = 9}),
              "  0 % [....................] 0/10 iterations, 90 statements, 10/s, 0:09");
    EXPECT_EQ(progress_line({}), "0 statements, 0/s, 0:00");
    EXPECT_EQ(progress_line({.statements = 1, .seconds = 1}), "1 statement, 1/s, 0:01");
}

TEST(ProgressLine, is_full_when_there_were_more_iterations_than_told) {
    EXPECT_EQ(progress_line({.iterations = 12, .total = 10, .statements = 12, .seconds = 1}),
              "100 % [####################] 12/10 iterations, 12/s, 0:01");
}

TEST(ProgressLine, is_cut_between_characters) {
    const ProgressState state = {.label = "Wärme", .iterations = 3, .seconds = 1};
    EXPECT_EQ(progress_line(state, 2), "Wä");
    EXPECT_EQ(progress_line(state, 1000), "Wärme: 3 iterations, 3/s, 0:01");
}

int threads_now() {
    const std::filesystem::directory_iterator tasks("/proc/self/task");
    return static_cast<int>(
        std::distance(std::filesystem::begin(tasks), std::filesystem::end(tasks)));
}

std::vector<Array> run_loop(std::int64_t iterations) {
    return loop(
        iterations,
        [](std::int64_t, std::span<const Array> s) { return std::vector{3.9 * s[0] * (1 - s[0])}; },
        {full({1000}, 0.3)});
}

/// What a file has got.
class File {
public:
    File() : file_(std::tmpfile()) {}
    ~File() { std::fclose(file_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    std::FILE* get() const { return file_; }
    std::string text() const {
        std::fseek(file_, 0, SEEK_SET);
        std::string text(1000, '\0');
        text.resize(std::fread(text.data(), 1, text.size(), file_));
        return text;
    }

private:
    std::FILE* file_;
};

TEST(Progress, has_a_thread_of_its_own_only_while_it_lives) {
    run_loop(100);  // now there are those that run kernels
    wait_for_compiler();
    const int before = threads_now();
    run_loop(100);
    EXPECT_EQ(threads_now(), before) << "without a bar";
    const File file;
    {
        const Progress bar("", 0, file.get());
        EXPECT_EQ(threads_now(), before + 1);
    }
    EXPECT_EQ(threads_now(), before);
}

TEST(Progress, writes_one_line_at_the_end_where_there_is_no_terminal) {
    const File file;
    {
        const Progress bar("maps", 0, file.get());
        run_loop(500);
    }
    const std::string text = file.text();
    EXPECT_TRUE(text.starts_with("maps: 100 % [####################] 500/500 iterations, "))
        << text;
    EXPECT_EQ(std::ranges::count(text, '\n'), 1);
    EXPECT_EQ(std::ranges::count(text, '\r'), 0);
}

TEST(Progress, runs_what_is_pending_when_it_ends) {
    const File file;
    Array x = full({1000}, 0.3).eval();
    {
        const Progress bar("", 0, file.get());
        x = x * 2;
        EXPECT_NE(explain(x).find("1 statement"), std::string::npos);
    }
    EXPECT_NE(explain(x).find("nothing is pending"), std::string::npos);
    EXPECT_TRUE(file.text().starts_with("1 statement, ")) << file.text();
}

TEST(Progress, lets_exceptions_through_and_runs_nothing_then) {
    const File file;
    Array x = full({1000}, 0.3).eval();
    try {
        const Progress bar("", 300, file.get());
        x = x * 2;
        throw std::runtime_error("mine");
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "mine");
    }
    EXPECT_NE(file.text().find("0/300"), std::string::npos) << file.text();
    EXPECT_NE(explain(x).find("1 statement"), std::string::npos) << "it is still pending";
}

TEST(Progress, does_not_swallow_an_error_of_what_was_pending) {
    const File file;
    const Array x = full({3000}, 0.3).eval();
    Array y;
    EXPECT_THROW(
        {
            const Progress bar("", 0, file.get());
            y = x + 1;
            interrupt();
        },
        Interrupted);
    EXPECT_EQ(std::ranges::count(file.text(), '\n'), 1);
}

TEST(Progress, may_be_nested_and_both_count) {
    const File file;
    {
        const Progress outer("outer", 0, file.get());
        run_loop(100);
        {
            const Progress inner("inner", 60, file.get());
            run_loop(60);
        }
        EXPECT_EQ(outer.state().iterations, 160);
    }
    const std::string text = file.text();
    EXPECT_TRUE(text.starts_with("inner: 100 % [####################] 60/60 ")) << text;
    EXPECT_NE(text.find("\nouter: 100 % [####################] 160/160 "), std::string::npos)
        << text;
}

/// The screen's side of a terminal.
class Terminal {
public:
    Terminal() : screen_(posix_openpt(O_RDWR | O_NOCTTY)) {
        grantpt(screen_);
        unlockpt(screen_);
        file_ = std::fopen(ptsname(screen_), "w");
        winsize size{};
        size.ws_col = 40;
        ioctl(screen_, TIOCSWINSZ, &size);
    }
    ~Terminal() {
        std::fclose(file_);
        close(screen_);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    std::FILE* file() const { return file_; }
    /// Waits until there is something.
    std::string read_some() const {
        std::string text(4000, '\0');
        const ssize_t count = read(screen_, text.data(), text.size());
        text.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
        return text;
    }

private:
    int screen_;
    std::FILE* file_ = nullptr;
};

TEST(Progress, rewrites_one_line_on_a_terminal_and_leaves_the_last_state) {
    const Terminal terminal;
    ASSERT_NE(terminal.file(), nullptr);
    {
        const Progress bar("map", 10, terminal.file());
        for (int i = 0; i < 3; ++i)
            EXPECT_TRUE(terminal.read_some().starts_with(
                "\rmap:   0 % [....................] 0/10 \033[K"));
        run_loop(10);
    }
    const std::string text = terminal.read_some();
    const std::string last = "\rmap: 100 % [####################] 10/10\033[K\r\n";
    EXPECT_TRUE(text.ends_with(last)) << text;
}

#if TENON_TEST_THREADS_AFTER_FORK
TEST(Progress, is_the_parents_after_a_fork) {
    const File file;
    auto bar = std::make_unique<Progress>("parent", 0, file.get());
    EXPECT_TRUE(runtime::succeeds_in_child([&] {
        const File own;
        {
            const Progress inner("child", 0, own.get());
            run_loop(50);
        }
        return own.text().starts_with("child: 100 % ");
    }));
    const int now = threads_now();
    bar.reset();
    EXPECT_EQ(threads_now(), now - 1) << "it had gone on";
    EXPECT_EQ(std::ranges::count(file.text(), '\n'), 1);
}

TEST(Progress, may_end_in_a_forked_child_without_a_word) {
    const File file;
    auto bar = std::make_unique<Progress>("parent", 0, file.get());
    EXPECT_TRUE(runtime::succeeds_in_child([&] {
        bar.reset();
        return file.text().empty();
    }));
    bar.reset();
    EXPECT_EQ(std::ranges::count(file.text(), '\n'), 1);
}
#endif

}  // namespace
}  // namespace tenon
