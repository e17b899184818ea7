// SPDX-License-Identifier: MIT
/// What the processor is, for `tenon info`.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tenon::runtime::cpu {

struct Cache {
    int level = 0;
    std::string type;  ///< "Data", "Instruction", "Unified"
    std::size_t bytes = 0;
    int shared_by = 1;  ///< logical processors
};

struct CpuInfo {
    std::string model;  ///< as the processor calls itself
    int usable = 1;     ///< logical processors that this process may run on
    std::vector<Cache> caches;
};

/// `root` stands in front of /sys, for tests.
CpuInfo read_cpu_info(const std::string& root = "");
const CpuInfo& cpu_info();

}  // namespace tenon::runtime::cpu
