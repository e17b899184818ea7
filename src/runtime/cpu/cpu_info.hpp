// SPDX-License-Identifier: MIT
/// What the processor is, for `tenon info`, cache keys and choices by cache size.
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
    std::string vendor;     ///< "GenuineIntel", "AuthenticAMD"
    std::string model;      ///< as the processor calls itself
    int vector_bits = 128;  ///< of the widest instructions that we use
    bool fma = false;
    int logical = 1;   ///< processors of the machine
    int usable = 1;    ///< that this process may run on
    int physical = 1;  ///< cores of the machine
    std::vector<Cache> caches;
    std::size_t memory_bytes = 0;

    /// Of the data cache of `level` (1..3), or 0 when it is not known.
    std::size_t cache_bytes(int level) const;
};

/// `root` stands in front of /sys, for tests.
CpuInfo read_cpu_info(const std::string& root = "");
const CpuInfo& cpu_info();

/// Gigabytes a second of c = a + s * b with arrays of `bytes` each on all threads, counted as three
/// streams; takes a fraction of a second.
double measure_bandwidth(std::size_t bytes);

}  // namespace tenon::runtime::cpu
