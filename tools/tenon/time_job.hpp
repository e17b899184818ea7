// SPDX-License-Identifier: MIT
/// What the jobs that are loops in time share: options, progress, pictures and what is printed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "drawing.hpp"
#include "film.hpp"
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

    /// --steps, those of pictures, and what all jobs have.
    void add_to(Options& options, const std::string& dtypes);
    /// As JobOptions::apply, and looks whether an animation can be made.
    void apply() const;

    /// Calls run(watch) as often as --repeat says. An animation is made on the way.
    template <class F>
    Array timed(Times& times, const Drawing& of_film, F run) const {
        const std::unique_ptr<Film> film = make_film(of_film);
        const Array last = run_timed(shared, times, [&] {
            Progress progress(name);
            return run(watch(progress, film.get()));
        });
        if (film)
            film->finish();
        return last;
    }

    /// `own` are the job's own arguments.
    void print(const Json& own, const Array& state, const Times& times,
               const std::vector<Finding>& findings) const;
    /// The last state, where --output is no animation.
    void write_output(const Array& state, const Drawing& drawing) const;

    std::string name;  ///< "heat"
    std::int64_t n = 0;
    std::int64_t steps = 1000;
    std::int64_t zoom = 1;
    std::int64_t every = 0;  ///< steps from frame to frame; 0: what makes about 200 frames
    std::int64_t frame_rate = 25;
    JobOptions shared;

private:
    std::unique_ptr<Film> make_film(const Drawing& drawing) const;
    jobs::Watch watch(Progress& progress, Film* film) const;
};

}  // namespace tenon::tool
