// SPDX-License-Identifier: MIT
/// Streams of bytes that come in and go out, by name or through a pipe.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "part_file.hpp"

namespace tenon::tool {

/// A file, or standard input.
class ByteSource {
public:
    /// "-" is standard input. @throws FileError; UsageError where that is a terminal.
    explicit ByteSource(const std::string& path);
    ~ByteSource();
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;

    const std::string& name() const { return name_; }  ///< for messages
    /// Up to so many bytes; 0 at the end. @throws FileError, Interrupted
    std::size_t read(void* out, std::size_t count) const;

private:
    std::string name_;
    int descriptor_;
    bool owned_;
};

/// A file that gets its name when it is whole, or standard output.
class ByteSink {
public:
    /// "-" is standard output. @throws FileError; UsageError where that is a terminal.
    explicit ByteSink(const std::string& path);
    /// @throws FileError, Interrupted
    void write(const void* bytes, std::size_t count) const;
    void finish();

private:
    std::optional<PartFile> file_;
    std::string name_;
    int descriptor_;
};

}  // namespace tenon::tool
