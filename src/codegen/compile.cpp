// SPDX-License-Identifier: MIT
#include <tenon/error.hpp>

#include "base/environment.hpp"
#include "codegen/codegen.hpp"
#include "codegen/plugin.hpp"
#include "codegen/version.hpp"

namespace tenon::codegen {

namespace {

struct Sink {
    std::string object;
    std::string error;
};

/// The kernel's name as a person finds it again in gdb and perf.
std::string symbol_of(const kernel::Kernel& core) {
    std::string symbol = "tenon_" + (core.name.empty() ? std::string("kernel") : core.name);
    for (char& c : symbol)
        if (std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
                .find(c) == std::string_view::npos)
            c = '_';
    return symbol;
}

}  // namespace

std::string version() { return TENON_CODEGEN_VERSION; }

bool available(std::string* why) {
    if (why != nullptr)
        *why = plugin().problem;
    return plugin().compile != nullptr;
}

Artifact compile(const kernel::Kernel& core, const Target& target) {
    const Plugin& compiler = plugin();
    if (compiler.compile == nullptr)
        throw CompileError(compiler.problem);
    Sink sink;
    const std::string symbol = symbol_of(core);
    const PluginRequest request{
        .core = &core,
        .target = &target,
        .symbol = symbol.c_str(),
        .keep = base::environment("TENON_KEEP"),
        .sink = &sink,
        .object = [](void* to, const char* bytes,
                     std::size_t size) { static_cast<Sink*>(to)->object.assign(bytes, size); },
        .error = [](void* to, const char* text,
                    std::size_t size) { static_cast<Sink*>(to)->error.assign(text, size); },
    };
    if (compiler.compile(&request) != 0)
        throw CompileError("could not compile kernel \"" + core.name + "\" for " +
                           target.to_text() + ": " + sink.error + "\n" + kernel::to_text(core));
    return {std::move(sink.object), symbol};
}

}  // namespace tenon::codegen
