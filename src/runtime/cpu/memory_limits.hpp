// SPDX-License-Identifier: MIT
/// How much memory there is: of the machine, of the control group (containers), of the process.
#pragma once

#include <cstddef>
#include <string>

namespace tenon::runtime::cpu {

struct MemoryLimits {
    std::size_t total = 0;      ///< more can never be had
    std::size_t available = 0;  ///< could be had now, swap space included
};

/// `root` stands in front of /proc and /sys, for tests. What cannot be read does not limit.
MemoryLimits memory_limits(const std::string& root = "");

}  // namespace tenon::runtime::cpu
