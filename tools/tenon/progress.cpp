// SPDX-License-Identifier: MIT
#include "progress.hpp"

#include <cstdio>
#include <utility>

#include <unistd.h>

namespace tenon::tool {

namespace {

using namespace std::chrono_literals;

constexpr auto first_on_terminal = 500ms;
constexpr auto next_on_terminal = 200ms;
constexpr auto elsewhere = 10s;

}  // namespace

Progress::Progress(std::string what)
    : what_(std::move(what)), terminal_(isatty(STDERR_FILENO) == 1),
      next_(Clock::now() +
            (terminal_ ? Clock::duration(first_on_terminal) : Clock::duration(elsewhere))) {}

Progress::~Progress() {
    if (shown_ && terminal_)
        std::fputs("\r\033[K", stderr);
}

void Progress::update(double done, const std::string& detail) {
    const Clock::time_point now = Clock::now();
    if (now < next_)
        return;
    next_ = now + (terminal_ ? Clock::duration(next_on_terminal) : Clock::duration(elsewhere));
    shown_ = true;
    char percent[16] = "";
    if (done >= 0)
        std::snprintf(percent, sizeof percent, " %3.0f %%", done * 100);
    std::fprintf(stderr, "%s%s%s%s%s%s", terminal_ ? "\r\033[K" : "", what_.c_str(), percent,
                 detail.empty() ? "" : "  ", detail.c_str(), terminal_ ? "" : "\n");
    std::fflush(stderr);
}

}  // namespace tenon::tool
