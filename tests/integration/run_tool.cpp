// SPDX-License-Identifier: MIT
#include "run_tool.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

#include <cstring>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/ended_process.hpp"

namespace tenon::testing {

namespace {

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

[[noreturn]] void become_tool(const std::vector<std::string>& arguments, const std::string& folder,
                              const ToolSetup& setup, const std::filesystem::path& out,
                              const std::filesystem::path& err) {
    for (const std::string& variable : setup.environment)
        putenv(strdup(variable.c_str()));
    if (!setup.in.empty())
        dup2(open(setup.in.c_str(), O_RDONLY | O_CLOEXEC), STDIN_FILENO);
    const int out_file =
        open(setup.out.empty() || setup.out == "closed" ? out.c_str() : setup.out.c_str(),
             O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const int err_file = open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    dup2(out_file, STDOUT_FILENO);
    dup2(err_file, STDERR_FILENO);
    if (setup.out == "closed")
        close(STDOUT_FILENO);
    if (setup.file_limit >= 0) {
        const rlimit limit = {static_cast<rlim_t>(setup.file_limit), RLIM_INFINITY};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    const char* const tool = std::getenv("TENON_TOOL");
    std::vector<char*> words = {strdup("tenon")};
    for (const std::string& argument : arguments)
        words.push_back(strdup(argument.c_str()));
    words.push_back(nullptr);
    if (tool != nullptr && chdir(folder.c_str()) == 0)
        execv(tool, words.data());
    _exit(127);
}

}  // namespace

ToolRun run_tool(const std::vector<std::string>& arguments, const std::string& folder,
                 const ToolSetup& setup) {
    static int number = 0;
    const std::filesystem::path base =
        std::filesystem::temp_directory_path() /
        ("tenon_tool_" + std::to_string(getpid()) + "_" + std::to_string(number++));
    const std::filesystem::path out = base.string() + ".out";
    const std::filesystem::path err = base.string() + ".err";
    const pid_t child = fork();
    if (child == 0)
        become_tool(arguments, folder, setup, out, err);
    if (setup.signal_after_ms >= 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(setup.signal_after_ms));
        kill(child, SIGINT);
    }
    int status = 0;
    waitpid(child, &status, 0);
    support::clean_up_after(child);
    ToolRun run;
    run.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    run.out = read_file(out);
    run.err = read_file(err);
    std::filesystem::remove(out);
    std::filesystem::remove(err);
    return run;
}

std::string line_after(const std::string& text, const std::string& head) {
    const std::size_t at = ("\n" + text).find("\n" + head);
    if (at == std::string::npos)
        return "(no line starts with \"" + head + "\")";
    const std::size_t start = at + head.size();
    return text.substr(start, text.find('\n', start) - start);
}

void ToolTest::SetUp() {
    const auto* const test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() /
              ("tenon_" + std::to_string(getpid()) + "_" + test->name());
    std::filesystem::create_directories(folder_);
}

void ToolTest::TearDown() { std::filesystem::remove_all(folder_); }

std::vector<std::string> ToolTest::files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace tenon::testing
