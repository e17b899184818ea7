// SPDX-License-Identifier: MIT
#include <cstdio>

#include <nlohmann/json.hpp>
#include <tenon/runtime.hpp>

#include "bandwidth.hpp"
#include "command.hpp"
#include "options.hpp"
#include "report.hpp"

namespace tenon::tool {

namespace {

struct Bandwidth {
    std::string where;
    double one_thread = 0;  // bytes per second
    double all_threads = 0;
};

std::string size_text(std::uint64_t bytes) {
    char text[32];
    if (bytes >= std::uint64_t{1} << 30)
        std::snprintf(text, sizeof text, "%.1f GiB", static_cast<double>(bytes) / (1 << 30));
    else if (bytes >= 1 << 20)
        std::snprintf(text, sizeof text, "%.1f MiB", static_cast<double>(bytes) / (1 << 20));
    else
        std::snprintf(text, sizeof text, "%llu KiB", static_cast<unsigned long long>(bytes >> 10));
    return text;
}

/// Streams that fill half of each cache, and one that no cache holds.
std::vector<Bandwidth> measure(const SystemInfo& system) {
    constexpr double seconds = 0.05;
    constexpr std::uint64_t most_cache = std::uint64_t{128} << 20;
    std::vector<Bandwidth> list;
    for (const CpuCache& cache : system.caches) {
        // Virtual machines name the whole of a cache that they have a small part of.
        if (cache.level < 2 || cache.bytes > most_cache)
            continue;
        stop_if_interrupted();
        // A cache of each core holds a part for each thread, a shared one holds one part in all.
        const auto copies =
            static_cast<std::uint64_t>(std::max(1, system.threads / std::max(1, cache.shared_by)));
        list.push_back({"L" + std::to_string(cache.level),
                        triad_bandwidth(cache.bytes / 2, 1, seconds),
                        triad_bandwidth(cache.bytes / 2 * copies, system.threads, seconds)});
    }
    stop_if_interrupted();
    const std::uint64_t beyond = std::min(4 * most_cache, system.memory_available / 4);
    list.push_back({"memory", triad_bandwidth(beyond, 1, 4 * seconds),
                    triad_bandwidth(beyond, system.threads, 4 * seconds)});
    return list;
}

void print_object(const SystemInfo& system, const KernelCacheInfo& cache,
                  const std::vector<Bandwidth>& bandwidths) {
    Json object = {{"version", TENON_VERSION_STRING},
                   {"cpu", system.cpu},
                   {"cores", system.cores},
                   {"threads", system.threads},
                   {"vector_bits", system.vector_bits},
                   {"target", system.target},
                   {"memory_bytes", system.memory_total},
                   {"memory_available_bytes", system.memory_available}};
    for (const CpuCache& one : system.caches)
        object["caches"].push_back(
            {{"level", one.level}, {"bytes", one.bytes}, {"shared_by", one.shared_by}});
    for (const Bandwidth& one : bandwidths)
        object["bandwidths"].push_back({{"where", one.where},
                                        {"bytes_per_second_one_thread", one.one_thread},
                                        {"bytes_per_second", one.all_threads}});
    for (const BackEnd& one : system.back_ends)
        object["back_ends"].push_back(
            {{"name", one.name}, {"available", one.available}, {"detail", one.detail}});
    object["kernel_cache"] = {{"folder", cache.folder},
                              {"problem", cache.problem},
                              {"kernels", cache.kernels},
                              {"bytes", cache.bytes}};
    std::puts(object.dump().c_str());
}

void print_text(const SystemInfo& system, const KernelCacheInfo& cache,
                const std::vector<Bandwidth>& bandwidths) {
    std::printf("Tenon %s\n\n", TENON_VERSION_STRING);
    std::printf("CPU           %s\n", system.cpu.c_str());
    std::printf("cores         %d, of which kernels use %d\n", system.cores, system.threads);
    std::printf("vectors       %d bits (%s)\n", system.vector_bits, system.target.c_str());
    for (const CpuCache& one : system.caches)
        std::printf("L%d cache      %s, shared by %d\n", one.level, size_text(one.bytes).c_str(),
                    one.shared_by);
    std::printf("memory        %s, %s available\n", size_text(system.memory_total).c_str(),
                size_text(system.memory_available).c_str());
    for (const Bandwidth& one : bandwidths)
        std::printf("%-7s GB/s  %.0f on one thread, %.0f on %d\n", one.where.c_str(),
                    one.one_thread * 1e-9, one.all_threads * 1e-9, system.threads);
    std::printf("\n");
    for (const BackEnd& one : system.back_ends)
        std::printf("%-13s %s%s\n", one.name.c_str(),
                    one.available ? "" : "no: ", one.detail.c_str());
    std::printf("\nkernel cache  %s\n", cache.folder.c_str());
    if (!cache.problem.empty())
        std::printf("              not used: %s\n", cache.problem.c_str());
    else
        std::printf("              %llu kernels, %s\n",
                    static_cast<unsigned long long>(cache.kernels), size_text(cache.bytes).c_str());
}

}  // namespace

int run_info(int count, char** list) {
    bool json = false;
    Options options("tenon info",
                    "This machine, as Tenon sees it: CPU, vectors, caches, measured bandwidths,\n"
                    "back ends and the folder of compiled kernels.");
    options.flag("--json", json, "print one JSON object instead of text");
    if (!options.parse(count, list))
        return 0;
    const SystemInfo system = system_info();
    const std::vector<Bandwidth> bandwidths = measure(system);
    if (json)
        print_object(system, kernel_cache_info(), bandwidths);
    else
        print_text(system, kernel_cache_info(), bandwidths);
    return 0;
}

}  // namespace tenon::tool
