// SPDX-License-Identifier: MIT
#include "jobs/wave.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include "command.hpp"
#include "field_file.hpp"
#include "jobs/held_grid.hpp"
#include "time_job.hpp"

namespace tenon::tool {

namespace {

struct Arguments {
    TimeJob time{"wave"};
    std::string dims = "2";
    double courant = 0.5;
    std::string start = "drop";
    int rank() const { return dims == "2" ? 2 : 3; }
    /// Of the start "mode": two half waves along the first axis, then three, then one.
    std::vector<std::int64_t> waves() const {
        return rank() == 2 ? std::vector<std::int64_t>{2, 3} : std::vector<std::int64_t>{2, 3, 1};
    }
};

Array start_of(const Arguments& arguments, DType type) {
    const std::int64_t n = arguments.time.n;
    if (arguments.start == "drop")
        return jobs::drop(n, arguments.rank(), type);
    if (arguments.start == "mode")
        return jobs::sine_mode(n, arguments.waves(), type);
    return load_field("--start", "drop, mode", arguments.start, n, arguments.rank(), type, 1);
}

std::vector<Finding> findings(const Arguments& arguments, const jobs::Wave& start,
                              const jobs::Wave& wave) {
    std::vector<Finding> list;
    if (arguments.start == "mode") {
        const double number = jobs::sine_mode_number(arguments.time.n, arguments.waves());
        const double phase = jobs::wave_phase(number, arguments.courant, arguments.time.steps);
        const Array mode = jobs::sine_mode(arguments.time.n, arguments.waves(), DType::float64);
        const double error = max(abs(wave.now - phase * mode)).item<double>();
        list.push_back({"largest_error", "Largest error", error});
    }
    const double first = jobs::energy(start);
    const double change = first == 0 ? 0 : std::abs(jobs::energy(wave) / first - 1);
    list.push_back({"energy_change", "Change of energy (relative)", change});
    return list;
}

double largest(const Array& u) { return max(abs(u)).item<double>(); }

void add_options(Options& options, Arguments& arguments) {
    options.whole("N", arguments.time.n, 3, "points on a side, the border included", false);
    options.choice("--dims", arguments.dims, {"2", "3"}, "a square (default) or a cube");
    options.positive("--courant", arguments.courant,
                     "way of the waves in a step, in the grid's distance: up to sqrt(1/2) in 2 "
                     "dimensions, sqrt(1/3) in 3 (default: 0.5)");
    options.text("--start", arguments.start,
                 "drop (a round hill, default), mode (a sine; prints the error), FILE.npy (N "
                 "points on a side) or FILE.png (white is 1)");
    arguments.time.add_to(options, "float64 (default) or float32");
    options.note("The border is held at 0; the waves start at rest. A picture of 3 dimensions "
                 "shows the\nplane in the middle; blue is below 0, red above.");
}

}  // namespace

int run_wave(int count, char** list) {
    Arguments arguments;
    Options options("tenon wave",
                    "Waves in a square or a cube whose border is held: the wave equation by "
                    "leapfrog.");
    add_options(options, arguments);
    if (!options.parse(count, list))
        return 0;
    jobs::check_courant(arguments.courant, arguments.rank());
    const TimeJob& time = arguments.time;
    const DType type = time.shared.type({DType::float64, DType::float32});
    time.apply();

    const jobs::Wave start = jobs::wave_at_rest(start_of(arguments, type), arguments.courant);
    // A hill falls apart into waves that are lower; a mode comes back to its height.
    const double height = largest(start.now) * (arguments.start == "mode" ? 1 : 0.3);
    jobs::Wave wave = start;
    Times times;
    time.timed(times, {ColorMap::balance, -height, height}, [&](const jobs::Watch& watch) {
        wave = jobs::advance(start, time.steps, watch);
        return wave.now;
    });
    wait_for_compiler();  // the next process finds the kernels on disk
    time.print(
        {{"dims", arguments.rank()}, {"courant", arguments.courant}, {"start", arguments.start}},
        wave.now, times, findings(arguments, start, wave));
    const double last_height = largest(wave.now);
    time.write_output(wave.now, {ColorMap::balance, -last_height, last_height});
    return 0;
}

}  // namespace tenon::tool
