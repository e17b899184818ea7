// SPDX-License-Identifier: MIT
#include <map>
#include <memory>
#include <mutex>

#include <tenon/error.hpp>

#include "base/text.hpp"
#include "engine/engine.hpp"
#include "runtime/devices.hpp"

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

DevicePlace& cpu_place() {
    static DevicePlace& place = place_of(runtime::cpu_device());
    return place;
}

thread_local DevicePlace* chosen_place = nullptr;

}  // namespace

void* DevicePlace::allocate(std::int64_t bytes) {
    return device_.allocate(static_cast<std::size_t>(bytes));
}

void DevicePlace::release(void* address, std::int64_t bytes) noexcept {
    if (!device_.host_accessible()) {
        try {
            device_.synchronize();  // queued work may still use the bytes
        } catch (const Error&) {    // a lost device runs nothing more
        }
    }
    device_.release(address, static_cast<std::size_t>(bytes));
}

DevicePlace& current_place() { return chosen_place != nullptr ? *chosen_place : cpu_place(); }

void set_current_place(const std::string& device_name) {
    chosen_place = &place_of(runtime::device_by_name(device_name));
}

}  // namespace tenon::engine
