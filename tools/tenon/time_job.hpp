// SPDX-License-Identifier: MIT
/// What the jobs that are loops in time share: options, progress, pictures and what is printed.
#pragma once

#include <string>
#include <vector>

#include "drawing.hpp"
#include "jobs/time_loop.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "report.hpp"

namespace tenon::tool {

/// One more thing that a job has found out.
struct Finding {
    std::string key;    ///< in JSON
    std::string label;  ///< in text
    double value;
};

struct TimeJob {
    explicit TimeJob(std::string name) : name(std::move(name)) {}

    /// N, --steps, --zoom and what all jobs have.
    void add_to(Options& options, const std::string& dtypes);

    /// Calls run(watch) as often as --repeat says.
    template <class F>
    Array timed(Times& times, F run) const {
        return run_timed(shared, times, [&] {
            Progress progress(name);
            jobs::Watch watch;
            watch.progress([&](std::int64_t done) { show(progress, done); });
            return run(watch);
        });
    }

    /// `own` are the job's own arguments.
    void print(const Json& own, const Array& state, const Times& times,
               const std::vector<Finding>& findings) const;
    void write_output(const Array& state, const Drawing& drawing) const;

    std::string name;  ///< "heat"
    std::int64_t n = 0;
    std::int64_t steps = 1000;
    std::int64_t zoom = 1;
    JobOptions shared;

private:
    void show(Progress& progress, std::int64_t done) const;
};

}  // namespace tenon::tool
