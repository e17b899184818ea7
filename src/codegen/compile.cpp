// SPDX-License-Identifier: MIT
#include <tenon/error.hpp>

#include "base/environment.hpp"
#include "codegen/codegen.hpp"
#include "codegen/compiler_process.hpp"
#include "codegen/plugin.hpp"
#include "codegen/version.hpp"
#include "kernel/encoding.hpp"

namespace tenon::codegen {

namespace {

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
    std::string problem;
    if (const auto answer = ask_compiler_process({.version = version()}))
        problem = answer->good ? "" : answer->bytes;
    else
        problem = plugin().problem;
    if (why != nullptr)
        *why = problem;
    return problem.empty();
}

Artifact compile(const kernel::Kernel& core, const Target& target) {
    const std::string symbol = symbol_of(core);
    const char* const keep = base::environment("TENON_KEEP");
    const std::string folder = keep == nullptr ? "" : keep;
    auto answer = ask_compiler_process({.version = version(),
                                        .target = target,
                                        .symbol = symbol,
                                        .keep = folder,
                                        .name = core.name,
                                        .kernel = kernel::encode(core)});
    if (!answer) {
        if (plugin().compile == nullptr)
            throw CompileError(plugin().problem);
        answer = compile_here(core, target, symbol, folder);
    }
    if (!answer->good)
        throw CompileError("could not compile kernel \"" + core.name + "\" for " +
                           target.to_text() + ": " + answer->bytes + "\n" + kernel::to_text(core));
    return {std::move(answer->bytes), symbol};
}

}  // namespace tenon::codegen
