// SPDX-License-Identifier: MIT
/// NumPy's .npy format, versions 1.0 to 3.0. Headers are parsed by our own bounded parser: a
/// hostile file gives an error, never more work or memory than its size explains.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tenon/dtype.hpp>

#include "lib/io/file.hpp"

namespace tenon::lib::io {

struct NpyHeader {
    DType type = DType::float64;
    bool other_byte_order = false;
    bool fortran_order = false;
    std::vector<std::int64_t> shape;
    std::uint64_t nbytes = 0;
};

/// The dictionary after the magic string. @throws FileError, DTypeError naming `path`.
NpyHeader parse_npy_header(std::string_view text, const std::string& path);

/// The head of a version 1.0 file: magic string, length and dictionary, padded to 64 bytes.
std::string npy_header(DType type, const std::vector<std::int64_t>& shape);

struct NpyContent {
    NpyHeader header;
    std::unique_ptr<std::byte[]> bytes;  ///< header.nbytes of them, in this machine's byte order
};
/// @throws FileError, DTypeError, MemoryError naming the file and the reason.
NpyContent read_npy(const std::string& path);

}  // namespace tenon::lib::io
