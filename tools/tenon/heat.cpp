// SPDX-License-Identifier: MIT
#include "jobs/heat.hpp"

#include <array>
#include <cmath>

#include <nlohmann/json.hpp>

#include "command.hpp"
#include "field_file.hpp"
#include "jobs/held_grid.hpp"
#include "time_job.hpp"

namespace tenon::tool {

namespace {

struct Arguments {
    TimeJob time{"heat"};
    std::string dims = "2";
    double diffusivity = 0;
    std::string start = "block";
    std::int64_t seed = 2011;
    int rank() const { return dims == "2" ? 2 : 3; }
};

/// Of the start "mode": one half wave along each axis, which decays slowest.
struct Mode {
    explicit Mode(const Arguments& arguments)
        : n(arguments.time.n), waves(static_cast<std::size_t>(arguments.rank()), 1) {}
    Array field(DType type) const { return jobs::sine_mode(n, waves, type); }
    double left_after(std::int64_t steps, double diffusivity) const {
        const double factor = jobs::heat_decay(jobs::sine_mode_number(n, waves), diffusivity);
        return std::pow(factor, static_cast<double>(steps));
    }
    std::int64_t n;
    std::vector<std::int64_t> waves;
};

Array start_of(const Arguments& arguments, DType type) {
    const std::int64_t n = arguments.time.n;
    const int dims = arguments.rank();
    if (arguments.start == "block")
        return jobs::hot_block(n, dims, type);
    if (arguments.start == "random")
        return jobs::random_heat(n, dims, type, static_cast<std::uint64_t>(arguments.seed));
    if (arguments.start == "mode")
        return Mode(arguments).field(type);
    return load_field("--start", "block, random, mode", arguments.start, n, dims, type, 1);
}

std::vector<Finding> findings(const Arguments& arguments, const Array& field) {
    if (arguments.start != "mode")
        return {};
    const Mode mode(arguments);
    const double left = mode.left_after(arguments.time.steps, arguments.diffusivity);
    const double error = max(abs(field - left * mode.field(DType::float64))).item<double>();
    return {{"left", "Exact share left", left},
            {"largest_error", "Largest relative error", error / left}};
}

void add_options(Options& options, Arguments& arguments) {
    options.whole("N", arguments.time.n, 3, "points on a side, the border included", false);
    options.choice("--dims", arguments.dims, {"2", "3"}, "a square (default) or a cube");
    options.positive(
        "--diffusivity", arguments.diffusivity,
        "in squares of the grid's distance per step: up to 1/4 in 2 dimensions (default: "
        "0.2), up to 1/6 in 3 (default: 0.125)");
    options.text("--start", arguments.start,
                 "block (hot middle third, default), random, mode (a sine; prints the error), "
                 "FILE.npy (N points on a side) or FILE.png (white is 1)");
    options.whole("--seed", arguments.seed, 0, "of the random start (default: 2011)");
    arguments.time.add_to(options, "float64 (default) or float32");
    options.note(
        "The border is kept as it starts: at 0, but where a file says otherwise. A picture\n"
        "of 3 dimensions shows the plane in the middle.");
}

}  // namespace

int run_heat(int count, char** list) {
    Arguments arguments;
    Options options("tenon heat",
                    "Heat spreads in a square or a cube whose border is held: explicit "
                    "steps of the diffusion\nequation.");
    add_options(options, arguments);
    if (!options.parse(count, list))
        return 0;
    if (!options.given("--diffusivity"))
        arguments.diffusivity = arguments.rank() == 2 ? 0.2 : 0.125;
    jobs::check_diffusivity(arguments.diffusivity, arguments.rank());
    const TimeJob& time = arguments.time;
    const DType type = time.shared.type({DType::float64, DType::float32});
    time.apply();

    const Array start = start_of(arguments, type).eval();
    Times times;
    const Drawing of_film = {ColorMap::heat, min(start).item<double>(), max(start).item<double>()};
    const Array field = time.timed(times, of_film, [&](const jobs::Watch& watch) {
        return jobs::spread_heat(start, arguments.diffusivity, time.steps, watch);
    });
    wait_for_compiler();  // the next process finds the kernels on disk
    time.print({{"dims", arguments.rank()},
                {"diffusivity", arguments.diffusivity},
                {"start", arguments.start},
                {"seed", arguments.seed}},
               field, times, findings(arguments, field));
    time.write_output(field, {});
    return 0;
}

}  // namespace tenon::tool
