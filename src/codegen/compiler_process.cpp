// SPDX-License-Identifier: MIT
#include "codegen/compiler_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <string>

#include <tenon/error.hpp>

#include "base/environment.hpp"
#include "codegen/plugin.hpp"

namespace tenon::codegen {

namespace {

constexpr const char* file_name = "tenon_compiler";
/// Compilations come in groups: when a program begins, and when it begins with something new.
constexpr int idle_milliseconds = 2000;

/// The process at the other end of a socket. Not for several threads.
class Connection {
public:
    bool open() const { return socket_ >= 0; }
    /// What a fork left here belongs to the parent.
    void forget_in_fork() {
        if (open() && owner_ != getpid())
            close();
    }
    void close() {
        if (open())
            ::close(socket_);
        socket_ = -1;
    }
    bool start(const std::string& path);

    /// Nothing when the process is gone.
    std::optional<Answer> ask(const std::string& request) {
        if (!send_message(socket_, request))
            return std::nullopt;
        const auto bytes = receive_message(socket_);
        return bytes ? answer_of(*bytes) : std::nullopt;
    }

private:
    int socket_ = -1;
    pid_t owner_ = 0;
};

/// The program hands its work to a child of its own at once and ends: a program that waits for its
/// children never meets the compiler among them.
bool first_process_went_well(pid_t process) {
    int status = 0;
    while (waitpid(process, &status, 0) < 0)
        if (errno != EINTR)
            return true;  // somebody else waited for it
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool Connection::start(const std::string& path) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    // It reads and writes the socket as its standard input, and holds nothing else open of ours: a
    // pipe that it inherited would not end when we close it.
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    const char* const arguments[] = {path.c_str(), nullptr};
    pid_t process = 0;
    const int failed = posix_spawn(&process, path.c_str(), &actions, nullptr,
                                   const_cast<char* const*>(arguments), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    if (failed != 0) {
        ::close(ends[0]);
        return false;
    }
    if (!first_process_went_well(process)) {
        ::close(ends[0]);
        return false;
    }
    socket_ = ends[0];
    owner_ = getpid();
    return true;
}

struct Process {
    std::mutex mutex;
    Connection connection;
};
/// Never destroyed: a thread may compile until the program's very end.
Process& process() {
    static auto& instance = *new Process;
    return instance;
}

bool start_any(Connection& connection) {
    for (const std::string& path : beside_library(file_name))
        if (access(path.c_str(), X_OK) == 0 && connection.start(path))
            return true;
    return false;
}

}  // namespace

bool has_own_process() {
    return base::environment_choice("TENON_COMPILER", {"process", "library"}).value_or(0) == 0;
}

std::optional<Answer> ask_compiler_process(const Request& request) {
    if (!has_own_process())
        return std::nullopt;
    const std::string bytes = to_bytes(request);
    const std::lock_guard lock(process().mutex);
    Connection& connection = process().connection;
    connection.forget_in_fork();
    if (connection.open()) {
        if (auto answer = connection.ask(bytes))
            return answer;
        connection.close();  // it had nothing to do for too long, or was ended by somebody
    }
    if (!start_any(connection))
        return std::nullopt;
    auto answer = connection.ask(bytes);
    if (!answer) {
        connection.close();
        throw CompileError("the compiler's process ended while it compiled kernel \"" +
                           request.name + "\"; TENON_COMPILER=library compiles without it");
    }
    return answer;
}

void serve(int socket, Answer (*answer)(const Request&)) {
    while (const auto bytes = receive_message(socket, idle_milliseconds)) {
        const auto request = request_of(*bytes);
        if (!request)
            return;
        Answer given = answer(*request);
        given.process = getpid();
        if (!send_message(socket, to_bytes(given)))
            return;
    }
}

}  // namespace tenon::codegen
