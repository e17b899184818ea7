// SPDX-License-Identifier: MIT
#include <string>

#include <tenon/error.hpp>
#include <tenon/runtime.hpp>

#include "engine/counters.hpp"
#include "engine/direct.hpp"
#include "engine/engine.hpp"
#include "engine/kernel_store.hpp"
#include "engine/settings.hpp"
#include "runtime/cpu/threads.hpp"
#include "runtime/interrupt.hpp"

namespace tenon {

void set_execution(Execution execution) { engine::set_execution_mode(execution); }
Execution execution() { return engine::execution_mode(); }

void set_small_at_once(bool at_once) {
    engine::direct_chosen.store(at_once, std::memory_order_relaxed);
}
bool small_at_once() { return engine::direct_chosen.load(std::memory_order_relaxed); }

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

void begin_batch() noexcept { engine::begin_batch(); }
void end_batch() { engine::end_batch(); }

Statistics statistics() { return engine::counters().read(); }
void reset_statistics() { engine::counters().reset(); }
void wait_for_compiler() { engine::wait_for_compile_thread(); }
void interrupt() noexcept { runtime::request_interrupt(); }

}  // namespace tenon
