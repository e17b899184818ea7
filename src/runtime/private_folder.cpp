// SPDX-License-Identifier: MIT
#include "runtime/private_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tenon::runtime {
namespace {

int open_folder(const std::string& path) {
    return open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/// Makes what is missing of a path. Errors show when it is opened.
void make_folders(const std::string& path) {
    for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
        mkdir(path.substr(0, slash).c_str(), 0700);
        if (slash == std::string::npos)
            return;
    }
}

std::string reason(int error) {
    // O_NOFOLLOW and O_DIRECTORY give these for links and files.
    if (error == ELOOP || error == ENOTDIR)
        return "it is a link or no folder";
    return std::strerror(error);
}

}  // namespace

bool FileHandle::close() { return fd_ < 0 || ::close(std::exchange(fd_, -1)) == 0; }

bool is_private(const struct stat& status) {
    return status.st_uid == geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

FileHandle open_private_folder(const std::string& path, bool create, std::string* problem) {
    int fd = open_folder(path);
    if (fd < 0 && errno == ENOENT && create) {
        make_folders(path);
        fd = open_folder(path);
    }
    if (fd < 0) {
        *problem = reason(errno);
        return FileHandle();
    }
    FileHandle folder(fd);
    struct stat status{};
    if (fstat(fd, &status) != 0) {
        *problem = reason(errno);
    } else if (status.st_uid != geteuid()) {
        *problem = "it belongs to another user";
    } else if (!is_private(status)) {
        *problem = "others may write to it";
    } else {
        return folder;
    }
    return FileHandle();
}

}  // namespace tenon::runtime
