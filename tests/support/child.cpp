// SPDX-License-Identifier: MIT
#include "support/child.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <stdexcept>

#include <sys/wait.h>
#include <unistd.h>

#include "support/ended_process.hpp"

namespace support {

namespace {

constexpr const char* marker = "TENON_TEST_CHILD";
constexpr const char* prefix = "said: ";

[[noreturn]] void become(const std::string& test, const Variables& variables, int output) {
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    setenv(marker, "1", 1);
    unsetenv("GTEST_OUTPUT");  // the report is the parent's
    unsetenv("GTEST_FILTER");
    for (const auto& [name, value] : variables)
        setenv(name.c_str(), value.c_str(), 1);
    const std::string filter = "--gtest_filter=" + test;
    execl("/proc/self/exe", "test", filter.c_str(), "--gtest_brief=1", nullptr);
    _exit(127);
}

}  // namespace

ChildResult run_child(const std::string& test, const Variables& variables) {
    int ends[2];
    if (pipe(ends) != 0)
        throw std::runtime_error("no pipe");
    const pid_t child = fork();
    if (child < 0)
        throw std::runtime_error("no process");
    if (child == 0)
        become(test, variables, ends[1]);
    close(ends[1]);
    ChildResult result;
    char buffer[4096];
    for (ssize_t size = 0; (size = read(ends[0], buffer, sizeof buffer)) > 0;)
        result.output.append(buffer, static_cast<std::size_t>(size));
    close(ends[0]);
    waitpid(child, &result.status, 0);
    clean_up_after(child);
    std::istringstream lines(result.output);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(prefix))
            result.said += line.substr(std::string(prefix).size()) + "\n";
    return result;
}

bool is_child() { return std::getenv(marker) != nullptr; }

void say(const std::string& line) {
    std::printf("%s%s\n", prefix, line.c_str());
    std::fflush(stdout);
}

TemporaryFolder::TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "tenon_test_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("no temporary folder");
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace support
