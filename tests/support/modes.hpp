// SPDX-License-Identifier: MIT
/// Where and how the tests of this process run. One program is run several times by ctest:
///   TENON_TEST_EXECUTION  interpreter (default), compiled, or automatic
///   TENON_TEST_DEVICE     cpu (default) or test
///   TENON_TEST_SMALL_AT_ONCE  set: small operations run without being recorded
///   TENON_VECTOR_BITS     128, 256 or 512: read by the engine itself
///   TENON_DIST_PARTS      2: tapes are split in two, read by the engine itself
#pragma once

#include <cstdint>
#include <string>

namespace support {

bool compiled_mode();
std::string device_name();

/// Puts this thread's settings back to those of the process: tests that change them call it last.
void apply_mode();

/// An environment variable as a number.
std::int64_t number_from(const char* variable, std::int64_t otherwise);

}  // namespace support
