// SPDX-License-Identifier: MIT
#include <tenon/progress.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include <tenon/error.hpp>

#include "engine/counters.hpp"
#include "engine/progress.hpp"

namespace tenon {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int bar_width = 20;

/// "0:07", "2:05:07".
std::string time_text(double seconds) {
    // A number of days that nobody waits for, and that fits.
    const auto whole = static_cast<long long>(std::min(seconds, 1e9));
    char text[40];
    if (whole < 3600)
        std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
    else
        std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                      whole % 60);
    return text;
}

std::string counted(std::int64_t number, const char* what) {
    return std::to_string(number) + " " + what + (number == 1 ? ", " : "s, ");
}

std::string rate_text(double rate) {
    char text[40];
    std::snprintf(text, sizeof text, rate < 100 ? "%.3g/s" : "%.0f/s", rate);
    return text;
}

/// " 45 % [#########...........] "
std::string bar_text(std::int64_t done, std::int64_t total) {
    const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
    char percent[16];
    std::snprintf(percent, sizeof percent, "%3d %% [", static_cast<int>(share * 100));
    const int filled = static_cast<int>(share * bar_width);
    return percent + std::string(static_cast<std::size_t>(filled), '#') +
           std::string(static_cast<std::size_t>(bar_width - filled), '.') + "] ";
}

/// The first characters of a text in UTF-8.
std::string cut(std::string text, int width) {
    int characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
        if (begins && ++characters > width) {
            text.resize(i);
            break;
        }
    }
    return text;
}

void check(const std::string& label, std::int64_t total) {
    if (total < 0)
        throw ValueError("progress: the total is " + std::to_string(total) +
                         "; it must not be negative, and is 0 where nobody knows it");
    if (std::ranges::any_of(label, [](char c) { return static_cast<unsigned char>(c) < ' '; }))
        throw ValueError("progress: the label has a line's end or another control character; it "
                         "must be one line of text");
}

}  // namespace

double ProgressState::rate() const {
    const std::int64_t done = iterations > 0 ? iterations : statements;
    return seconds > 0 ? static_cast<double>(done) / seconds : 0;
}

std::string progress_line(const ProgressState& state, int width) {
    std::string line = state.label.empty() ? "" : state.label + ": ";
    const bool counts = state.iterations > 0;
    if (state.total > 0)
        line += bar_text(state.iterations, state.total) + std::to_string(state.iterations) + "/" +
                std::to_string(state.total) + " iterations, ";
    else if (counts)
        line += counted(state.iterations, "iteration");
    if (!counts)
        line += counted(state.statements, "statement");
    const double rate = state.rate();
    line += rate_text(rate) + ", " + time_text(state.seconds);
    if (counts && rate > 0 && state.iterations < state.total)
        line += ", " +
                time_text(std::ceil(static_cast<double>(state.total - state.iterations) / rate)) +
                " left";
    return width > 0 ? cut(std::move(line), width) : line;
}

struct ProgressMeter::Counting {
    std::string label;
    std::int64_t total = 0;
    std::int64_t iterations = 0;   ///< at the start
    std::uint64_t statements = 0;  ///< at the start
    Clock::time_point start;
    bool stopped = false;
    ProgressState last;

    ProgressState now() const {
        const engine::ProgressCounts& counts = engine::progress_counts;
        const std::uint64_t run = engine::counters().statements;
        const std::int64_t expected = counts.expected - iterations;
        return {.label = label,
                .iterations = counts.iterations - iterations,
                .total = total > 0 ? total : std::max<std::int64_t>(expected, 0),
                // Somebody may call reset_statistics.
                .statements = static_cast<std::int64_t>(run < statements ? run : run - statements),
                .seconds = std::chrono::duration<double>(Clock::now() - start).count()};
    }
};

ProgressMeter::ProgressMeter(std::string label, std::int64_t total) {
    check(label, total);
    counting_ = std::make_unique<Counting>();
    counting_->label = std::move(label);
    counting_->total = total;
    counting_->iterations = engine::progress_counts.iterations;
    counting_->statements = engine::counters().statements;
    counting_->start = Clock::now();
    engine::progress_counts.watchers.fetch_add(1, std::memory_order_relaxed);
}

ProgressMeter::~ProgressMeter() { stop(); }

ProgressState ProgressMeter::state() const {
    return counting_->stopped ? counting_->last : counting_->now();
}

void ProgressMeter::stop() noexcept {
    if (counting_->stopped)
        return;
    engine::progress_counts.watchers.fetch_sub(1, std::memory_order_relaxed);
    counting_->last = counting_->now();
    counting_->stopped = true;
}

}  // namespace tenon
