// SPDX-License-Identifier: MIT
#include <cstdio>

#include <nlohmann/json.hpp>
#include <tenon/error.hpp>
#include <tenon/runtime.hpp>

#include "command.hpp"
#include "options.hpp"
#include "report.hpp"

namespace tenon::tool {

namespace {

void print_info(bool json) {
    const KernelCacheInfo cache = kernel_cache_info();
    if (json) {
        const Json object = {{"folder", cache.folder},
                             {"problem", cache.problem},
                             {"kernels", cache.kernels},
                             {"bytes", cache.bytes},
                             {"limit", cache.limit}};
        std::puts(object.dump().c_str());
        return;
    }
    std::printf("folder   %s\n", cache.folder.c_str());
    if (!cache.problem.empty())
        std::printf("problem  %s\n", cache.problem.c_str());
    std::printf("kernels  %llu\n", static_cast<unsigned long long>(cache.kernels));
    std::printf("bytes    %llu of %llu\n", static_cast<unsigned long long>(cache.bytes),
                static_cast<unsigned long long>(cache.limit));
}

void clear(bool json) {
    const KernelCacheInfo cache = kernel_cache_info();
    if (!cache.problem.empty())
        throw FileError("the kernel cache is not used: " + cache.problem);
    const auto removed = static_cast<unsigned long long>(clear_kernel_cache());
    if (json)
        std::printf("{\"removed\":%llu}\n", removed);
    else
        std::printf("%llu kernels removed from %s\n", removed, cache.folder.c_str());
}

}  // namespace

int run_cache(int count, char** list) {
    std::string action = "info";
    bool json = false;
    Options options("tenon cache", "The folder of compiled kernels: its state, its path, or empty "
                                   "it.\nTENON_CACHE_DIR chooses another folder, "
                                   "TENON_CACHE_LIMIT its size in bytes (256M when\nnot set); the "
                                   "kernels not used for longest make room for new ones.");
    options.choice("ACTION", action, {"info", "clear", "path"}, "what to do (default: info)");
    options.flag("--json", json, "print one JSON object instead of text");
    if (!options.parse(count, list))
        return 0;
    if (action == "clear")
        clear(json);
    else if (action == "info" || json)
        print_info(json);
    else
        std::puts(kernel_cache_info().folder.c_str());
    return 0;
}

}  // namespace tenon::tool
