// SPDX-License-Identifier: MIT
/// Files: reading with errors that name the file and the reason, writing that leaves either the
/// whole new file or what was there before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::lib::io {

/// @throws FileError "path: what: the system's reason".
[[noreturn]] void fail(const std::string& path, const std::string& what);
[[noreturn]] void fail_errno(const std::string& path, const std::string& what, int error);

class InputFile {
public:
    explicit InputFile(std::string path);
    ~InputFile();
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    const std::string& path() const { return path_; }
    /// Bytes in the file, where that is known before reading (not of a pipe).
    std::optional<std::uint64_t> size() const { return size_; }
    std::uint64_t position() const { return position_; }  ///< bytes read so far
    /// Reads until `count` bytes are there or the file ends; returns how many were read.
    std::size_t read(void* out, std::size_t count);
    /// Everything that is left.
    std::vector<std::byte> read_all();

private:
    std::string path_;
    int descriptor_ = -1;
    std::optional<std::uint64_t> size_;
    std::uint64_t position_ = 0;
};

/// A file that appears under its name only when commit() has been called. Until then its bytes
/// are in a file of the same folder that has no name where the system allows that, so that even a
/// killed process leaves nothing behind.
class OutputFile {
public:
    explicit OutputFile(std::string path);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    const std::string& path() const { return path_; }
    void write(const void* bytes, std::size_t count);
    void write(std::string_view text) { write(text.data(), text.size()); }
    void commit();

private:
    void open_aside();
    bool open_named();
    void give_name();

    std::string path_;       // as the user gave it, for messages
    std::string target_;     // links resolved
    std::string temporary_;  // empty while the file has no name
    int descriptor_ = -1;
    bool in_place_ = false;  // devices and pipes are written directly
};

}  // namespace tenon::lib::io
