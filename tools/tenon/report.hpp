// SPDX-License-Identifier: MIT
/// Timing of a job and what is told of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "options.hpp"

namespace tenon::tool {

using Json = nlohmann::ordered_json;

/// Seconds of each run; the first one includes compiling or loading of kernels.
class Times {
public:
    void add(double seconds) { seconds_.push_back(seconds); }
    double first() const { return seconds_.front(); }
    double median() const;  ///< of the runs after the first, where there are any
    double least() const;

private:
    std::vector<double> later() const;
    std::vector<double> seconds_;
};

/// Calls `run` options.repeat times; the last result is returned.
template <class F>
auto run_timed(const JobOptions& options, Times& times, F run) {
    for (std::int64_t i = 1;; ++i) {
        const auto start = std::chrono::steady_clock::now();
        auto result = run();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        times.add(took.count());
        if (i == options.repeat)
            return result;
    }
}

/// Prints the one object of --json: the members every job has, then those of `more`.
void print_json(const std::string& job, const Json& arguments, std::int64_t elements,
                const Times& times, const Json& validation, const Json& more);

/// The arguments that all jobs share, after the job's own.
void add_shared(Json& arguments, const JobOptions& options);

/// "Main took S", and the spread where there were several runs.
void print_times(const Times& times);

}  // namespace tenon::tool
