// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/host.hpp>

namespace tenon::engine {

/// Watches for events while it lives.
class Watching {
public:
    Watching() {
        take_float_reports();
        set_float_modes([]() noexcept -> unsigned { return float_invalid | float_overflow; });
    }
    ~Watching() { set_float_modes(nullptr); }
    Watching(const Watching&) = delete;
    Watching& operator=(const Watching&) = delete;
};

}  // namespace tenon::engine
