// SPDX-License-Identifier: MIT
/// Other programs on this machine.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace tenon::tool {

bool is_program(const std::filesystem::path& path);

/// The first of this name in the folders of PATH; empty where there is none.
std::filesystem::path find_program(const std::string& name);

/// A program that reads what we write. It says what it has to say on our standard error; Ctrl-C
/// reaches it through us only.
class PipedProgram {
public:
    /// @throws FileError when it cannot be started.
    PipedProgram(const std::filesystem::path& program, const std::vector<std::string>& arguments);
    ~PipedProgram();  ///< ends it, unless it has finished
    PipedProgram(const PipedProgram&) = delete;
    PipedProgram& operator=(const PipedProgram&) = delete;

    /// @throws FileError when the program has ended. @throws Interrupted
    void write(const void* bytes, std::size_t count);
    /// That was all: waits for the program's end. @throws FileError unless it ends with status 0.
    void finish();

private:
    void close_pipe() noexcept;
    int wait();
    [[noreturn]] void fail(int status) const;

    std::string name_;
    pid_t process_ = -1;
    int pipe_ = -1;
};

/// Writes all bytes. @return 0, or errno. @throws Interrupted
int write_all(int descriptor, const void* bytes, std::size_t count);
/// From now on writing to a pipe that nobody reads is an error, not the end of this process.
void survive_broken_pipes();

}  // namespace tenon::tool
