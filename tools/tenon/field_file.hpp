// SPDX-License-Identifier: MIT
/// Fields that jobs take from files.
#pragma once

#include <string>

#include <tenon/array.hpp>

namespace tenon::tool {

/// A field of n points on each side in `dims` dimensions: FILE.npy holds one, of any real dtype,
/// and FILE.png is sampled (two dimensions only), black as 0 and white as `white`.
/// `option` is what the user gave the path with, and `words` what else could stand there.
/// @throws UsageError, FileError
Array load_field(const std::string& option, const std::string& words, const std::string& path,
                 std::int64_t n, int dims, DType type, double white);

}  // namespace tenon::tool
