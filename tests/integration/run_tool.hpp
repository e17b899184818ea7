// SPDX-License-Identifier: MIT
/// Runs the command line as a user does.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace tenon::testing {

struct ToolRun {
    int code = -1;  ///< exit code; 128 + signal when one ended it
    std::string out;
    std::string err;
};

/// Starts TENON_TOOL with `arguments` in `folder` and waits. With `signal_after_ms` it gets SIGINT
/// after that time.
ToolRun run_tool(const std::vector<std::string>& arguments, const std::string& folder = ".",
                 const std::vector<std::string>& environment = {}, int signal_after_ms = -1);

/// The rest of the line that starts with `head`.
std::string line_after(const std::string& text, const std::string& head);

/// A folder for the files of one test.
class ToolTest : public ::testing::Test {
protected:
    void SetUp() override;
    void TearDown() override;
    ToolRun run(const std::vector<std::string>& arguments) const {
        return run_tool(arguments, folder_.string());
    }
    std::string path(const std::string& name) const { return (folder_ / name).string(); }
    std::vector<std::string> files() const;  ///< names, sorted

    std::filesystem::path folder_;
};

}  // namespace tenon::testing
