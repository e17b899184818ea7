// SPDX-License-Identifier: MIT
/// How fast this machine moves memory, measured.
#pragma once

#include <cstdint>

namespace tenon::tool {

/// Bytes per second of out = x + a*y over arrays of `bytes` in all, on `threads` threads, the best
/// of about `seconds` of trying.
double triad_bandwidth(std::uint64_t bytes, int threads, double seconds);

}  // namespace tenon::tool
