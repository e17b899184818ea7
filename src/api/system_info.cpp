// SPDX-License-Identifier: MIT
#include <charconv>
#include <fstream>
#include <string>

#include <sched.h>
#include <tenon/runtime.hpp>

#include "codegen/codegen.hpp"
#include "engine/object_store.hpp"
#include "runtime/cpu/memory_limits.hpp"

namespace tenon {

namespace {

std::string first_line(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

std::string cpu_name() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name"))
            if (const std::size_t colon = line.find(": "); colon != std::string::npos)
                return line.substr(colon + 2);
    return "unknown";
}

int usable_cores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

/// "32768K" of the kernel's cache descriptions.
std::uint64_t parse_size(const std::string& text) {
    std::uint64_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const char unit = stop < text.data() + text.size() ? *stop : ' ';
    return error != std::errc() ? 0 : value << (unit == 'K' ? 10 : unit == 'M' ? 20 : 0);
}

/// How many CPUs a list such as "0-3,8-11" names.
int count_list(const std::string& text) {
    int count = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t comma = std::min(text.find(',', at), text.size());
        const std::string part = text.substr(at, comma - at);
        const std::size_t dash = part.find('-');
        int first = 0;
        int last = 0;
        std::from_chars(part.data(), part.data() + part.size(), first);
        last = first;
        if (dash != std::string::npos)
            std::from_chars(part.data() + dash + 1, part.data() + part.size(), last);
        count += last - first + 1;
        at = comma + 1;
    }
    return std::max(count, 1);
}

std::vector<CpuCache> cpu_caches() {
    std::vector<CpuCache> caches;
    for (int i = 0; i < 8; ++i) {
        const std::string folder =
            "/sys/devices/system/cpu/cpu0/cache/index" + std::to_string(i) + "/";
        const std::string level = first_line(folder + "level");
        if (level.empty())
            break;
        if (first_line(folder + "type") == "Instruction")
            continue;
        caches.push_back({level[0] - '0', parse_size(first_line(folder + "size")),
                          count_list(first_line(folder + "shared_cpu_list"))});
    }
    return caches;
}

std::vector<BackEnd> back_ends(const codegen::Target& target) {
    const std::string vectors = std::to_string(target.vector_bits) + "-bit vectors";
    std::string why;
    const bool compiler = codegen::available(&why);
    return {
        {"interpreter", true, vectors},
        {"compiler", compiler, compiler ? codegen::version() + " for " + target.cpu : why},
        {"opencl", false, "not part of this version"},
        {"cuda", false, "not part of this version"},
        {"mpi", false, "not part of this version"},
    };
}

}  // namespace

SystemInfo system_info() {
    const codegen::Target& target = codegen::host_target();
    const runtime::cpu::MemoryLimits memory = runtime::cpu::memory_limits();
    SystemInfo info;
    info.cpu = cpu_name();
    info.cores = usable_cores();
    info.threads = threads();
    info.vector_bits = target.vector_bits;
    info.target = target.to_text();
    info.caches = cpu_caches();
    info.memory_total = memory.total;
    info.memory_available = memory.available;
    info.back_ends = back_ends(target);
    return info;
}

KernelCacheInfo kernel_cache_info() {
    const runtime::ObjectCache& cache = engine::object_cache();
    const runtime::ObjectCache::Stats stats = cache.stats();
    return {cache.folder(), cache.problem(), stats.files, stats.bytes};
}

std::uint64_t clear_kernel_cache() { return engine::object_cache().clear(); }

}  // namespace tenon
