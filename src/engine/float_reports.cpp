// SPDX-License-Identifier: MIT
#include "engine/float_reports.hpp"

#include <utility>

namespace tenon::engine {

namespace {

struct Waiting {
    std::vector<FloatReport> reports;
    ~Waiting() { float_reports_waiting.fetch_sub(reports.size(), std::memory_order_relaxed); }
};
thread_local Waiting waiting;

}  // namespace

void add_report(FloatReport&& report) {
    waiting.reports.push_back(std::move(report));
    float_reports_waiting.fetch_add(1, std::memory_order_relaxed);
}

std::vector<FloatReport> take_reports() {
    float_reports_waiting.fetch_sub(waiting.reports.size(), std::memory_order_relaxed);
    return std::exchange(waiting.reports, {});
}

}  // namespace tenon::engine

std::atomic<std::size_t> tenon::float_reports_waiting{0};
