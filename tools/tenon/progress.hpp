// SPDX-License-Identifier: MIT
/// Signs of life on stderr while work is long.
#pragma once

#include <chrono>
#include <string>

namespace tenon::tool {

/// On a terminal one line that is rewritten, from the first half second on; elsewhere a line every
/// ten seconds. A job that ends before says nothing.
class Progress {
public:
    explicit Progress(std::string what);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// `done` of 1; negative where the end is not known. `detail` stands behind it.
    void update(double done, const std::string& detail = "");

private:
    using Clock = std::chrono::steady_clock;
    std::string what_;
    bool terminal_;
    bool shown_ = false;
    Clock::time_point next_;
};

}  // namespace tenon::tool
