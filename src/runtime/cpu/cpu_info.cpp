// SPDX-License-Identifier: MIT
#include "runtime/cpu/cpu_info.hpp"

#include <cpuid.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

#include "runtime/cpu/memory_limits.hpp"
#include "runtime/cpu/threads.hpp"

namespace tenon::runtime::cpu {
namespace {

std::string read_line(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

std::string vendor() {
    unsigned highest = 0;
    unsigned words[3] = {};
    if (__get_cpuid(0, &highest, &words[0], &words[2], &words[1]) == 0)
        return "unknown";
    return {reinterpret_cast<const char*>(words), sizeof words};
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

int physical_cores(const std::string& root, int logical) {
    std::set<std::string> cores;
    for (int cpu = 0; cpu < logical; ++cpu) {
        const std::string siblings =
            read_line(root + "/sys/devices/system/cpu/cpu" + std::to_string(cpu) +
                      "/topology/thread_siblings_list");
        if (!siblings.empty())
            cores.insert(siblings);
    }
    return cores.empty() ? logical : static_cast<int>(cores.size());
}

int usable_processors(int logical) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : logical;
}

int vector_bits() {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        return 512;
    return __builtin_cpu_supports("avx2") ? 256 : 128;
}

void fill(const void*, const std::int64_t* args, std::int64_t, std::int64_t, std::int64_t begin,
          std::int64_t end) {
    auto* a = reinterpret_cast<double*>(args[0]);
    std::fill(a + begin, a + end, 1.0);
}

/// Memory of the pool, touched first by the threads that will use it.
class Stream {
public:
    explicit Stream(const Space& space)
        : bytes_(static_cast<std::size_t>(space.inner) * sizeof(double)),
          data_(cpu_device().allocate(bytes_)) {
        const Program program(Entry{fill, nullptr, nullptr, true});
        const std::int64_t args[] = {word()};
        run_parallel(program, args, space);
    }
    ~Stream() { cpu_device().release(data_, bytes_); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    std::int64_t word() const { return reinterpret_cast<std::int64_t>(data_); }

private:
    std::size_t bytes_;
    void* data_;
};

void triad(const void*, const std::int64_t* args, std::int64_t, std::int64_t, std::int64_t begin,
           std::int64_t end) {
    const auto* a = reinterpret_cast<const double*>(args[0]);
    const auto* b = reinterpret_cast<const double*>(args[1]);
    auto* c = reinterpret_cast<double*>(args[2]);
    for (std::int64_t i = begin; i < end; ++i)
        c[i] = a[i] + 3.0 * b[i];
}

}  // namespace

std::size_t CpuInfo::cache_bytes(int level) const {
    for (const Cache& cache : caches)
        if (cache.level == level && cache.type != "Instruction")
            return cache.bytes;
    return 0;
}

CpuInfo read_cpu_info(const std::string& root) {
    CpuInfo info;
    info.vendor = vendor();
    info.model = model();
    info.vector_bits = vector_bits();
    info.fma = __builtin_cpu_supports("fma") != 0;
    info.logical = static_cast<int>(std::max(sysconf(_SC_NPROCESSORS_ONLN), 1L));
    info.usable = usable_processors(info.logical);
    info.physical = physical_cores(root, info.logical);
    info.caches = caches(root);
    info.memory_bytes = memory_limits(root).total;
    return info;
}

const CpuInfo& cpu_info() {
    static const CpuInfo info = read_cpu_info();
    return info;
}

double measure_bandwidth(std::size_t bytes) {
    Space space;
    space.inner = static_cast<std::int64_t>(std::max<std::size_t>(bytes / sizeof(double), 1));
    space.cost_ns = 0.5;
    const Stream a(space);
    const Stream b(space);
    const Stream c(space);
    const Program program(Entry{triad, nullptr, nullptr, true});
    const std::int64_t args[] = {a.word(), b.word(), c.word()};
    double best = 0;
    for (int repeat = 0; repeat < 5; ++repeat) {
        const auto start = std::chrono::steady_clock::now();
        run_parallel(program, args, space);
        const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
        const double moved = 3.0 * sizeof(double) * static_cast<double>(space.inner);
        best = std::max(best, moved * 1e-9 / std::max(time.count(), 1e-9));
    }
    return best;
}

}  // namespace tenon::runtime::cpu
