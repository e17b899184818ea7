// SPDX-License-Identifier: MIT
#include "runtime/cpu/memory_limits.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>

namespace tenon::runtime::cpu {
namespace {

std::string read_text(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    if (file)
        text << file.rdbuf();
    return text.str();
}

/// The first number in `text`; none for "max" and empty files.
std::optional<std::size_t> first_number(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\n");
    std::size_t value = 0;
    if (begin == std::string_view::npos ||
        std::from_chars(text.data() + begin, text.data() + text.size(), value).ec != std::errc())
        return std::nullopt;
    return value;
}

/// The number behind "name:" at the start of a line, in bytes; /proc counts in kB.
std::optional<std::size_t> proc_entry(std::string_view text, std::string_view name) {
    const std::size_t at = text.find(name);
    if (at == std::string_view::npos || (at > 0 && text[at - 1] != '\n'))
        return std::nullopt;
    const auto kilobytes = first_number(text.substr(at + name.size()));
    return kilobytes ? std::optional(*kilobytes * 1024) : std::nullopt;
}

void lower(MemoryLimits& limits, std::size_t limit, std::size_t used) {
    limits.total = std::min(limits.total, limit);
    limits.available = std::min(limits.available, limit > used ? limit - used : 0);
}

/// Bytes of cached files, which the kernel drops when memory is short, though they count as used.
std::size_t cached_files(const std::string& folder) {
    const std::string text = "\n" + read_text(folder + "memory.stat");
    std::size_t bytes = 0;
    for (const std::string name : {"\ninactive_file ", "\nactive_file "})
        if (const std::size_t at = text.find(name); at != std::string::npos)
            bytes += first_number(std::string_view(text).substr(at + name.size())).value_or(0);
    return bytes;
}

/// The limits of a control group and of all that it lies in.
void lower_to_group(MemoryLimits& limits, const std::string& mount, std::string group,
                    const char* limit_name, const char* usage_name) {
    for (;;) {
        const std::string folder = mount + group + "/";
        if (const auto limit = first_number(read_text(folder + limit_name))) {
            const std::size_t cache = cached_files(folder);
            const std::size_t used = first_number(read_text(folder + usage_name)).value_or(0);
            lower(limits, *limit, used > cache ? used - cache : 0);
        }
        const std::size_t slash = group.rfind('/');
        if (slash == std::string::npos)
            return;
        group.resize(slash);
    }
}

void lower_to_groups(MemoryLimits& limits, const std::string& root) {
    std::istringstream lines(read_text(root + "/proc/self/cgroup"));
    for (std::string line; std::getline(lines, line);) {
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos)
            continue;
        const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
        std::string group = line.substr(second + 1);
        if (group == "/")
            group.clear();
        if (controllers == ",,")
            lower_to_group(limits, root + "/sys/fs/cgroup", group, "memory.max", "memory.current");
        else if (controllers.find(",memory,") != std::string::npos)
            lower_to_group(limits, root + "/sys/fs/cgroup/memory", group, "memory.limit_in_bytes",
                           "memory.usage_in_bytes");
    }
}

std::size_t physical_memory() {
    const long pages = sysconf(_SC_PHYS_PAGES);
    const long page = sysconf(_SC_PAGESIZE);
    return pages > 0 && page > 0 ? static_cast<std::size_t>(pages) * static_cast<std::size_t>(page)
                                 : SIZE_MAX;
}

}  // namespace

MemoryLimits memory_limits(const std::string& root) {
    const std::string meminfo = read_text(root + "/proc/meminfo");
    MemoryLimits limits;
    limits.total =
        root.empty() ? physical_memory() : proc_entry(meminfo, "MemTotal:").value_or(SIZE_MAX);
    limits.available = limits.total;
    if (const auto available = proc_entry(meminfo, "MemAvailable:"))
        limits.available = *available + proc_entry(meminfo, "SwapFree:").value_or(0);
    lower_to_groups(limits, root);
    // ulimit -v counts addresses, not memory, but a request beyond it fails all the same.
    rlimit addresses{};
    if (root.empty() && getrlimit(RLIMIT_AS, &addresses) == 0 &&
        addresses.rlim_cur != RLIM_INFINITY)
        lower(limits, addresses.rlim_cur,
              proc_entry(read_text("/proc/self/status"), "VmSize:").value_or(0));
    return limits;
}

}  // namespace tenon::runtime::cpu
