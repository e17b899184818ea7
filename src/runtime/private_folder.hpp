// SPDX-License-Identifier: MIT
/// A folder whose files will be executed: only its owner may have put anything there.
#pragma once

#include <sys/stat.h>

#include <string>
#include <utility>

namespace tenon::runtime {

class FileHandle {
public:
    explicit FileHandle(int fd = -1) : fd_(fd) {}
    ~FileHandle() { close(); }
    FileHandle(FileHandle&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    FileHandle& operator=(FileHandle&& other) noexcept {
        close();
        fd_ = std::exchange(other.fd_, -1);
        return *this;
    }
    FileHandle(const FileHandle&) = delete;
    FileHandle& operator=(const FileHandle&) = delete;

    bool valid() const { return fd_ >= 0; }
    int get() const { return fd_; }
    /// False when the system says that what was written is lost.
    bool close();

private:
    int fd_;
};

/// Owned by this user, and nobody else may write to it.
bool is_private(const struct stat& status);

/// Opens a folder, made (with its parents, mode 0700) when `create` and absent. Not valid, with
/// `problem` in words, when that fails or when it is a link, another's, or open to others.
FileHandle open_private_folder(const std::string& path, bool create, std::string* problem);

}  // namespace tenon::runtime
