// SPDX-License-Identifier: MIT
/// OpenMP threads, with the schedules users know from it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/device.hpp"

namespace tenon::runtime::cpu {

enum class Schedule : std::uint8_t { automatic, static_, dynamic, guided };

struct ThreadSettings {
    int threads = 0;  ///< 0: OMP_NUM_THREADS, or all cores this process may use
    Schedule schedule = Schedule::automatic;
    std::int64_t chunk = 0;  ///< elements (map) or leaves; 0: chosen by cost
};

ThreadSettings thread_settings();
void set_thread_settings(const ThreadSettings& settings);
/// Parses "static", "dynamic,64", ... @throws ValueError naming the schedules.
ThreadSettings parse_schedule(std::string_view text, ThreadSettings base);

int max_threads();

/// What libomp would silently take for something else. @throws ValueError
void check_thread_environment();

/// Runs the whole space of `program` on as many threads as pay; small work stays on this one.
/// Honours an interrupt between chunks. @throws Interrupted
void run_parallel(const Program& program, const std::int64_t* args, const Space& space);

}  // namespace tenon::runtime::cpu
