// SPDX-License-Identifier: MIT
/// Environment variables: nothing else in the library reads them. A value that makes no sense is an
/// error that names the variable, the value and what may be written; an empty one counts as not
/// set.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::base {

/// Null when it is not set, or empty, or when the program has more rights than who started it.
const char* environment(const char* name);

/// @throws ValueError always.
[[noreturn]] void refuse_environment(const char* name, const std::string& allowed);

/// The folder's name.
/// @throws ValueError when there is no such folder.
const char* environment_folder(const char* name);

/// @throws ValueError when it is not a whole number from `lowest` to `highest`.
std::optional<std::int64_t> environment_number(const char* name, std::int64_t lowest,
                                               std::int64_t highest);

/// The position of the value among `choices`.
/// @throws ValueError when it is none of them.
std::optional<std::size_t> environment_choice(const char* name,
                                              std::initializer_list<std::string_view> choices);

/// One word or another, in capitals or not, as OpenMP's variables are written.
/// @throws ValueError when it is neither.
void check_environment_words(const char* name, std::string_view one, std::string_view other);

/// Whole numbers above zero between commas, one for each level of parallelism in OpenMP.
/// @throws ValueError when it is something else.
void check_environment_counts(const char* name);

/// A number of bytes; K, M and G stand for 2^10, 2^20 and 2^30.
/// @throws ValueError when it is something else, or too large.
std::optional<std::uint64_t> environment_bytes(const char* name);

}  // namespace tenon::base
