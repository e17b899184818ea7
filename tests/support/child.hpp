// SPDX-License-Identifier: MIT
/// Tests that need a process of their own: another environment, a cold start, a fork.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace support {

using Variables = std::vector<std::pair<std::string, std::string>>;

struct ChildResult {
    int status = -1;       ///< as waitpid gives it
    std::string output{};  ///< of both streams
    std::string said{};    ///< the lines that `say` wrote
};

/// Runs one test of this program in a new process. Such a test begins with `if (!is_child())
/// return`.
ChildResult run_child(const std::string& test, const Variables& variables);
bool is_child();

/// In a child: a line for the parent.
void say(const std::string& line);

/// An empty folder, removed at the end of the scope.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace support
