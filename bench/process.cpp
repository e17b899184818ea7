// SPDX-License-Identifier: MIT
#include "bench/process.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tenon::bench {

namespace {

std::vector<std::string> environment(const std::string& cache_folder) {
    constexpr const char* name = "TENON_CACHE_DIR=";
    std::vector<std::string> list;
    for (char** one = environ; *one != nullptr; ++one)
        if (cache_folder.empty() || !std::string(*one).starts_with(name))
            list.emplace_back(*one);
    if (!cache_folder.empty())
        list.push_back(name + cache_folder);
    return list;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> list;
    for (std::string& text : texts)
        list.push_back(text.data());
    list.push_back(nullptr);
    return list;
}

std::string read_all(int descriptor) {
    std::string text;
    char buffer[4096];
    for (ssize_t got = 0; (got = read(descriptor, buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<std::size_t>(got));
    return text;
}

}  // namespace

Finished run_self(const std::vector<std::string>& arguments, const std::string& cache_folder) {
    Finished finished;
    int ends[2];
    if (pipe(ends) != 0)
        return finished;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    std::vector<std::string> words = {"tenon"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> variables = environment(cache_folder);
    pid_t child = 0;
    const auto start = std::chrono::steady_clock::now();
    const int error = posix_spawn(&child, "/proc/self/exe", &actions, nullptr,
                                  pointers(words).data(), pointers(variables).data());
    close(ends[1]);
    posix_spawn_file_actions_destroy(&actions);
    if (error == 0) {
        finished.output = read_all(ends[0]);
        int status = 0;
        waitpid(child, &status, 0);
        finished.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        finished.seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    close(ends[0]);
    return finished;
}

TemporaryFolder::TemporaryFolder() {
    std::string text = (std::filesystem::temp_directory_path() / "tenon-bench-XXXXXX").string();
    if (mkdtemp(text.data()) == nullptr)
        throw std::system_error(errno, std::generic_category(), text);
    path_ = text;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace tenon::bench
