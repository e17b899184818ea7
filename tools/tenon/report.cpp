// SPDX-License-Identifier: MIT
#include "report.hpp"

#include <algorithm>
#include <cstdio>

#include <nlohmann/json.hpp>
#include <tenon/runtime.hpp>

namespace tenon::tool {

std::vector<double> Times::later() const {
    std::vector<double> list(seconds_.begin() + (seconds_.size() > 1 ? 1 : 0), seconds_.end());
    std::sort(list.begin(), list.end());
    return list;
}

double Times::median() const {
    const std::vector<double> list = later();
    const std::size_t half = list.size() / 2;
    return list.size() % 2 == 1 ? list[half] : (list[half - 1] + list[half]) / 2;
}

double Times::least() const { return *std::min_element(seconds_.begin(), seconds_.end()); }

void print_json(const std::string& job, const Json& arguments, std::int64_t elements,
                const Times& times, const Json& validation, const Json& more) {
    const Statistics counted = statistics();
    Json object = {
        {"job", job},
        {"arguments", arguments},
        {"elements", elements},
        {"seconds_first", times.first()},
        {"seconds_median", times.median()},
        {"seconds_min", times.least()},
        {"validation", validation},
        {"kernels_compiled", counted.kernels_compiled},
        {"kernels_cached", counted.kernels_cached},
        {"kernels_interpreted", counted.kernels_interpreted},
        {"threads", threads()},
    };
    object.update(more);
    std::puts(object.dump().c_str());
}

void add_shared(Json& arguments, const JobOptions& options) {
    arguments["threads"] = options.threads;
    arguments["schedule"] = options.schedule.empty() ? "auto" : options.schedule;
    arguments["dtype"] = options.dtype;
    arguments["output"] = options.output;
    arguments["repeat"] = options.repeat;
}

void print_times(const Times& times) {
    std::printf("Main took %.6f\n", times.first());
    if (times.median() != times.first())
        std::printf("Repeated: median %.6f, fastest %.6f\n", times.median(), times.least());
}

}  // namespace tenon::tool
