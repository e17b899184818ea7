// SPDX-License-Identifier: MIT
/// Runs the command line as a user does.
#pragma once

#include <cstdint>
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

struct ToolSetup {
    std::vector<std::string> environment = {};  ///< "NAME=value"
    std::string in = "";                        ///< a file that is its standard input
    int signal_after_ms = -1;                   ///< it gets SIGINT then
    std::string out = "";                       ///< a device instead of ToolRun::out; or "closed"
    std::int64_t file_limit = -1;  ///< bytes; writing more to a file fails, as on a full disk
};

/// Starts TENON_TOOL with `arguments` in `folder` and waits.
ToolRun run_tool(const std::vector<std::string>& arguments, const std::string& folder = ".",
                 const ToolSetup& setup = {});

/// The rest of the line that starts with `head`.
std::string line_after(const std::string& text, const std::string& head);

/// A folder for the files of one test.
class ToolTest : public ::testing::Test {
protected:
    void SetUp() override;
    void TearDown() override;
    ToolRun run(const std::vector<std::string>& arguments, const ToolSetup& setup = {}) const {
        return run_tool(arguments, folder_.string(), setup);
    }
    std::string path(const std::string& name) const { return (folder_ / name).string(); }
    std::vector<std::string> files() const;  ///< names, sorted

    std::filesystem::path folder_;
};

}  // namespace tenon::testing
