// SPDX-License-Identifier: MIT
/// Small pieces of text for messages.
#pragma once

#include <cstddef>
#include <string>

namespace tenon::base {

/// "1 byte", "640 bytes", "1.5 KiB", "23.4 GiB"; three digits at most, rounded down, so that a
/// message never claims more than there is.
std::string format_bytes(std::size_t bytes);

}  // namespace tenon::base
