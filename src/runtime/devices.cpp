// SPDX-License-Identifier: MIT
#include "runtime/devices.hpp"

#include <array>

#include <tenon/error.hpp>

#include "runtime/test_device/test_device.hpp"

namespace tenon::runtime {
namespace {

struct Known {
    std::string_view name;
    Device& (*device)();
};

/// A back end's one line.
constexpr std::array known{
    Known{"cpu", cpu_device},
    Known{"test", []() -> Device& { return test_device(); }},
};

}  // namespace

Device& device_by_name(std::string_view name) {
    for (const Known& one : known)
        if (one.name == name)
            return one.device();
    std::string names;
    for (const std::string& one : device_names())
        names += (names.empty() ? "" : ", ") + one;
    throw DeviceError("there is no device '" + std::string(name) + "'; there are " + names);
}

std::vector<std::string> device_names() {
    std::vector<std::string> names;
    names.reserve(known.size());
    for (const Known& one : known)
        names.emplace_back(one.name);
    return names;
}

}  // namespace tenon::runtime
