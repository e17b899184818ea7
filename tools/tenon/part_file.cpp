// SPDX-License-Identifier: MIT
#include "part_file.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <tenon/error.hpp>
#include <unistd.h>

namespace tenon::tool {

namespace fs = std::filesystem;

PartFile::PartFile(std::string path) : path_(std::move(path)) {
    std::error_code none;
    const fs::path found = fs::canonical(path_, none);
    const fs::path target = none ? fs::path(path_) : found;
    if (!none && !fs::is_regular_file(target))
        throw FileError(path_ + ": cannot write: it is not a file");
    target_ = target.string();
    const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
    for (int i = 0; descriptor_ < 0; ++i) {
        part_ = (folder / ("." + target.filename().string() + "." + std::to_string(getpid()) + "_" +
                           std::to_string(i)))
                    .string();
        descriptor_ = open(part_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor_ < 0 && errno != EEXIST)
            fail(errno);
    }
}

PartFile::~PartFile() {
    close(descriptor_);
    if (!named_)
        unlink(part_.c_str());
}

void PartFile::give_name() {
    if (std::rename(part_.c_str(), target_.c_str()) != 0)
        fail(errno);
    named_ = true;
}

void PartFile::fail(int error) const {
    throw FileError(path_ + ": cannot write: " + std::generic_category().message(error));
}

}  // namespace tenon::tool
