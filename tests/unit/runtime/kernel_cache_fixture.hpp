// SPDX-License-Identifier: MIT
/// A kernel cache in a folder of its own, and a look at its files.
#pragma once

#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "child.hpp"
#include "runtime/code_loader.hpp"
#include "scratch_folder.hpp"

namespace tenon::runtime {

namespace fs = std::filesystem;

inline base::Hash128 key(std::uint64_t number) { return {number, ~number}; }

inline ObjectCache::Object object(std::size_t bytes, char fill = 'o') {
    return {std::string(bytes, fill), "kernel_" + std::to_string(bytes)};
}

inline std::string read(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

inline void write(const fs::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
}

inline mode_t mode_of(const fs::path& path) {
    struct stat status{};
    return lstat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

inline void make_old(const fs::path& path, std::chrono::hours age) {
    fs::last_write_time(path, fs::file_time_type::clock::now() - age);
}

class KernelCache : public testing::Test {
protected:
    KernelCache() {
        former_ =
            base::set_warning_sink([this](std::string_view text) { warnings_.emplace_back(text); });
        base::forget_warnings();
    }
    ~KernelCache() override { base::set_warning_sink(std::move(former_)); }

    std::string folder() const { return scratch_.path() + "/cache/tenon"; }
    fs::path file(std::uint64_t number) const {
        return folder() + "/" + key(number).hex() + ".tno";
    }
    std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(folder()), fs::directory_iterator()));
    }

    ScratchFolder scratch_;
    std::vector<std::string> warnings_;

private:
    base::WarningSink former_;
};

}  // namespace tenon::runtime
