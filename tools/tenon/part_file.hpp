// SPDX-License-Identifier: MIT
/// Files that are written piece by piece.
#pragma once

#include <string>

namespace tenon::tool {

/// A file that gets its name when it is whole; before, it lies beside its place under another one,
/// and is removed when it never becomes whole.
class PartFile {
public:
    /// @throws FileError where no file can be made, or something else has the name.
    explicit PartFile(std::string path);
    ~PartFile();
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;

    const std::string& path() const { return path_; }  ///< as the user gave it
    const std::string& part() const { return part_; }  ///< its name until then
    int descriptor() const { return descriptor_; }
    void give_name();  ///< @throws FileError

private:
    [[noreturn]] void fail(int error) const;

    std::string path_;
    std::string target_;  // links followed
    std::string part_;
    int descriptor_ = -1;
    bool named_ = false;
};

}  // namespace tenon::tool
