// SPDX-License-Identifier: MIT
/// A folder that lasts as long as a test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace tenon::runtime {

class ScratchFolder {
public:
    ScratchFolder()
        : path_(std::filesystem::temp_directory_path().string() + "/tenon-test-XXXXXX") {
        if (mkdtemp(path_.data()) == nullptr)
            std::abort();
    }
    ~ScratchFolder() {
        std::error_code error;
        std::filesystem::remove_all(path_, error);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace tenon::runtime
