// SPDX-License-Identifier: MIT
#include "runtime/cpu/cpu_info.hpp"

#include <cpuid.h>
#include <sched.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace tenon::runtime::cpu {
namespace {

std::string read_line(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

std::string model() {
    char name[49] = {};
    for (unsigned leaf = 0; leaf < 3; ++leaf) {
        unsigned words[4] = {};
        if (__get_cpuid(0x80000002 + leaf, &words[0], &words[1], &words[2], &words[3]) == 0)
            return "unknown";
        std::memcpy(name + leaf * sizeof words, words, sizeof words);
    }
    std::string text = name;
    text.erase(0, text.find_first_not_of(' '));
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

/// "48K", "2M"
std::size_t size_of(const std::string& text) {
    std::size_t value = 0;
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            value = value * 10 + static_cast<std::size_t>(c - '0');
        else if (c == 'K')
            value <<= 10;
        else if (c == 'M')
            value <<= 20;
    }
    return value;
}

/// Processors in "0-3,8" or in a mask; sysfs gives both.
int count_in_list(const std::string& list) {
    int count = 0;
    for (std::size_t at = 0; at < list.size();) {
        std::size_t used = 0;
        const int first = std::stoi(list.substr(at), &used);
        int last = first;
        at += used;
        if (at < list.size() && list[at] == '-') {
            last = std::stoi(list.substr(at + 1), &used);
            at += used + 1;
        }
        count += last - first + 1;
        ++at;
    }
    return count;
}

std::vector<Cache> caches(const std::string& root) try {
    std::vector<Cache> found;
    for (int index = 0;; ++index) {
        const std::string folder =
            root + "/sys/devices/system/cpu/cpu0/cache/index" + std::to_string(index) + "/";
        const std::string level = read_line(folder + "level");
        if (level.empty())
            break;
        found.push_back({std::stoi(level), read_line(folder + "type"),
                         size_of(read_line(folder + "size")),
                         std::max(count_in_list(read_line(folder + "shared_cpu_list")), 1)});
    }
    return found;
} catch (const std::logic_error&) {
    return {};  // numbers that are none: better no caches than wrong ones
}

int usable_processors() {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

}  // namespace

CpuInfo read_cpu_info(const std::string& root) {
    return {.model = model(), .usable = usable_processors(), .caches = caches(root)};
}

const CpuInfo& cpu_info() {
    static const CpuInfo info = read_cpu_info();
    return info;
}

}  // namespace tenon::runtime::cpu
