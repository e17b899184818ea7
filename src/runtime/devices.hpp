// SPDX-License-Identifier: MIT
/// The places of this build, by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/device.hpp"

namespace tenon::runtime {

/// Made at first use, lives until the process ends. @throws DeviceError naming the devices there
/// are.
Device& device_by_name(std::string_view name);

std::vector<std::string> device_names();

}  // namespace tenon::runtime
