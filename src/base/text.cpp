// SPDX-License-Identifier: MIT
#include "base/text.hpp"

#include <array>

namespace tenon::base {

std::string format_bytes(std::size_t bytes) {
    if (bytes < 1024)
        return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
    constexpr std::array units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    std::size_t unit = 0;
    std::size_t rest = bytes % 1024;
    for (bytes /= 1024; bytes >= 1024; bytes /= 1024, ++unit)
        rest = bytes % 1024;
    std::string text = std::to_string(bytes);
    const std::size_t tenths = rest * 10 / 1024;
    if (bytes < 100 && tenths != 0)
        text += "." + std::to_string(tenths);
    return text + " " + units[unit];
}

}  // namespace tenon::base
