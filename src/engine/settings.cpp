// SPDX-License-Identifier: MIT
#include "engine/settings.hpp"

#include <atomic>
#include <string>

#include <tenon/error.hpp>

#include "base/environment.hpp"
#include "codegen/codegen.hpp"
#include "dist/partition.hpp"
#include "engine/engine.hpp"
#include "interpreter/interpreter.hpp"
#include "runtime/code_loader.hpp"
#include "runtime/cpu/threads.hpp"

namespace tenon::engine {

namespace {

Execution initial_execution() {
    constexpr Execution modes[] = {Execution::automatic, Execution::interpreter,
                                   Execution::compiled};
    const auto chosen =
        base::environment_choice("TENON_EXECUTION", {"automatic", "interpreter", "compiled"});
    return modes[chosen.value_or(0)];
}

std::atomic<Execution>& chosen_execution() {
    static std::atomic<Execution> chosen = initial_execution();
    return chosen;
}

}  // namespace

Execution execution_mode() { return chosen_execution().load(std::memory_order_relaxed); }

void set_execution_mode(Execution execution) {
    flush();
    std::string why;
    if (execution == Execution::compiled && !codegen::available(&why))
        throw CompileError("set_execution: kernels cannot be compiled: " + why);
    chosen_execution() = execution;
}

void check_environment() {
    static const bool checked = [] {
        chosen_execution();
        interpreter::best_isa();  // codegen::host_target reads the same variable, and asks much
        dist::part_count();
        runtime::ObjectCache::default_limit();
        codegen::has_own_process();
        base::environment_folder("TENON_KEEP");
        base::environment_folder("TENON_PLUGIN_DIR");
        runtime::cpu::check_thread_environment();
        return true;
    }();
    static_cast<void>(checked);
}

}  // namespace tenon::engine
