// SPDX-License-Identifier: MIT
/// Settings, counters and explanations.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tenon/array.hpp>

namespace tenon {

/// Threads used by kernels (0: OMP_NUM_THREADS, or all cores).
TENON_API void set_threads(int threads);
TENON_API int threads();
/// "auto", "static", "dynamic", "guided", each with ",chunk" optional.
TENON_API void set_schedule(const std::string& schedule);

/// How kernels come to run.
enum class Execution : std::uint8_t {
    automatic,    ///< interpreter first; hot or large work is compiled in the background
    interpreter,  ///< never compile
    compiled,     ///< wait for the compiler before the first run
};
TENON_API void set_execution(Execution execution);
TENON_API Execution execution();

/// Whether operations on small arrays whose values are there run at once instead of being recorded,
/// with the same bits. Off at first; for programs that look at most of what they compute.
TENON_API void set_small_at_once(bool at_once);
TENON_API bool small_at_once();

/// Where statements recorded from now on by this thread run: "cpu", "test", ...
/// @throws ValueError for unknown names, listing the known ones.
TENON_API void use_device(const std::string& name);

/// Evaluates what this thread has recorded and waits until it is done.
TENON_API void synchronize();

/// Between the two, what this thread records on memory that other code can reach may wait for the
/// end, so that several statements run as one. May be nested; the end runs what has waited.
TENON_API void begin_batch() noexcept;
TENON_API void end_batch();

/// Counted since the start, or since reset_statistics.
struct Statistics {
    std::uint64_t statements = 0;           ///< recorded
    std::uint64_t evaluations = 0;          ///< tapes run
    std::uint64_t plans_made = 0;           ///< tapes not known before
    std::uint64_t launches = 0;             ///< steps run
    std::uint64_t launches_in_tiles = 0;    ///< of them, those that ran tile by tile with others
    std::uint64_t kernels_interpreted = 0;  ///< launches that began on the interpreter
    std::uint64_t kernels_compiled = 0;     ///< compilations by the compiler
    std::uint64_t kernels_cached = 0;       ///< compiled kernels found on disk
    std::uint64_t bytes_read = 0;           ///< by kernels, counting each view once
    std::uint64_t bytes_written = 0;
    std::uint64_t temporaries = 0;   ///< intermediate arrays that had to be stored
    std::uint64_t looked_again = 0;  ///< tapes run again to find who raised a floating-point flag
    std::uint64_t iterations_rolled = 0;  ///< of loops, run as one kernel with others
    double compile_seconds = 0;
};
TENON_API Statistics statistics();
TENON_API void reset_statistics();
/// Waits until background compilations are done.
TENON_API void wait_for_compiler();

/// The plan of what is pending for `array`: kernels, the bytes each moves, and why two statements
/// were not fused. Nothing is run.
TENON_API std::string explain(const Array& array);

/// A way to run kernels: whether this machine has it, and what was found or why not.
struct BackEnd {
    std::string name;
    bool available = false;
    std::string detail;
};
struct CpuCache {
    int level = 0;
    std::uint64_t bytes = 0;
    int shared_by = 1;  ///< hardware threads that share one
};
struct SystemInfo {
    std::string cpu;      ///< as the machine names it
    int cores = 0;        ///< hardware threads this process may use
    int threads = 0;      ///< threads that kernels use
    int vector_bits = 0;  ///< of the kernels made for it
    std::string target;   ///< what code is made for
    std::vector<CpuCache> caches;
    std::uint64_t memory_total = 0;
    std::uint64_t memory_available = 0;
    std::vector<BackEnd> back_ends;
};
TENON_API SystemInfo system_info();

/// The folder of compiled kernels.
struct KernelCacheInfo {
    std::string folder;
    std::string problem;  ///< why it is not used; empty when it is
    std::uint64_t kernels = 0;
    std::uint64_t bytes = 0;
    std::uint64_t limit = 0;  ///< bytes beyond which those not used for longest are removed
};
TENON_API KernelCacheInfo kernel_cache_info();
TENON_API std::uint64_t clear_kernel_cache();  ///< number of kernels removed

/// Ctrl-C: makes long work stop between two steps with Interrupted. Async-signal-safe.
TENON_API void interrupt() noexcept;

}  // namespace tenon
