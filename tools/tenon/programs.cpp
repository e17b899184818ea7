// SPDX-License-Identifier: MIT
#include "programs.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <tenon/error.hpp>
#include <unistd.h>

#include "command.hpp"

namespace tenon::tool {

namespace fs = std::filesystem;

namespace {

/// What posix_spawn wants to know: standard input is the pipe, standard output our standard error,
/// signals act as usual, and the terminal's do not reach it.
class Spawning {
public:
    explicit Spawning(int input) {
        posix_spawn_file_actions_init(&files_);
        posix_spawn_file_actions_adddup2(&files_, input, STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&files_, STDERR_FILENO, STDOUT_FILENO);
        posix_spawnattr_init(&attributes_);
        sigset_t usual;
        sigemptyset(&usual);
        sigaddset(&usual, SIGPIPE);
        sigaddset(&usual, SIGXFSZ);
        posix_spawnattr_setsigdefault(&attributes_, &usual);
        posix_spawnattr_setpgroup(&attributes_, 0);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }
    ~Spawning() {
        posix_spawn_file_actions_destroy(&files_);
        posix_spawnattr_destroy(&attributes_);
    }
    Spawning(const Spawning&) = delete;
    Spawning& operator=(const Spawning&) = delete;

    int spawn(const std::string& program, std::vector<std::string> words, pid_t& process) {
        std::vector<char*> list;
        for (std::string& word : words)
            list.push_back(word.data());
        list.push_back(nullptr);
        return posix_spawn(&process, program.c_str(), &files_, &attributes_, list.data(), environ);
    }

private:
    posix_spawn_file_actions_t files_{};
    posix_spawnattr_t attributes_{};
};

std::string reason(int error) { return std::generic_category().message(error); }

}  // namespace

bool is_program(const fs::path& path) {
    std::error_code error;
    return access(path.c_str(), X_OK) == 0 && !fs::is_directory(path, error);
}

fs::path find_program(const std::string& name) {
    const char* const list = std::getenv("PATH");
    std::string rest = list != nullptr ? list : "";
    while (!rest.empty()) {
        const std::size_t colon = rest.find(':');
        fs::path found = fs::path(rest.substr(0, colon)) / name;
        if (is_program(found))
            return found;
        rest = colon == std::string::npos ? "" : rest.substr(colon + 1);
    }
    return {};
}

PipedProgram::PipedProgram(const fs::path& program, const std::vector<std::string>& arguments)
    : name_(program.filename().string()) {
    survive_broken_pipes();
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        throw FileError(name_ + ": cannot make a pipe: " + reason(errno));
    std::vector<std::string> words = {program.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    const int error = Spawning(ends[0]).spawn(program.string(), std::move(words), process_);
    close(ends[0]);
    pipe_ = ends[1];
    // A write that waits for a program which reads no more could not be interrupted.
    fcntl(pipe_, F_SETFL, O_NONBLOCK);
    if (error == 0)
        return;
    close_pipe();
    throw FileError(program.string() + ": cannot start: " + reason(error));
}

PipedProgram::~PipedProgram() {
    close_pipe();
    if (process_ < 0)
        return;
    kill(process_, SIGKILL);
    while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

void PipedProgram::write(const void* bytes, std::size_t count) {
    const int error = write_all(pipe_, bytes, count);
    if (error == 0)
        return;
    if (error != EPIPE)
        throw FileError(name_ + ": cannot write to it: " + reason(error));
    fail(wait());
}

void PipedProgram::finish() {
    const int status = wait();
    if (status != 0)
        fail(status);
}

void PipedProgram::close_pipe() noexcept {
    if (pipe_ >= 0)
        close(pipe_);
    pipe_ = -1;
}

int PipedProgram::wait() {
    close_pipe();
    int status = 0;
    while (waitpid(process_, &status, 0) < 0 && errno == EINTR)
        stop_if_interrupted();
    process_ = -1;
    return status;
}

void PipedProgram::fail(int status) const {
    const std::string how = WIFSIGNALED(status)
                                ? "was ended by signal " + std::to_string(WTERMSIG(status))
                                : "ended with status " + std::to_string(WEXITSTATUS(status)) +
                                      (status == 0 ? " before it had read everything" : "");
    throw FileError(name_ + " " + how + "; what it said, if anything, stands above");
}

int write_all(int descriptor, const void* bytes, std::size_t count) {
    constexpr int look_again_ms = 100;
    const auto* at = static_cast<const char*>(bytes);
    while (count > 0) {
        stop_if_interrupted();
        pollfd ready = {descriptor, POLLOUT, 0};
        if (poll(&ready, 1, look_again_ms) <= 0)
            continue;
        const ssize_t written = ::write(descriptor, at, count);
        if (written < 0 && errno != EINTR && errno != EAGAIN)
            return errno;
        if (written > 0) {
            at += written;
            count -= static_cast<std::size_t>(written);
        }
    }
    return 0;
}

void survive_broken_pipes() { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace tenon::tool
