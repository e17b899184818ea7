// SPDX-License-Identifier: MIT
#include "codegen/plugin.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <vector>

#include "base/environment.hpp"

namespace tenon::codegen {

namespace {

constexpr const char* file_name = "libtenon_llvm.so";

/// The folder of the file that holds this code: libtenon.so, or a test's program.
std::string own_folder() {
    Dl_info info{};
    if (dladdr(reinterpret_cast<const void*>(&own_folder), &info) == 0 || info.dli_fname == nullptr)
        return {};
    std::string path = info.dli_fname;
    if (path.find('/') == std::string::npos) {  // a program found through PATH
        std::string self(4096, '\0');
        const ssize_t size = readlink("/proc/self/exe", self.data(), self.size());
        if (size <= 0)
            return {};
        path = self.substr(0, static_cast<std::size_t>(size));
    }
    return path.substr(0, path.rfind('/'));
}

std::vector<std::string> candidates() {
    if (const char* chosen = base::environment("TENON_LLVM_PLUGIN"))
        return {chosen};
    return beside_library(file_name);
}

template <class Function>
bool find(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library, name));
    return function != nullptr;
}

Plugin load() {
    Plugin found;
    for (const std::string& path : candidates()) {
        // Local and never unloaded: LLVM's static state must not meet another LLVM, nor die
        // before code that still compiles on another thread.
        void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
        if (library == nullptr) {
            found.problem += std::string(found.problem.empty() ? "" : "; ") + dlerror();
            continue;
        }
        decltype(&tenon_llvm_version) plugin_version = nullptr;
        if (!find(library, "tenon_llvm_version", plugin_version) ||
            !find(library, "tenon_llvm_compile", found.compile)) {
            found.problem = path + " is not Tenon's compiler plug-in";
        } else if (plugin_version() != version()) {
            found.problem = path + " belongs to another build of Tenon (" + plugin_version() +
                            ", this is " + version() + ")";
        } else {
            found.path = path;
            found.problem.clear();
            return found;
        }
        found.compile = nullptr;
        return found;
    }
    found.problem = "the compiler plug-in was not found: " + found.problem;
    return found;
}

struct Sink {
    std::string object;
    std::string error;
};

}  // namespace

std::vector<std::string> beside_library(const char* name) {
    std::vector<std::string> paths;
    if (const char* folder = base::environment("TENON_PLUGIN_DIR"))
        paths.push_back(std::string(folder) + "/" + name);
    const std::string own = own_folder();
    for (const char* below : {"/tenon/", "/lib/tenon/", "/../lib/tenon/", "/"})
        paths.push_back(own + below + name);
    return paths;
}

Answer compile_here(const kernel::Kernel& core, const Target& target, const std::string& symbol,
                    const std::string& keep) {
    Sink sink;
    const PluginRequest request{
        .core = &core,
        .target = &target,
        .symbol = symbol.c_str(),
        .keep = keep.empty() ? nullptr : keep.c_str(),
        .sink = &sink,
        .object = [](void* to, const char* bytes,
                     std::size_t size) { static_cast<Sink*>(to)->object.assign(bytes, size); },
        .error = [](void* to, const char* text,
                    std::size_t size) { static_cast<Sink*>(to)->error.assign(text, size); },
    };
    const bool good = plugin().compile(&request) == 0;
    return {good, good ? std::move(sink.object) : std::move(sink.error)};
}

const Plugin& plugin() {
    static const Plugin loaded = load();
    return loaded;
}

}  // namespace tenon::codegen
