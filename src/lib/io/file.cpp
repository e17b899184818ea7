// SPDX-License-Identifier: MIT
#include "lib/io/file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tenon/error.hpp>

namespace tenon::lib::io {

namespace {

constexpr int name_attempts = 100;

std::string folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

/// A name in the target's folder that nothing else is likely to have.
std::string temporary_name(const std::string& target, int attempt) {
    const std::size_t slash = target.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : target.substr(0, slash + 1);
    return folder + ".tenon-" + std::to_string(getpid()) + "-" + std::to_string(attempt) + ".tmp";
}

/// What a chain of links at `path` leads to: the file is replaced, not the link.
std::string resolve_links(const std::string& path) {
    char* const resolved = realpath(path.c_str(), nullptr);
    if (resolved == nullptr)
        return path;
    std::string text(resolved);
    std::free(resolved);
    return text;
}

}  // namespace

void fail(const std::string& path, const std::string& what) { throw FileError(path + ": " + what); }

void fail_errno(const std::string& path, const std::string& what, int error) {
    fail(path, what + ": " + std::generic_category().message(error));
}

// --- reading

InputFile::InputFile(std::string path) : path_(std::move(path)) {
    descriptor_ = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0)
        fail_errno(path_, "cannot open", errno);
    struct stat status{};
    if (fstat(descriptor_, &status) == 0) {
        if (S_ISDIR(status.st_mode)) {
            close(descriptor_);
            fail(path_, "is a folder, not a file");
        }
        if (S_ISREG(status.st_mode))
            size_ = static_cast<std::uint64_t>(status.st_size);
    }
}

InputFile::~InputFile() { close(descriptor_); }

std::size_t InputFile::read(void* out, std::size_t count) {
    std::size_t done = 0;
    while (done < count) {
        const ssize_t got = ::read(descriptor_, static_cast<std::byte*>(out) + done, count - done);
        if (got == 0)
            break;
        if (got < 0 && errno != EINTR)
            fail_errno(path_, "cannot read", errno);
        if (got > 0)
            done += static_cast<std::size_t>(got);
    }
    position_ += done;
    return done;
}

std::vector<std::byte> InputFile::read_all() {
    std::vector<std::byte> bytes;
    std::size_t done = 0;
    for (std::size_t step = size_.value_or(0) + 1;; step = std::size_t{1} << 20) {
        bytes.resize(done + step);
        const std::size_t got = read(bytes.data() + done, step);
        done += got;
        if (got < step)
            break;
    }
    bytes.resize(done);
    return bytes;
}

// --- writing

OutputFile::OutputFile(std::string path) : path_(std::move(path)), target_(resolve_links(path_)) {
    struct stat status{};
    if (stat(target_.c_str(), &status) != 0) {
        open_aside();
        return;
    }
    if (S_ISDIR(status.st_mode))
        fail(path_, "cannot write: it is a folder");
    if (access(target_.c_str(), W_OK) != 0)
        fail_errno(path_, "cannot write", errno);
    if (S_ISREG(status.st_mode)) {
        open_aside();
        static_cast<void>(fchmod(descriptor_, status.st_mode & 07777));
        return;
    }
    in_place_ = true;
    descriptor_ = open(target_.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0)
        fail_errno(path_, "cannot write", errno);
}

OutputFile::~OutputFile() {
    if (descriptor_ >= 0)
        close(descriptor_);
    if (!temporary_.empty())
        unlink(temporary_.c_str());
}

void OutputFile::open_aside() {
#ifdef O_TMPFILE
    // Giving it a name later goes through /proc.
    if (access("/proc/self/fd", X_OK) == 0)
        descriptor_ = open(folder_of(target_).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
#endif
    if (descriptor_ < 0 && !open_named())
        fail_errno(path_, "cannot write", errno);
}

bool OutputFile::open_named() {
    for (int attempt = 0; attempt < name_attempts; ++attempt) {
        const std::string name = temporary_name(target_, attempt);
        descriptor_ = open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor_ >= 0) {
            temporary_ = name;
            return true;
        }
        if (errno != EEXIST)
            return false;
    }
    return false;
}

void OutputFile::write(const void* bytes, std::size_t count) {
    std::size_t done = 0;
    while (done < count) {
        const ssize_t put =
            ::write(descriptor_, static_cast<const std::byte*>(bytes) + done, count - done);
        if (put < 0 && errno != EINTR)
            fail_errno(path_, "cannot write", errno);
        if (put > 0)
            done += static_cast<std::size_t>(put);
    }
}

void OutputFile::give_name() {
    const std::string source = "/proc/self/fd/" + std::to_string(descriptor_);
    for (int attempt = 0; attempt < name_attempts; ++attempt) {
        const std::string name = temporary_name(target_, attempt);
        if (linkat(AT_FDCWD, source.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0) {
            temporary_ = name;
            return;
        }
        if (errno != EEXIST)
            break;
    }
    fail_errno(path_, "cannot write", errno);
}

void OutputFile::commit() {
    if (!in_place_ && temporary_.empty())
        give_name();
    const int descriptor = descriptor_;
    descriptor_ = -1;
    if (close(descriptor) != 0)
        fail_errno(path_, "cannot write", errno);  // a quota, or a file server that is full
    if (in_place_)
        return;
    if (rename(temporary_.c_str(), target_.c_str()) != 0)
        fail_errno(path_, "cannot write", errno);
    temporary_.clear();
}

}  // namespace tenon::lib::io
