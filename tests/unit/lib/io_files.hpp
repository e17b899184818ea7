// SPDX-License-Identifier: MIT
/// A folder of its own for each test that writes files.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <unistd.h>

namespace tenon::lib::io {

class FileTest : public testing::Test {
protected:
    void SetUp() override {
        const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
        folder_ =
            std::filesystem::temp_directory_path() / ("tenon_io_" + std::to_string(getpid()) + "_" +
                                                      test->test_suite_name() + "_" + test->name());
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string path(std::string_view name) const { return (folder_ / name).string(); }
    std::string write(std::string_view name, std::string_view bytes) const {
        // Truncating makes some file systems write to the disk: a new file does not.
        std::filesystem::remove(folder_ / name);
        std::ofstream(folder_ / name, std::ios::binary)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return path(name);
    }
    std::string read(std::string_view name) const {
        std::ifstream in(folder_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::size_t file_count() const {
        const std::filesystem::directory_iterator files(folder_);
        return static_cast<std::size_t>(
            std::distance(std::filesystem::begin(files), std::filesystem::end(files)));
    }

    std::filesystem::path folder_;
};

/// The text of the error that `call` throws, which must be an `E`.
template <class E, class F>
std::string error_text(F call) {
    try {
        call();
    } catch (const E& error) {
        return error.what();
    }
    ADD_FAILURE() << "nothing was thrown";
    return "";
}

}  // namespace tenon::lib::io
