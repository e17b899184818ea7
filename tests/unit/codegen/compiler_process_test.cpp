// SPDX-License-Identifier: MIT
// The compiler's process: the same code as from this one, and what happens when it is not there.
#include "codegen/compiler_process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include <gtest/gtest.h>

#include <tenon/error.hpp>

#include "codegen/plugin.hpp"
#include "kernel/encoding.hpp"
#include "unit/codegen/random_kernel.hpp"
#include "unit/runtime/child.hpp"

namespace tenon::codegen::test {
namespace {

Request request_for(const kernel::Kernel& core) {
    return {.version = version(),
            .target = host_target(),
            .symbol = "tenon_kernel",
            .name = core.name,
            .kernel = kernel::encode(core)};
}
Request some_request() {
    Random random(3);
    return request_for(random_kernel(random, kernel::Form::map));
}
int process_that_answers() { return ask_compiler_process(some_request()).value().process; }

TEST(CompilerProcess, gives_the_object_that_this_process_would) {
    Random random(1);
    for (int i = 0; i < 6; ++i) {
        const kernel::Kernel core = random_kernel(random, static_cast<kernel::Form>(i % 3));
        const auto answer = ask_compiler_process(request_for(core));
        ASSERT_TRUE(answer);
        ASSERT_TRUE(answer->good) << answer->bytes;
        EXPECT_NE(answer->process, getpid());
        ASSERT_NE(plugin().compile, nullptr) << plugin().problem;
        EXPECT_EQ(answer->bytes, compile_here(core, host_target(), "tenon_kernel", "").bytes);
    }
}

TEST(CompilerProcess, stays_for_the_next_kernel_and_comes_back_when_it_was_ended) {
    const int first = process_that_answers();
    EXPECT_EQ(process_that_answers(), first);
    ASSERT_EQ(kill(first, SIGKILL), 0);
    EXPECT_NE(process_that_answers(), first);
}

TEST(CompilerProcess, is_no_child_that_a_program_could_wait_for) {
    process_that_answers();
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

TEST(CompilerProcess, says_what_is_wrong_with_a_request) {
    Request request = some_request();
    request.version = "another";
    EXPECT_NE(ask_compiler_process(request)->bytes.find("another build"), std::string::npos);
    request = some_request();
    request.kernel += "x";
    EXPECT_NE(ask_compiler_process(request)->bytes.find("no kernel"), std::string::npos);
    EXPECT_TRUE(ask_compiler_process(some_request())->good) << "and goes on";
}

TEST(CompilerProcess, of_a_forked_program_is_another_one) {
    const int ours = process_that_answers();
    EXPECT_TRUE(runtime::succeeds_in_child([&] { return process_that_answers() != ours; }));
    EXPECT_EQ(process_that_answers(), ours);
}

/// What a new program gets: "good", "nothing" or an error's text.
std::string asked() {
    try {
        const auto answer = ask_compiler_process(some_request());
        return !answer ? "nothing" : answer->good ? "good" : answer->bytes;
    } catch (const CompileError& error) {
        return error.what();
    }
}

/// The plug-ins' folder with another program in it.
class OtherProgram {
public:
    explicit OtherProgram(const std::string& text) {
        std::filesystem::create_directory(folder_);
        const std::filesystem::path file = folder_ / "tenon_compiler";
        std::ofstream(file) << text;
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    }
    ~OtherProgram() { std::filesystem::remove_all(folder_); }
    OtherProgram(const OtherProgram&) = delete;
    OtherProgram& operator=(const OtherProgram&) = delete;

    /// Whether a program that finds this one first is answered so.
    testing::AssertionResult gives(const std::function<bool(const std::string&)>& right) const {
        return runtime::succeeds_in_child([&] {
            setenv("TENON_PLUGIN_DIR", folder_.c_str(), 1);
            const std::string answer = asked();
            if (!right(answer))
                throw ValueError("the answer is " + answer);
            return true;
        });
    }

private:
    std::filesystem::path folder_ = std::filesystem::temp_directory_path() /
                                    ("tenon_other_program_" + std::to_string(getpid()));
};

TEST(CompilerProcess, that_cannot_be_started_is_looked_for_elsewhere) {
    const auto good = [](const std::string& answer) { return answer == "good"; };
    EXPECT_TRUE(OtherProgram("no program\n").gives(good));
    EXPECT_TRUE(OtherProgram("#!/bin/sh\nexit 3\n").gives(good));
}

TEST(CompilerProcess, that_ends_without_an_answer_is_an_error_with_a_remedy) {
    EXPECT_TRUE(OtherProgram("#!/bin/sh\nexit 0\n").gives([](const std::string& answer) {
        return answer.find("ended while it compiled") != std::string::npos &&
               answer.find("TENON_COMPILER=library") != std::string::npos;
    }));
}

TEST(CompilerProcess, is_not_asked_where_the_setting_says_so) {
    EXPECT_TRUE(runtime::succeeds_in_child([] {
        setenv("TENON_COMPILER", "library", 1);
        return asked() == "nothing";
    }));
}

}  // namespace
}  // namespace tenon::codegen::test
