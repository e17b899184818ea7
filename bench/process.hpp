// SPDX-License-Identifier: MIT
/// Runs this program again, as a user would.
#pragma once

#include <string>
#include <vector>

namespace tenon::bench {

struct Finished {
    int code = -1;       ///< exit code; -1 when it could not be started
    double seconds = 0;  ///< from start to end, by the clock
    std::string output;  ///< stdout
};

/// `cache_folder` becomes TENON_CACHE_DIR unless it is empty.
Finished run_self(const std::vector<std::string>& arguments, const std::string& cache_folder = "");

/// A folder for one measurement; gone when it goes.
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

}  // namespace tenon::bench
