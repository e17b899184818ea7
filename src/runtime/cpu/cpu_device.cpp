// SPDX-License-Identifier: MIT
#include "runtime/cpu/cpu_device.hpp"

#include <algorithm>
#include <cstring>

#include "base/check.hpp"
#include "runtime/cpu/run_in_step.hpp"
#include "runtime/cpu/run_tiles.hpp"
#include "runtime/cpu/threads.hpp"

namespace tenon::runtime {
namespace cpu {
namespace {

/// One element of the space is this much: enough for the call to cost nothing.
constexpr std::int64_t copy_piece = 4096;

void copy_entry(const void*, const std::int64_t* args, std::int64_t, std::int64_t,
                std::int64_t begin, std::int64_t end) {
    const std::int64_t first = begin * copy_piece;
    const std::int64_t last = std::min(end * copy_piece, args[2]);
    std::memcpy(reinterpret_cast<char*>(args[0]) + first,
                reinterpret_cast<const char*>(args[1]) + first,
                static_cast<std::size_t>(last - first));
}

void copy(void* to, const void* from, std::size_t bytes) {
    if (bytes < std::size_t{1} << 20) {
        if (bytes > 0)
            std::memcpy(to, from, bytes);
        return;
    }
    static const Program program(Entry{copy_entry, nullptr, nullptr, true});
    const auto size = static_cast<std::int64_t>(bytes);
    const std::int64_t args[] = {reinterpret_cast<std::int64_t>(to),
                                 reinterpret_cast<std::int64_t>(from), size};
    Space space;
    space.inner = (size + copy_piece - 1) / copy_piece;
    space.cost_ns = copy_piece * 0.1;
    run_parallel(program, args, space);
}

}  // namespace

Ticket CpuDevice::submit(Launch launch) {
    TENON_CHECK(launch.program != nullptr, "a launch has a program");
    run_parallel(*launch.program, launch.args.data(), launch.space);
    return {};
}

Ticket CpuDevice::submit_now(const Program& program, const std::int64_t* args, const Space& space) {
    run_parallel(program, args, space);
    return {};
}

Ticket CpuDevice::run_tiles(const Tiling& tiling) {
    run_tiles_parallel(tiling);
    return {};
}

bool CpuDevice::run_in_step(std::span<const PlainLaunch> launches, double small_ns) {
    return run_in_step_parallel(launches, small_ns);
}

void CpuDevice::wait(Ticket ticket) {
    TENON_CHECK(ticket.sequence == 0, "a ticket is waited for at the device that gave it");
}

void CpuDevice::copy_to_host(void* host, const void* device, std::size_t bytes) {
    copy(host, device, bytes);
}

void CpuDevice::copy_from_host(void* device, const void* host, std::size_t bytes) {
    copy(device, host, bytes);
}

}  // namespace cpu

Device& cpu_device() {
    // Never destroyed: arrays of static duration are released after it would be.
    static cpu::CpuDevice& device = *new cpu::CpuDevice;
    return device;
}

}  // namespace tenon::runtime
