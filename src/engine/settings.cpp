// SPDX-License-Identifier: MIT
#include <atomic>
#include <cstdlib>
#include <string_view>

#include "codegen/codegen.hpp"
#include "engine/counters.hpp"
#include "engine/engine.hpp"
#include "engine/kernel_store.hpp"
#include "runtime/cpu/threads.hpp"
#include "runtime/interrupt.hpp"

namespace tenon {

namespace {

/// TENON_EXECUTION=automatic|interpreter|compiled sets what a process begins with.
Execution initial_execution() {
    const char* text = std::getenv("TENON_EXECUTION");
    if (text == nullptr || std::string_view(text) == "automatic")
        return Execution::automatic;
    if (std::string_view(text) == "interpreter")
        return Execution::interpreter;
    if (std::string_view(text) == "compiled")
        return Execution::compiled;
    throw ValueError("TENON_EXECUTION is \"" + std::string(text) +
                     "\"; it must be automatic, interpreter or compiled");
}

std::atomic<Execution>& chosen_execution() {
    static std::atomic<Execution> chosen = initial_execution();
    return chosen;
}

}  // namespace

void set_execution(Execution execution) {
    engine::flush();
    std::string why;
    if (execution == Execution::compiled && !codegen::available(&why))
        throw CompileError("set_execution: kernels cannot be compiled: " + why);
    chosen_execution() = execution;
}
Execution execution() { return chosen_execution().load(std::memory_order_relaxed); }

void set_threads(int threads) {
    if (threads < 0)
        throw ValueError("set_threads: " + std::to_string(threads) +
                         " threads asked for; use 1 or more, or 0 for all cores");
    engine::flush();
    auto settings = runtime::cpu::thread_settings();
    settings.threads = threads;
    runtime::cpu::set_thread_settings(settings);
}
int threads() { return runtime::cpu::max_threads(); }

void set_schedule(const std::string& schedule) {
    engine::flush();
    runtime::cpu::set_thread_settings(
        runtime::cpu::parse_schedule(schedule, runtime::cpu::thread_settings()));
}

void use_device(const std::string& name) { engine::set_current_place(name); }

void synchronize() {
    engine::flush();
    engine::current_place().device().synchronize();
}

Statistics statistics() { return engine::counters().read(); }
void reset_statistics() { engine::counters().reset(); }
void wait_for_compiler() { engine::wait_for_compile_thread(); }
void interrupt() noexcept { runtime::request_interrupt(); }

}  // namespace tenon
