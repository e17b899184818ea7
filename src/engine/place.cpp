// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

#include <tenon/error.hpp>

#include "base/text.hpp"
#include "engine/engine.hpp"
#include "engine/settings.hpp"
#include "runtime/devices.hpp"
#include "tape/canonical.hpp"

namespace tenon::engine {

namespace {

DevicePlace& place_of(runtime::Device& device) {
    static std::mutex mutex;
    static auto& places = *new std::map<runtime::Device*, std::unique_ptr<DevicePlace>>;
    const std::lock_guard lock(mutex);
    auto& found = places[&device];
    if (!found)
        found = std::make_unique<DevicePlace>(device);
    return *found;
}

}  // namespace

/// Outputs from this size on are stored past the caches. A virtual machine may report its host's
/// whole last-level cache and have a small share of it, so the reported size only lowers the bound;
/// docs/benchmarks says where streaming stores were seen to begin to pay.
std::int64_t streaming_bound() {
    constexpr std::int64_t most = 48 << 20;
    const std::int64_t last_level = sysconf(_SC_LEVEL3_CACHE_SIZE);  // from cpuid: no file is read
    return last_level <= 0 ? most : std::min(last_level, most);
}

constinit thread_local ThreadState thread_state;

DevicePlace& default_place() {
    static DevicePlace& place = []() -> DevicePlace& {
        check_environment();
        tape::streaming_bytes = streaming_bound();
        return place_of(runtime::cpu_device());
    }();
    thread_state.place = &place;
    return place;
}

namespace {

/// Whether the device answered; a lost one runs nothing more, which is as good.
bool wait_for_queue(runtime::Device& device) noexcept {
    try {
        device.synchronize();
        return true;
    } catch (const Error&) {
        return false;
    }
}

}  // namespace

/// New memory may take the place of idle memory that does not fit, not come on top of it.
void* DevicePlace::allocate(std::int64_t bytes) {
    void* address = device_.allocate(static_cast<std::size_t>(bytes));
    if (bytes >= tape::MemoryAccount::counted_from) {
        const std::size_t idle = device_.bytes_idle();
        const tape::MemoryAccount& account = tape::memory_account();
        if (idle > 0 && !account.allows(account.held(device_.bytes_in_use(), idle, 0)))
            device_.trim();
    }
    return address;
}

void DevicePlace::release(void* address, std::int64_t bytes) noexcept {
    if (!device_.host_accessible())
        wait_for_queue(device_);  // queued work may still use the bytes
    device_.release(address, static_cast<std::size_t>(bytes));
}

void set_current_place(const std::string& device_name) {
    thread_state.place = &place_of(runtime::device_by_name(device_name));
}

}  // namespace tenon::engine
