// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include <tenon/runtime.hpp>

#include "codegen/codegen.hpp"
#include "engine/object_store.hpp"
#include "engine/settings.hpp"
#include "runtime/cpu/cpu_info.hpp"
#include "runtime/cpu/memory_limits.hpp"

namespace tenon {

namespace {

/// Those that hold data.
std::vector<CpuCache> data_caches(const runtime::cpu::CpuInfo& cpu) {
    std::vector<CpuCache> caches;
    for (const runtime::cpu::Cache& cache : cpu.caches)
        if (cache.type != "Instruction")
            caches.push_back({cache.level, cache.bytes, cache.shared_by});
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
    engine::check_environment();
    const codegen::Target& target = codegen::host_target();
    const runtime::cpu::MemoryLimits memory = runtime::cpu::memory_limits();
    const runtime::cpu::CpuInfo& cpu = runtime::cpu::cpu_info();
    SystemInfo info;
    info.cpu = cpu.model;
    info.cores = cpu.usable;
    info.threads = threads();
    info.vector_bits = target.vector_bits;
    info.target = target.to_text();
    info.caches = data_caches(cpu);
    info.memory_total = memory.total;
    info.memory_available = memory.available;
    info.back_ends = back_ends(target);
    return info;
}

KernelCacheInfo kernel_cache_info() {
    engine::check_environment();
    const runtime::ObjectCache& cache = engine::object_cache();
    const runtime::ObjectCache::Stats stats = cache.stats();
    return {cache.folder(), cache.problem(), stats.files, stats.bytes, cache.limit()};
}

std::uint64_t clear_kernel_cache() { return engine::object_cache().clear(); }

}  // namespace tenon
