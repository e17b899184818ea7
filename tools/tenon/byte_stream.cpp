// SPDX-License-Identifier: MIT
#include "byte_stream.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <tenon/error.hpp>
#include <unistd.h>

#include "command.hpp"
#include "programs.hpp"

namespace tenon::tool {

namespace {

std::string reason(int error) { return std::generic_category().message(error); }

/// Frames are larger than the 64 KiB that a pipe holds at first.
void widen_pipe(int descriptor) {
#ifdef F_SETPIPE_SZ
    fcntl(descriptor, F_SETPIPE_SZ, 1 << 20);
#endif
}

}  // namespace

ByteSource::ByteSource(const std::string& path)
    : name_(path == "-" ? "standard input" : path), descriptor_(STDIN_FILENO), owned_(path != "-") {
    if (owned_)
        descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    else if (isatty(descriptor_) == 1)
        throw UsageError("standard input is a terminal, not a stream: name a file (--input), or "
                         "let ffmpeg write into a pipe");
    if (descriptor_ < 0)
        throw FileError(name_ + ": cannot open: " + reason(errno));
    widen_pipe(descriptor_);
}

ByteSource::~ByteSource() {
    if (owned_)
        close(descriptor_);
}

std::size_t ByteSource::read(void* out, std::size_t count) const {
    constexpr int look_again_ms = 100;
    for (;;) {
        stop_if_interrupted();
        pollfd ready = {descriptor_, POLLIN, 0};
        if (poll(&ready, 1, look_again_ms) <= 0)
            continue;
        const ssize_t got = ::read(descriptor_, out, count);
        if (got >= 0)
            return static_cast<std::size_t>(got);
        if (errno != EINTR && errno != EAGAIN)
            throw FileError(name_ + ": cannot read: " + reason(errno));
    }
}

ByteSink::ByteSink(const std::string& path)
    : name_(path == "-" ? "standard output" : path), descriptor_(STDOUT_FILENO) {
    survive_broken_pipes();
    if (path != "-")
        descriptor_ = file_.emplace(path).descriptor();
    else if (isatty(descriptor_) == 1)
        throw UsageError("standard output is a terminal: name a file (--output), or let ffplay "
                         "read from a pipe");
    widen_pipe(descriptor_);
}

void ByteSink::write(const void* bytes, std::size_t count) const {
    const int error = write_all(descriptor_, bytes, count);
    if (error != 0)
        throw FileError(name_ + ": cannot write: " + reason(error));
}

void ByteSink::finish() {
    if (file_)
        file_->give_name();
}

}  // namespace tenon::tool
